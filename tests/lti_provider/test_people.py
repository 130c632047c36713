"""Who comes: somebody without a name, somebody who was a trainer until yesterday."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from academies.models import Academy, Learner
from courses.models import Attempt
from courses.outcomes import Completion, Outcome, Success
from courses.services.progress import record_outcome
from courses.tickets import read_ticket
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession, Passback, Platform, PlatformUser
from tests import cast
from tests.launch_attempts import Scene, assert_refused
from tests.launching import hand_over, launch

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
PASSED = Outcome(completion=Completion.COMPLETED, success=Success.PASSED)


def test_without_a_name_nobody_comes_in(scene: Scene) -> None:
    assert_refused(scene.send_claims(sub=None))


def test_where_it_is_allowed_somebody_without_a_name_works_and_gets_no_grade(
    scene: Scene, registered: Platform
) -> None:
    Platform.objects.update(allows_anonymous=True)

    path, fields = hand_over(scene.send_claims(sub=None))

    attempt = Attempt.objects.get(pk=read_ticket(fields["ticket"]).attempt)
    user = PlatformUser.objects.get()
    assert path == "/scorm/player/"
    assert user.is_anonymous
    assert user.learner == attempt.learner
    record_outcome(attempt, PASSED)
    attempt.refresh_from_db()
    assert attempt.is_settled
    assert not Passback.objects.exists()


def test_two_launches_without_a_name_are_two_people(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    Platform.objects.update(allows_anonymous=True)
    for _ in range(2):
        hand_over(Scene(client, lms, activity).send_claims(sub=None))

    assert PlatformUser.objects.filter(is_anonymous=True).count() == 2


def test_a_trainer_without_a_name_is_no_trainer(scene: Scene) -> None:
    Platform.objects.update(allows_anonymous=True)

    path, _ = hand_over(scene.send_claims(sub=None, roles=[MEMBERSHIP + "Instructor"]))

    assert path == "/scorm/player/"


@pytest.mark.parametrize(
    ("roles", "lands"),
    [
        ([MEMBERSHIP + "Instructor"], "/reports/class/"),
        ([INSTITUTION + "Faculty"], "/reports/class/"),
        ([INSTITUTION + "Faculty", MEMBERSHIP + "Learner"], "/scorm/player/"),
        ([INSTITUTION + "Student"], "/scorm/player/"),
        ([], "/scorm/player/"),
    ],
)
def test_roles_are_read_at_each_launch(scene: Scene, roles: list[str], lands: str) -> None:
    assert hand_over(scene.send_claims(roles=roles))[0] == lands


def class_page(token: str) -> int:
    return int(Client().post("/reports/class/", {"launch_token": token}).status_code)


def as_tomas(lms: PretendPlatform, link: str, role: str) -> dict[str, str]:
    """Tomas launches with the role; the fields his browser is handed."""
    scene = Scene(Client(), lms, link)
    return hand_over(scene.send_claims(sub=cast.TOMAS.sub, roles=[MEMBERSHIP + role]))[1]


def test_a_trainer_who_comes_back_as_a_learner_loses_the_class_page_at_once(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    trainer = as_tomas(lms, activity, "Instructor")["launch_token"]
    assert class_page(trainer) == 200

    assert "ticket" in as_tomas(lms, activity, "Learner")

    assert class_page(trainer) == 400
    again = as_tomas(lms, activity, "Instructor")["launch_token"]
    assert class_page(again) == 200


def test_his_colleagues_and_his_other_courses_keep_their_pages(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    copied = lms.copy_course()[activity]
    tessa = hand_over(launch(Client(), lms, cast.ADA, activity))[1]["launch_token"]
    elsewhere = as_tomas(lms, copied, "Instructor")["launch_token"]
    same_course = as_tomas(lms, activity, "Instructor")["launch_token"]

    as_tomas(lms, activity, "Learner")

    assert class_page(tessa) == 200
    assert class_page(elsewhere) == 200
    assert class_page(same_course) == 400


def test_exit_leads_back_with_a_plain_word_in_the_persons_language(
    scene: Scene, northvale: Academy
) -> None:
    presentation = {"locale": "en_us", "return_url": "https://lms.northvale.example/r?course=2"}
    ticket = read_ticket(
        hand_over(scene.send_claims(launch_presentation=presentation))[1]["ticket"]
    )

    said = parse_qs(urlsplit(ticket.return_url).query)
    assert said["course"] == ["2"]
    assert said["lti_msg"] == ["Your work is saved."]
    assert str(LaunchSession.objects.get().pk) in said["lti_log"][0]
    assert ticket.locale == "en"


def test_without_a_known_language_the_academys_is_spoken(scene: Scene, northvale: Academy) -> None:
    Academy.objects.update(language="ar")

    scene.send_claims(launch_presentation={"locale": "xx-unknown"})

    assert LaunchSession.objects.get().locale == "ar"


def test_a_window_of_its_own_is_closed_and_not_led_back(scene: Scene) -> None:
    """Without a way back the player says "You can close this window now."."""
    presentation = {"document_target": "window", "return_url": "https://lms.northvale.example/r"}

    _, fields = hand_over(scene.send_claims(launch_presentation=presentation))

    assert read_ticket(fields["ticket"]).return_url == ""


def test_a_refusal_leads_back_with_the_reason_and_a_reference(
    client: Client, lms: PretendPlatform, registered: Platform
) -> None:
    gone = lms.add_activity("Gone", {"module": "00000000-0000-4000-8000-000000000000"})

    answer = launch(client, lms, cast.LENA, gone)

    page = answer.content.decode()
    assert "lti_errormsg=This+module+is+not+available." in page
    assert f"lti_errorlog=module_unknown+{answer.headers['X-Request-ID']}" in page
    assert not Learner.objects.exists()
