"""What is stored about somebody: for them, and for an administrator of their LMS."""

import html
import json
import re

import pytest
from django.test import Client

from academies.models import Academy
from courses.models import Attempt
from courses.services.progress import record_outcome
from courses.tickets import read_ticket
from demo.lms.peer import PretendPlatform
from demo.lms.running import Refused
from lti_provider.models import LaunchSession, Platform, PlatformUser
from scorm.models import ScoState
from tests import cast
from tests.launch_attempts import CLAIM
from tests.launching import Page, begin, hand_over, known, launch, refusal_code, stored_state
from tests.lti_provider.test_people import PASSED
from xapi.services.telling import tell_outcomes

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def ask(lms: PretendPlatform, person: cast.Person, about: cast.Person) -> Page:
    """The whole way through the LMS's own privacy page, up to the answer to the launch."""
    client = Client()
    login = client.post("/lti/login/", lms.privacy_form(known(person), known(about)))
    found = re.search(r'id="continue"[^>]*href="([^"]+)"', login.content.decode())
    assert found, login.content.decode()
    form = lms.authenticate(html.unescape(found[1]), known(person))
    return client.post("/lti/launch/", dict(form))


def see(answer: Page, **more: str) -> Page:
    path, fields = hand_over(answer)
    assert path == "/lti/privacy/"
    return Client().post(path, {**fields, **more})


@pytest.fixture
def lenas(lms: PretendPlatform, activity: str) -> Attempt:
    ticket = hand_over(launch(Client(), lms, cast.LENA, activity))[1]["ticket"]
    attempt = Attempt.objects.get(pk=read_ticket(ticket).attempt)
    ScoState.objects.create(attempt=attempt, sco="quiz", cmi={"cmi.comments": "her own words"})
    record_outcome(attempt, PASSED)
    return attempt


def test_lena_sees_her_pseudonym_what_is_kept_and_what_she_did(
    lms: PretendPlatform, lenas: Attempt
) -> None:
    page = see(ask(lms, cast.LENA, cast.LENA)).content.decode()

    assert "What is stored about you" in page
    assert str(lenas.learner.pseudonym) in page
    assert page.count("not kept") == 3
    assert page.count('data-testid="attempt"') == 1
    assert page.count('data-testid="grade"') == 1
    assert "data protection officer of <bdi>Northvale Police Academy</bdi>" in page


def test_she_takes_all_of_it_along_as_json(lms: PretendPlatform, lenas: Attempt) -> None:
    Academy.objects.update(keeps_names=True)
    tell_outcomes()

    answer = see(ask(lms, cast.LENA, cast.LENA), format="json")

    stored = json.loads(answer.content)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="stored-data-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert stored["person"]["name"] == "Lena Lund"
    assert stored["person"]["pseudonym"] == str(lenas.learner.pseudonym)
    assert stored["attempts"][0]["parts"][0]["stored_by_the_module"] == {
        "cmi.comments": "her own words"
    }
    assert stored["grades"][0]["score"] == 100.0
    assert [one["verb"]["display"]["en"] for one in stored["record_store"]["statements"]] == [
        *("passed", "completed")
    ]
    assert {launch["message"] for launch in stored["launches"]} == {
        "LtiResourceLinkRequest",
        "DataPrivacyLaunchRequest",
    }


def test_ada_the_administrator_sees_lenas(lms: PretendPlatform, lenas: Attempt) -> None:
    page = see(ask(lms, cast.ADA, cast.LENA)).content.decode()

    assert "What is stored about this person" in page
    assert str(lenas.learner.pseudonym) in page


def test_somebody_who_never_came_is_said_in_plain_words_and_not_stored(
    lms: PretendPlatform, lenas: Attempt
) -> None:
    page = see(ask(lms, cast.ADA, cast.LEO)).content.decode()

    assert "Nothing is stored here about this person" in page
    assert not PlatformUser.objects.filter(sub=cast.LEO.sub).exists()


def test_the_same_number_at_another_academy_is_somebody_else(
    lms: PretendPlatform, lenas: Attempt
) -> None:
    southmere = cast.make_platform(cast.make_academy("southmere"))
    sami = cast.make_platform_user(cast.SAMI, southmere)

    page = see(ask(lms, cast.ADA, cast.LENA)).content.decode()

    assert str(sami.learner.pseudonym) not in page


@pytest.mark.parametrize("role", ["Learner", "Instructor", "Mentor"])
def test_nobody_else_sees_lenas_whatever_the_lms_lets_through(
    lms: PretendPlatform, activity: str, lenas: Attempt, role: str
) -> None:
    with pytest.raises(Refused):
        ask(lms, cast.LEO, cast.LENA)

    client = Client()
    login = stored_state(begin(client, lms, cast.LEO, activity))
    changes = {
        CLAIM + "message_type": "DataPrivacyLaunchRequest",
        CLAIM + "for_user": {"user_id": cast.LENA.sub},
        CLAIM + "roles": [MEMBERSHIP + role],
    }
    claims = lms.claims_for(known(cast.LEO), activity, login["nonce"], **changes)
    for name in ("resource_link", "context"):
        del claims[CLAIM + name]
    answer = client.post("/lti/launch/", {"state": login["state"], "id_token": lms.sign(claims)})

    assert (answer.status_code, refusal_code(answer)) == (403, "not_yours")


def test_the_other_draft_s_names_are_understood(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    client = Client()
    login = stored_state(begin(client, lms, cast.LENA, activity))
    changes = {
        CLAIM + "message_type": "LtiDataPrivacyLaunchRequest",
        CLAIM + "for_user": {"id": cast.LENA.sub},
    }
    claims = lms.claims_for(known(cast.LENA), activity, login["nonce"], **changes)
    for name in ("resource_link", "context"):
        del claims[CLAIM + name]

    answer = client.post("/lti/launch/", {"state": login["state"], "id_token": lms.sign(claims)})

    assert str(lenas.learner.pseudonym) in see(answer).content.decode()


def test_a_token_of_another_message_opens_nothing(
    lms: PretendPlatform, activity: str, lenas: Attempt
) -> None:
    token = hand_over(launch(Client(), lms, cast.TOMAS, activity))[1]["launch_token"]

    assert refusal_code(Client().post("/lti/privacy/", {"launch_token": token})) == "session_over"


def test_it_is_about_no_activity(lms: PretendPlatform, registered: Platform) -> None:
    ask(lms, cast.LENA, cast.LENA)

    session = LaunchSession.objects.get()
    assert (session.resource_link, session.context, session.attempt) == (None, None, None)
