"""Send a launch whose claims a case of the guide has changed, and look where it leads."""

from collections.abc import Mapping
from typing import Any

from django.test import Client

from demo.lms.peer import PretendPlatform
from tests.cast import Person
from tests.launching import Page, begin, hand_over, known, refusal_code, stored_state

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
CONTEXT, ROLES = LTI + "context", LTI + "roles"
NAMES = ("name", "given_name", "family_name")
VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
# The role that 1EdTech's suite sends as an unknown one.
UNKNOWN_ROLE = f"{VOCABULARY}unknown/unknown#Helper"


def send(
    lms: PretendPlatform,
    person: Person,
    link: str,
    *,
    without: tuple[str, ...] = (),
    changes: Mapping[str, Any] | None = None,
) -> Page:
    """The whole login and launch of `person`; without: claims that are left out."""
    client = Client()
    login = stored_state(begin(client, lms, person, link))
    claims = lms.claims_for(known(person), link, login["nonce"], **(changes or {}))
    # What a case takes away is there otherwise, else it would test nothing.
    assert {*NAMES, "email", CONTEXT} <= set(claims)
    kept = {name: value for name, value in claims.items() if name not in without}
    return client.post("/lti/launch/", {"state": login["state"], "id_token": lms.sign(kept)})


def assert_teaches(answer: Page) -> str:
    """The launch leads to the class page, which opens; its text."""
    return _assert_opens(answer, "/reports/class/")


def assert_learns(answer: Page) -> str:
    """The launch leads to the player, which opens; its text."""
    return _assert_opens(answer, "/scorm/player/")


def _assert_opens(answer: Page, landing: str) -> str:
    assert refusal_code(answer) == ""
    path, fields = hand_over(answer)
    assert path == landing
    page = Client().post(path, fields)
    assert page.status_code == 200
    return page.content.decode()
