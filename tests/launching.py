"""Launch as a browser would: the tool on one side, the pretend LMS on the other, no shortcuts."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.test import Client

from academies.models import Academy
from demo.lms.cast import PEOPLE
from demo.lms.config import Person as LmsPerson
from demo.lms.peer import PretendPlatform
from lti_provider.models import Deployment, Platform
from tests.cast import Person

_LINK = re.compile(r'id="continue"[^>]*href="([^"]+)"[^>]*data-secret="([^"]+)"')
_FORM = re.compile(r'<form[^>]*action="([^"]+)"')
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Page(Protocol):
    """An answer of the tool: Django's test client has a type of its own for it."""

    @property
    def content(self) -> bytes: ...
    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Begun:
    """A login that the tool has answered."""

    authorization_url: str
    secret: str


def tool_url(path: str) -> str:
    return f"{settings.TOOL_ORIGIN}{path}"


def register_tool(lms: PretendPlatform, academy: Academy, *, jwks_url: str = "") -> Platform:
    """Register both sides with each other, as an administrator would.

    jwks_url: where our keys are served, for a story in which the LMS verifies what we sign.
    """
    client_id, deployment_id = lms.register_tool(
        login_url=tool_url("/lti/login/"),
        redirect_uris=[tool_url("/lti/launch/")],
        target_link_uri=tool_url("/lti/launch/"),
        jwks_url=jwks_url or tool_url("/lti/jwks/"),
    )
    platform = Platform.objects.create(
        academy=academy,
        name=f"LMS of {academy.name}",
        issuer=lms.issuer,
        client_id=client_id,
        auth_login_url=lms.auth_url,
        token_url=lms.token_url,
        jwks_url=lms.jwks_url,
        status=Platform.Status.ACTIVE,
    )
    Deployment.objects.create(platform=platform, deployment_id=deployment_id)
    return platform


def known(person: Person) -> LmsPerson:
    """The person as the LMS has them."""
    return next(user for user in PEOPLE[person.academy] if user.sub == person.sub)


def begin(client: Client, lms: PretendPlatform, person: Person, link: str) -> Begun:
    """The LMS's page posts the login; the tool answers with its own page."""
    answer = client.post("/lti/login/", lms.login_form(known(person), link))
    assert answer.status_code == 200, answer.content.decode()
    found = _LINK.search(answer.content.decode())
    assert found, "the login page has no way on"
    return Begun(html.unescape(found[1]), found[2])


def answer_of(lms: PretendPlatform, begun: Begun, person: Person) -> dict[str, str]:
    """What the LMS has the browser post to the tool: id_token and state."""
    return dict(lms.authenticate(begun.authorization_url, known(person)))


def launch(client: Client, lms: PretendPlatform, person: Person, link: str, **changes: str) -> Page:
    """The whole way, up to the tool's answer to the launch."""
    form = answer_of(lms, begin(client, lms, person, link), person)
    return client.post("/lti/launch/", {**form, **changes})


def hand_over(response: Page) -> tuple[str, dict[str, str]]:
    """Where the answer's form leads, and its fields."""
    page = response.content.decode()
    action = _FORM.search(page)
    assert action, page
    return html.unescape(action[1]), {
        name: html.unescape(value) for name, value in _FIELD.findall(page)
    }


def refusal_code(response: Page) -> str:
    """The code of a refusal page, or "" when the launch was let in."""
    found = re.search(r'data-code="([a-z_]+)"', response.content.decode())
    return found[1] if found else ""


def stored_state(begun: Begun) -> dict[str, str]:
    """State and nonce of a login, from the address it leads to."""
    query = parse_qs(urlsplit(begun.authorization_url).query)
    return {name: query[name][0] for name in ("state", "nonce")}
