"""What a platform of somebody's own making tries with an invitation that it holds."""

import datetime as dt
import logging
import re
import socket
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from academies.models import Academy
from lti_provider.models import Platform, RegistrationInvitation
from lti_provider.services.invitations import invite
from tests import cast
from tests.lti_provider.own_platform import as_json, own_platform
from tests.lti_provider.small_server import Reply, serving

pytestmark = pytest.mark.django_db
INSIDE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:5432/",
    "http://10.0.0.5/",
    "http://192.168.0.10/",
    "http://[::ffff:10.0.0.5]/",
    "http://[fd00:ec2::254]/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "http://lms.example@10.0.0.5/",
    "http://127.0.0.1@169.254.169.254/",
    "http://10.0.0.5\\@lms.example/",
    "//10.0.0.5/",
    "http:///etc/passwd",
    "javascript:alert(1)",
    "data:application/json,{}",
]


@pytest.fixture
def path(northvale: Academy) -> str:
    return urlsplit(invite(northvale, None, dt.timedelta(days=1)).url).path


@pytest.fixture
def connect(client: Client, path: str) -> Callable[..., Any]:
    def press(openid_configuration: str, **more: str) -> Any:
        sent = {"openid_configuration": openid_configuration, "connect": "yes", **more}
        return client.post(path, sent)

    return press


def code_of(page: Any) -> str:
    found = re.search(r'data-code="([a-z_]+)"', page.content.decode())
    return found[1] if found else ""


def nothing_was_stored() -> bool:
    return not Platform.objects.exists() and RegistrationInvitation.objects.get().used_at is None


@pytest.mark.parametrize("address", INSIDE)
def test_no_configuration_is_fetched_from_inside(
    connect: Callable[..., Any], settings: Settings, address: str
) -> None:
    settings.ALLOW_PRIVATE_PLATFORMS = []
    page = connect(address)

    assert (page.status_code, code_of(page)) == (400, "address_refused")
    assert "private network" in page.content.decode()
    assert nothing_was_stored()


@pytest.mark.parametrize("address", INSIDE[:10])
@pytest.mark.parametrize(
    "member", ["authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"]
)
def test_no_endpoint_leads_inside(
    connect: Callable[..., Any], settings: Settings, member: str, address: str
) -> None:
    """The platform itself is on loopback, which is allowed here; nothing else inside is."""
    settings.ALLOW_PRIVATE_PLATFORMS = [ip_network("127.0.0.1/32")]
    said: dict[str, Any] = {member: address}
    with own_platform(**said) as evil:
        page = connect(evil.configuration)

    assert code_of(page) in ("address_refused", "configuration_unusable")
    assert evil.registrations == []
    assert nothing_was_stored()


