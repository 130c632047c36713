"""Choose content as a trainer would: "Select content", the tool's picker, the way back."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.test import Client

from academies.models import Academy
from courses.models import Course, Module
from demo.lms.peer import PretendPlatform
from lti_provider import keys
from tests import cast
from tests.cast import Person
from tests.launching import Page, hand_over, known

PICK = "/lti/pick/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SETTINGS = f"{DL}deep_linking_settings"
ROLES = "https://purl.imsglobal.org/spec/lti/claim/roles"
_WAY_ON = re.compile(r'id="continue"[^>]*href="([^"]+)"')
_COUNT = re.compile(r'data-testid="count">([^<]+)<')


def shelve(
    academy: Academy, title: str, *, minutes: int | None = None, text: str = "", **course: str
) -> Module:
    """A released module in a course of its own, which the academy may open."""
    module = cast.make_module(title, duration_minutes=minutes, description=text)
    Course.objects.filter(pk=module.course_id).update(**course)
    cast.make_edition(module)
    cast.make_entitlement(academy, module)
    return module


def select_content(
    client: Client,
    lms: PretendPlatform,
    person: Person,
    *,
    roles: Sequence[str] = (),
    **settings: object,
) -> Page:
    """Press "Select content", up to the tool's answer to the message.

    settings: changes to the deep linking settings that the LMS sends; None takes one away. roles:
    others than the person has, in a message of the LMS's own.
    """
    login = client.post("/lti/login/", lms.deep_linking_form(known(person)))
    found = _WAY_ON.search(login.content.decode())
    assert found, login.content.decode()
    form = dict(lms.authenticate(html.unescape(found[1]), known(person)))
    if settings or roles:
        form["id_token"] = changed(lms, form["id_token"], settings, roles)
    return client.post("/lti/launch/", form)


def open_picker(
    client: Client, lms: PretendPlatform, person: Person, **settings: object
) -> tuple[Page, str]:
    """The picker's page, and the launch token in it."""
    path, fields = hand_over(select_content(client, lms, person, roles=(), **settings))
    assert path == PICK
    return client.post(path, fields), fields["launch_token"]


def choose(client: Client, token: str, **fields: Any) -> Page:
    """Press a button of the picker."""
    return client.post(PICK, {"launch_token": token, **fields})


def count_in(page: Page) -> str:
    """What the page says of the number of modules."""
    found = _COUNT.search(page.content.decode())
    return found[1] if found else ""


def policy_of(page: Page) -> dict[str, str]:
    """The content security policy by directive."""
    directives = page.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def answer_in(page: Page) -> tuple[str, str]:
    """Where the answer is posted, and the signed answer."""
    url, fields = hand_over(page)
    return url, fields["JWT"]


def claims_in(page: Page, issuer: str) -> dict[str, Any]:
    """The claims of the answer, verified as a platform would: by our published key."""
    _url, token = answer_in(page)
    published = {key["kid"]: key for key in keys.published_keys()["keys"]}
    key = jwt.PyJWK(published[jwt.get_unverified_header(token)["kid"]])
    required = {"require": ["iss", "aud", "exp", "iat", "nonce"]}
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=issuer,
        options=required,  # type: ignore[arg-type]
    )
    return claims


def hand_back(lms: PretendPlatform, page: Page) -> str:
    """Tomas's browser posts the answer and goes where the LMS leads; the page it arrives at."""
    url, token = answer_in(page)
    browser = lms.browser(known(cast.TOMAS))
    parts = urlsplit(url)
    onward = browser.post(f"{parts.path}?{parts.query}", {"JWT": token}).text
    path = onward.partition('<p><a href="')[2].partition('"')[0]
    return str(browser.get(html.unescape(path)).text)


def items_in(page: Page, issuer: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = claims_in(page, issuer)[f"{DL}content_items"]
    return items


def changed(
    lms: PretendPlatform, id_token: str, settings: Mapping[str, object], roles: Sequence[str] = ()
) -> str:
    """The LMS's own message, signed anew with other deep linking settings or roles."""
    claims = jwt.decode(id_token, options={"verify_signature": False})
    sent = {**claims[SETTINGS], **settings}
    claims[SETTINGS] = {name: value for name, value in sent.items() if value is not None}
    claims[ROLES] = list(roles) or claims[ROLES]
    return lms.sign(claims)
