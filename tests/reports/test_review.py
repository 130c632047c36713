"""Tomas reviews what Lena did; Lena reviews her own work; nobody sees anything else."""

import html
import re
from decimal import Decimal

import pytest
from django.test import Client

from courses.models import Attempt, Edition
from courses.services.progress import record_outcome
from courses.tickets import read_ticket
from demo.lms.peer import PretendPlatform
from demo.lms.running import Refused
from lti_provider.models import LaunchSession, Passback, Platform
from scorm.models import Commit, ScormPackage, ScoState
from tests import cast
from tests.launch_attempts import CLAIM
from tests.launching import Page, begin, hand_over, known, launch, refusal_code, stored_state
from tests.lti_provider.conftest import activity, lms, registered
from tests.lti_provider.test_people import PASSED
from tests.scorm.playing import three_parts

__all__ = ["activity", "lms", "registered"]


def open_review(lms: PretendPlatform, person: cast.Person, link: str, of: cast.Person) -> Page:
    """The whole way through the LMS's own review page, up to the answer to the launch."""
    client = Client()
    login = client.post("/lti/login/", lms.review_form(known(person), link, known(of)))
    found = re.search(r'id="continue"[^>]*href="([^"]+)"', login.content.decode())
    assert found, login.content.decode()
    form = lms.authenticate(html.unescape(found[1]), known(person))
    return client.post("/lti/launch/", dict(form))


def see(answer: Page) -> str:
    path, fields = hand_over(answer)
    assert path == "/reports/review/"
    return Client().post(path, fields).content.decode()


@pytest.fixture
def lenas(lms: PretendPlatform, activity: str, edition: Edition) -> Attempt:
    """Lena has opened two of three parts, and passed."""
    three_parts(edition)
    ticket = hand_over(launch(Client(), lms, cast.LENA, activity))[1]["ticket"]
    attempt = Attempt.objects.get(pk=read_ticket(ticket).attempt)
    quiz = ScoState(sco="quiz", lesson_status="passed", score=Decimal("0.9"))
    for state in (quiz, ScoState(sco="arrive", lesson_status="completed")):
        state.attempt = attempt
        state.total_centiseconds = 9000
        state.save()
    Commit.objects.create(
        attempt=attempt,
        sco="quiz",
        session="s",
        sequence=1,
        delta={"cmi.core.lesson_status": "passed", "cmi.suspend_data": "secret state"},
        finish=True,
    )
    record_outcome(attempt, PASSED)
    return attempt


def test_the_trainer_sees_result_parts_journal_and_grade(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    page = see(open_review(lms, cast.TOMAS, activity, cast.LENA))

    assert page.count('data-testid="attempt"') == 1
    assert page.index("Arrive") < page.index("Quiz")
    assert "90 %" in page
    assert "2 min" in page
    assert "status: <bdi>passed</bdi>" in page
    assert "secret state" not in page
    assert "Waiting" in page
    assert str(lenas.learner.pseudonym)[:8] in page
    assert Passback.objects.count() == 1


def test_a_review_begins_no_attempt_and_is_a_session_of_its_own(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    open_review(lms, cast.TOMAS, activity, cast.LENA)
    open_review(lms, cast.LENA, activity, cast.LENA)

    assert Attempt.objects.count() == 1
    reviews = LaunchSession.objects.filter(message_type="LtiSubmissionReviewRequest")
    assert {session.for_user.sub for session in reviews if session.for_user} == {cast.LENA.sub}


def test_lena_sees_her_own_work(lms: PretendPlatform, activity: str, lenas: Attempt) -> None:
    page = see(open_review(lms, cast.LENA, activity, cast.LENA))

    assert "Your own work" in page
    assert 'data-testid="attempt"' in page


def test_the_lms_and_the_tool_both_keep_leo_from_lenas_work(
    lms: PretendPlatform, activity: str, lenas: Attempt, registered: Platform
) -> None:
    with pytest.raises(Refused):
        open_review(lms, cast.LEO, activity, cast.LENA)

    client = Client()
    login = stored_state(begin(client, lms, cast.LEO, activity))
    claims = lms.claims_for(
        known(cast.LEO),
        activity,
        login["nonce"],
        **{
            CLAIM + "message_type": "LtiSubmissionReviewRequest",
            CLAIM + "for_user": {"user_id": cast.LENA.sub},
        },
    )
    answer = client.post("/lti/launch/", {"state": login["state"], "id_token": lms.sign(claims)})

    assert (answer.status_code, refusal_code(answer)) == (403, "not_yours")
    assert not LaunchSession.objects.filter(platform_user__sub=cast.LEO.sub).exists()


def test_somebody_who_never_came_is_said_in_plain_words(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    page = see(open_review(lms, cast.TOMAS, activity, cast.LEO))

    assert "has not opened this activity yet" in page
    assert 'data-testid="attempt"' not in page


def test_only_this_activitys_work_is_shown(
    lms: PretendPlatform, activity: str, lenas: Attempt, edition: Edition
) -> None:
    other = lms.add_activity("Other", {"module": str(edition.module.public_id)})

    page = see(open_review(lms, cast.TOMAS, other, cast.LENA))

    assert "has not opened this activity yet" in page


def test_a_token_of_another_message_opens_no_review(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    token = hand_over(launch(Client(), lms, cast.TOMAS, activity))[1]["launch_token"]

    answer = Client().post("/reports/review/", {"launch_token": token})

    assert refusal_code(answer) == "session_over"


def test_lenas_own_review_is_no_way_to_the_class_page(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    token = hand_over(open_review(lms, cast.LENA, activity, cast.LENA))[1]["launch_token"]

    answer = Client().post("/reports/class/", {"launch_token": token})

    assert refusal_code(answer) == "session_over"


def test_a_long_journal_is_cut_and_says_so(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    Commit.objects.bulk_create(
        Commit(attempt=lenas, sco="quiz", session="t", sequence=number, delta={})
        for number in range(120)
    )

    page = see(open_review(lms, cast.TOMAS, activity, cast.LENA))

    assert page.count('data-testid="commit"') == 100
    assert "21 older ones are not shown" in page


def test_without_the_package_the_parts_keep_their_identifiers(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    ScormPackage.objects.all().delete()

    assert "arrive" in see(open_review(lms, cast.TOMAS, activity, cast.LENA))