def test_a_name_that_resolves_to_loopback_is_not_called(
    connect: Callable[..., Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOW_PRIVATE_PLATFORMS = []
    own = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda _host, port, *rest, **more: own("127.0.0.1", port, *rest, **more),
    )
    with own_platform() as evil:
        port = urlsplit(evil.configuration).port
        page = connect(f"http://lms.northvale.example:{port}/openid-configuration")

    assert code_of(page) == "address_refused"
    assert evil.looked_at == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(connect: Callable[..., Any], status: int) -> None:
    with serving(lambda _request: Reply(parts=(b"{}",))) as inside:
        away = Reply(status=status, headers={"Location": f"{inside.url}/secret"})
        with own_platform(document=lambda: away) as evil:
            assert code_of(connect(evil.configuration)) == "configuration_unavailable"
        with own_platform(answer=lambda: away) as evil:
            assert code_of(connect(evil.configuration)) == "registration_unavailable"
        assert inside.received == []
    assert nothing_was_stored()


def test_a_huge_document_is_not_read(connect: Callable[..., Any]) -> None:
    huge = Reply(parts=(b'{"issuer": "' + b"x" * 400_000 + b'"}',))
    with own_platform(document=lambda: huge) as evil:
        assert code_of(connect(evil.configuration)) == "configuration_unavailable"
    with own_platform(answer=lambda: huge) as evil:
        assert code_of(connect(evil.configuration)) == "registration_unavailable"
    assert nothing_was_stored()


def test_a_slow_document_is_not_waited_for(connect: Callable[..., Any], settings: Settings) -> None:
    settings.LTI_HTTP_TIMEOUT_SECONDS = (0.3, 0.3)
    drip = Reply(parts=(b" ",) * 60, pause=0.1)
    with own_platform(document=lambda: drip) as evil:
        assert code_of(connect(evil.configuration)) == "configuration_unavailable"


@pytest.mark.parametrize(
    "document", [b"", b"<html>", b"[]", b"null", b"{}", b"[" * 100_000, b'{"issuer": 4}', b"\xff"]
)
def test_anything_but_a_configuration_is_refused(
    connect: Callable[..., Any], document: bytes
) -> None:
    with own_platform(document=lambda: Reply(parts=(document,))) as evil:
        page = connect(evil.configuration)
    assert code_of(page) in ("configuration_unavailable", "configuration_unusable")
    assert nothing_was_stored()


@pytest.mark.parametrize(
    "answer",
    [
        Reply(status=401),
        Reply(status=500, parts=(b"{}",)),
        Reply(parts=(b"<html>",)),
        as_json({}),
        as_json([]),
        as_json({"client_id": ""}),
        as_json({"client_id": "x" * 256}),
        as_json({"client_id": "a\nb"}),
        as_json({"client_id": {"a": 1}}),
    ],
)
def test_an_answer_without_a_client_id_registers_nothing(
    connect: Callable[..., Any], answer: Reply
) -> None:
    with own_platform(answer=lambda: answer) as evil:
        page = connect(evil.configuration)
    assert (page.status_code, code_of(page)) == (422, "registration_unavailable")
    assert nothing_was_stored()


@pytest.mark.parametrize(
    "issuer", ["https://lms.northvale.example", "http://127.0.0.2:1", "http://1.127.0.0.1"]
)
def test_nobody_speaks_for_another_host(
    connect: Callable[..., Any], settings: Settings, issuer: str
) -> None:
    settings.ALLOW_INSECURE_PLATFORMS = True
    with own_platform(issuer=issuer) as evil:
        page = connect(evil.configuration)
    # Both on loopback is the demo's case, and let pass where plain http is.
    expected = "" if "127.0.0.2" in issuer else "issuer_mismatch"
    assert code_of(page) == expected
    assert bool(evil.registrations) == (expected == "")


def test_a_second_academy_cannot_have_the_same_registration(
    client: Client, connect: Callable[..., Any]
) -> None:
    southmere = cast.make_academy("southmere")
    with own_platform(client_id="the-same") as own:
        assert connect(own.configuration).status_code == 200
        second = urlsplit(invite(southmere, None, dt.timedelta(days=1)).url).path
        sent = {"openid_configuration": own.configuration, "connect": "yes"}
        page = client.post(second, sent)
    assert code_of(page) == "already_registered"
    assert Platform.objects.get().academy.slug == "northvale"
    assert RegistrationInvitation.objects.get(academy=southmere).used_at is None


def test_html_in_what_it_says_is_text(
    connect: Callable[..., Any], client: Client, path: str
) -> None:
    evil_client = '"><script>alert(1)</script>'
    with own_platform(client_id=evil_client) as evil:
        page = connect(evil.configuration)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert Platform.objects.get().client_id == evil_client


def test_html_in_the_call_is_text(client: Client, path: str) -> None:
    call = {
        "openid_configuration": 'https://lms.example/"><script>alert(1)</script>',
        "registration_token": '"><img src=x>',
    }
    page = client.get(path, call).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


@pytest.mark.parametrize("token", ["two words", "line\r\nX-Evil: 1", "ü", "x" * 5000])
def test_a_token_that_would_break_a_header_is_not_sent(
    connect: Callable[..., Any], token: str
) -> None:
    with own_platform() as evil:
        page = connect(evil.configuration, registration_token=token)
    assert code_of(page) == "call_unreadable"
    assert evil.looked_at == []


def test_without_a_token_none_is_sent(connect: Callable[..., Any]) -> None:
    """Brightspace gives none."""
    with own_platform(deployment_id=None) as own:
        page = connect(own.configuration)
    assert "authorization" not in own.registrations[0].headers
    assert "deployment id" in page.content.decode()
    assert not Platform.objects.get().deployments.exists()


@pytest.mark.parametrize("fails", [False, True])
def test_the_token_goes_to_the_platform_and_into_no_log(
    connect: Callable[..., Any], caplog: pytest.LogCaptureFixture, path: str, fails: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    with own_platform(answer=(lambda: Reply(status=500)) if fails else None) as own:
        connect(own.configuration, registration_token="secret-of-the-lms")
    assert own.registrations[0].headers["authorization"] == "Bearer secret-of-the-lms"
    written = " ".join(
        [caplog.text, *(str(r.__dict__) for r in caplog.records if "lti_provider" in r.name)]
    )
    assert "secret-of-the-lms" not in written
    assert path.split("/")[3] not in written
    assert "secret-of-the-lms" not in str(list(Platform.objects.values()))
