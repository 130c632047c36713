"""Ada connects Northvale's LMS with one pasted address; strangers try to use it otherwise."""

import datetime as dt
import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from academies.models import Academy
from demo.lms import tools
from demo.lms.peer import PretendPlatform
from demo.lms.registration import registration_url
from lti_provider.models import Platform, RegistrationInvitation
from lti_provider.services.invitations import invite
from tests import cast
from tests.launching import register_tool, tool_url
from tests.lti_provider.own_platform import own_platform

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def address(northvale: Academy) -> str:
    return invite(northvale, None, WEEK).url


def call_of(lms: PretendPlatform, address: str) -> tuple[str, dict[str, str]]:
    """The path and parameters with which the LMS opens the tool's page."""
    parts = urlsplit(lms.start_registration(address))
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def press_connect(client: Client, path: str, call: dict[str, str]) -> Any:
    page = client.get(path, call)
    assert page.status_code == 200, page.content.decode()
    fields = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()
    )
    return client.post(path, {name: html.unescape(value) for name, value in fields})


def code_of(page: Any) -> str:
    found = re.search(r'data-code="([a-z_]+)"', page.content.decode())
    return found[1] if found else ""


def test_ada_connects_with_one_address_and_one_button(
    client: Client, lms: PretendPlatform, northvale: Academy, address: str
) -> None:
    path, call = call_of(lms, address)

    page = press_connect(client, path, call)

    assert "Waits for approval" in page.content.decode()
    platform = Platform.objects.get()
    assert platform.academy == northvale
    assert platform.status == Platform.Status.PENDING
    assert platform.registered_by == Platform.Registration.DYNAMIC
    assert (platform.issuer, platform.product_family) == (lms.issuer, "moodle")
    assert platform.auth_login_url == lms.auth_url
    assert (platform.token_url, platform.jwks_url) == (lms.token_url, lms.jwks_url)
    there = tools.find_client(lms.academy.store, platform.client_id)
    assert there is not None
    assert [d.deployment_id for d in platform.deployments.all()] == [there.deployment_id]
    invitation = RegistrationInvitation.objects.get()
    assert invitation.used_at is not None
    assert invitation.platform == platform
    assert call["registration_token"] not in json.dumps(platform.configuration)


def test_the_lms_knows_the_tool_by_its_exact_addresses(
    client: Client, lms: PretendPlatform, address: str
) -> None:
    press_connect(client, *call_of(lms, address))

    there = tools.find_client(lms.academy.store, Platform.objects.get().client_id)
    assert there is not None
    assert there.name == "Cybercrime courses"
    assert there.login_url == tool_url("/lti/login/")
    assert there.redirect_uris == (tool_url("/lti/launch/"),)
    assert there.target_link_uri == tool_url("/lti/launch/")
    assert there.jwks_url == tool_url("/lti/jwks/")
    assert there.logo_uri == tool_url("/static/lti_provider/logo.svg")
    assert there.domain == "tool.localhost:8000"
    assert there.grade_service == 2
    assert there.memberships
    assert not there.send_name
    assert not there.send_email
    assert not there.active


def test_names_are_asked_for_only_where_the_policy_keeps_them(
    client: Client, lms: PretendPlatform, northvale: Academy, address: str
) -> None:
    Academy.objects.update(keeps_names=True)

    press_connect(client, *call_of(lms, address))

    there = tools.find_client(lms.academy.store, Platform.objects.get().client_id)
    assert there is not None
    assert there.send_name
    assert not there.send_email


def test_looking_at_the_page_calls_nobody(
    client: Client, lms: PretendPlatform, address: str
) -> None:
    path, call = call_of(lms, address)

    page = client.get(path, call)
    posted = client.post(path, call)  # some platforms post their call

    for answer in (page, posted):
        assert "127.0.0.1" in answer.content.decode()
        assert "Northvale Police Academy" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"
    assert lms.requests == []
    assert not Platform.objects.exists()


def test_opened_by_hand_the_address_says_where_to_paste_it(client: Client, address: str) -> None:
    page = client.get(urlsplit(address).path)

    assert page.status_code == 200
    assert "Add LTI Advantage" in page.content.decode()
    assert RegistrationInvitation.objects.get().used_at is None


def test_any_lms_may_frame_the_page(client: Client, address: str) -> None:
    policy = client.get(urlsplit(address).path).headers["Content-Security-Policy"]
    assert "frame-ancestors https: http:" in policy
    assert "script-src" not in policy or "unsafe" not in policy


def test_a_used_address_is_good_for_nothing(
    client: Client, lms: PretendPlatform, address: str
) -> None:
    press_connect(client, *call_of(lms, address))
    path, call = call_of(lms, address)

    again = client.post(path, {**call, "connect": "yes"})

    assert (again.status_code, code_of(again)) == (404, "invitation_used")
    assert Platform.objects.count() == 1


def test_an_old_address_is_good_for_nothing(
    client: Client, lms: PretendPlatform, address: str
) -> None:
    RegistrationInvitation.objects.update(expires_at=timezone.now())
    path, call = call_of(lms, address)

    assert code_of(client.get(path, call)) == "invitation_expired"
    assert code_of(client.post(path, {**call, "connect": "yes"})) == "invitation_expired"
    assert lms.requests == []


def test_an_invented_address_is_good_for_nothing(
    client: Client, lms: PretendPlatform, address: str
) -> None:
    _, call = call_of(lms, address)
    page = client.post("/lti/register/invented/", {**call, "connect": "yes"})
    assert (page.status_code, code_of(page)) == (404, "invitation_unknown")
    assert lms.requests == []


def test_a_suspended_academy_connects_nothing(
    client: Client, lms: PretendPlatform, address: str
) -> None:
    Academy.objects.update(status=Academy.Status.SUSPENDED)
    path, call = call_of(lms, address)
    assert code_of(client.post(path, {**call, "connect": "yes"})) == "academy_closed"


@pytest.fixture
def southmere(db: None) -> Academy:
    return cast.make_academy("southmere")


def test_anton_cannot_take_over_northvales_platform(
    client: Client, lms: PretendPlatform, northvale: Academy, southmere: Academy
) -> None:
    """His own server answers in the name of Northvale's issuer, with Northvale's client id."""
    taken = register_tool(lms, northvale)
    before = Platform.objects.values().get()
    path = urlsplit(invite(southmere, None, WEEK).url).path
    with own_platform(issuer=lms.issuer, client_id=taken.client_id) as evil:
        page = client.post(path, {"openid_configuration": evil.configuration, "connect": "yes"})

    assert (page.status_code, code_of(page)) == (409, "already_registered")
    assert Platform.objects.values().get() == before
    assert RegistrationInvitation.objects.get().used_at is None


def test_an_update_of_the_lms_changes_nothing_here(
    client: Client, lms: PretendPlatform, northvale: Academy, address: str
) -> None:
    """Moodle can have a known tool register again, with the same client id."""
    press_connect(client, *call_of(lms, address))
    platform = Platform.objects.get()
    Platform.objects.update(status=Platform.Status.ACTIVE)
    second = urlsplit(invite(northvale, None, WEEK).url).path
    there = tools.find_client(lms.academy.store, platform.client_id)
    parts = urlsplit(registration_url(lms.academy, tool_url(second), update=there))
    call = {name: values[0] for name, values in parse_qs(parts.query).items()}

    page = client.post(second, {**call, "connect": "yes"})

    assert code_of(page) == "already_registered"
    assert Platform.objects.get().status == Platform.Status.ACTIVE
