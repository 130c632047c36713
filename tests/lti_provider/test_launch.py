"""Lena opens an activity of her academy's LMS, and comes in; others do not."""

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy, Learner
from courses import tickets
from courses.models import Attempt, Edition, Entitlement, Module
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession, Platform, PlatformUser, ResourceLink
from tests import cast
from tests.launching import answer_of, begin, hand_over, launch, refusal_code

LAUNCH = "/lti/launch/"


def test_lena_comes_in_and_is_handed_to_the_player(
    client: Client, lms: PretendPlatform, activity: str, edition: Edition
) -> None:
    answer = launch(client, lms, cast.LENA, activity)

    path, fields = hand_over(answer)
    ticket = tickets.read_ticket(fields["ticket"])
    attempt = Attempt.objects.get(pk=ticket.attempt)
    assert path == "/scorm/player/"
    assert attempt.edition == edition
    assert attempt.learner.academy.slug == "northvale"
    assert ticket.return_url.startswith(lms.issuer)


def test_the_answer_may_be_framed_by_her_lms_and_kept_by_no_cache(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    answer = launch(client, lms, cast.LENA, activity)

    assert f"frame-ancestors 'self' {lms.issuer}" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_she_resumes_the_attempt_she_began(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    launch(client, lms, cast.LENA, activity)
    launch(Client(), lms, cast.LENA, activity)

    assert Attempt.objects.count() == 1
    assert Learner.objects.count() == 1
    assert LaunchSession.objects.count() == 2


def test_nothing_of_her_person_is_kept_unless_the_policy_says_so(
    client: Client, lms: PretendPlatform, activity: str, northvale: Academy
) -> None:
    launch(client, lms, cast.LENA, activity)
    learner = Learner.objects.get()
    assert (learner.display_name, learner.email, learner.person_sourcedid) == ("", "", "")

    Academy.objects.update(keeps_names=True)
    launch(client, lms, cast.LENA, activity)
    learner.refresh_from_db()
    assert (learner.display_name, learner.email) == ("Lena Lund", "")

    Academy.objects.update(keeps_names=False)
    launch(client, lms, cast.LENA, activity)
    learner.refresh_from_db()
    assert learner.display_name == ""


def test_tomas_the_trainer_is_handed_to_the_class_page(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    path, fields = hand_over(launch(client, lms, cast.TOMAS, activity))

    assert path == "/reports/class/"
    session = LaunchSession.objects.get()
    assert session.is_trainer
    assert fields["launch_token"] not in session.token_hash


def test_two_people_in_two_tabs_of_one_browser_stay_themselves(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    lena = answer_of(lms, begin(client, lms, cast.LENA, activity), cast.LENA)
    leo = answer_of(lms, begin(client, lms, cast.LEO, activity), cast.LEO)

    leos = hand_over(client.post(LAUNCH, leo))[1]["ticket"]
    lenas = hand_over(client.post(LAUNCH, lena))[1]["ticket"]

    subs = {
        PlatformUser.objects.get(learner__attempts=tickets.read_ticket(ticket).attempt).sub
        for ticket in (leos, lenas)
    }
    assert subs == {cast.LENA.sub, cast.LEO.sub}


def test_without_the_cookie_the_secret_comes_from_the_browsers_storage(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    begun = begin(client, lms, cast.LENA, activity)
    form = answer_of(lms, begun, cast.LENA)
    elsewhere = Client()  # as a frame whose cookies are blocked

    path, fields = hand_over(elsewhere.post(LAUNCH, form))
    assert path == LAUNCH
    assert fields["binding"] == "none"

    answer = elsewhere.post(LAUNCH, {**fields, "binding": begun.secret})
    assert hand_over(answer)[0] == "/scorm/player/"


def test_a_copied_course_gets_the_same_module_and_an_attempt_of_its_own(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    launch(client, lms, cast.LENA, activity)
    copied = lms.copy_course()[activity]
    lms.enrol(next(p for p in lms.config.people if p.sub == cast.LENA.sub), course=3)

    launch(client, lms, cast.LENA, copied)

    assert Attempt.objects.count() == 2
    assert ResourceLink.objects.count() == 2
    assert Module.objects.count() == 1


def test_a_repeated_launch_costs_six_queries_and_no_request(
    client: Client,
    lms: PretendPlatform,
    activity: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    launch(client, lms, cast.LENA, activity)
    form = answer_of(lms, begin(client, lms, cast.LENA, activity), cast.LENA)
    asked = len(lms.requests)

    with django_assert_num_queries(6):
        answer = client.post(LAUNCH, form)

    assert hand_over(answer)[0] == "/scorm/player/"
    assert len(lms.requests) == asked


def test_a_new_key_of_the_platform_is_fetched_once(
    client: Client, lms: PretendPlatform, activity: str, registered: Platform
) -> None:
    launch(client, lms, cast.LENA, activity)
    lms.rotate_keys()
    Platform.objects.update(jwks_tried_at=None)
    key_sets = [call for call in lms.requests if call.endpoint == "jwks"]

    assert refusal_code(launch(client, lms, cast.LENA, activity)) == ""
    assert refusal_code(launch(client, lms, cast.LENA, activity)) == ""

    assert len([call for call in lms.requests if call.endpoint == "jwks"]) == len(key_sets) + 1


def test_southmere_with_the_same_number_is_somebody_else(
    client: Client, lms: PretendPlatform, activity: str, registered: Platform
) -> None:
    southmere = cast.make_platform(cast.make_academy("southmere"))
    sami = cast.make_platform_user(cast.SAMI, southmere)

    launch(client, lms, cast.LENA, activity)

    lena = PlatformUser.objects.get(platform=registered)
    assert lena.sub == sami.sub
    assert lena.learner != sami.learner


def test_a_suspended_academy_stays_out(client: Client, lms: PretendPlatform, activity: str) -> None:
    for status in (Academy.Status.SUSPENDED, Academy.Status.REVOKED, Academy.Status.APPLIED):
        Academy.objects.update(status=status)
        answer = launch(client, lms, cast.LENA, activity)
        assert (answer.status_code, refusal_code(answer)) == (403, "academy_not_approved")

    assert not Learner.objects.exists()


def test_an_expired_agreement_closes_the_door(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    Academy.objects.update(agreement_expires_on="2026-01-01")

    answer = launch(client, lms, cast.LENA, activity)

    assert refusal_code(answer) == "agreement_not_valid"
    assert "agreement" in answer.content.decode()


def test_a_course_that_is_not_open_to_the_academy_stays_shut(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    launch(client, lms, cast.LENA, activity)
    Entitlement.objects.all().delete()

    answer = launch(client, lms, cast.LENA, activity)

    assert (answer.status_code, refusal_code(answer)) == (404, "not_entitled")


def test_a_link_to_a_module_that_is_gone_says_so_and_leads_back(
    client: Client, lms: PretendPlatform, registered: Platform
) -> None:
    gone = lms.add_activity("Gone", {"module": "00000000-0000-4000-8000-000000000000"})

    answer = launch(client, lms, cast.LENA, gone)

    page = answer.content.decode()
    assert (answer.status_code, refusal_code(answer)) == (404, "module_unknown")
    assert "lti_errormsg=" in page
    assert answer.headers["X-Request-ID"] in page
    assert not ResourceLink.objects.exists()


def test_an_activity_without_a_module_says_so(
    client: Client, lms: PretendPlatform, registered: Platform
) -> None:
    for custom, code in (({}, "no_module"), ({"module": "first"}, "module_malformed")):
        link = lms.add_activity("Nothing", custom)
        assert refusal_code(launch(client, lms, cast.LENA, link)) == code


def test_a_withdrawn_edition_opens_for_nobody_new(
    client: Client, lms: PretendPlatform, activity: str, edition: Edition
) -> None:
    Edition.objects.update(status=Edition.Status.WITHDRAWN)

    assert refusal_code(launch(client, lms, cast.LENA, activity)) == "nothing_released"


def test_opened_in_a_browser_without_an_lms_the_address_is_harmless(client: Client) -> None:
    answer = client.get(LAUNCH)

    assert (answer.status_code, refusal_code(answer)) == (405, "opened_directly")


def test_the_mobile_app_without_a_state_is_told_to_use_a_browser(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    form = answer_of(lms, begin(client, lms, cast.LENA, activity), cast.LENA)

    answer = client.post(LAUNCH, {"id_token": form["id_token"]})

    assert (answer.status_code, refusal_code(answer)) == (400, "no_state")
