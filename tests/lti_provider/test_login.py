"""A platform says that somebody is coming: the tool answers with state and nonce, or not at all."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchState, Platform
from tests import cast
from tests.launching import begin, known, refusal_code, stored_state, tool_url

LOGIN = "/lti/login/"


def initiation(platform: Platform, **changes: str) -> dict[str, str]:
    """What a platform sends, without one."""
    sent = {
        "iss": platform.issuer,
        "client_id": platform.client_id,
        "login_hint": "4",
        "target_link_uri": tool_url("/lti/launch/"),
        "lti_message_hint": '{"cmid":"6"}',
        **changes,
    }
    return {name: value for name, value in sent.items() if value}


@pytest.mark.parametrize("method", ["get", "post"])
def test_both_methods_lead_to_the_platform(client: Client, platform: Platform, method: str) -> None:
    answer = getattr(client, method)(LOGIN, initiation(platform))

    assert answer.status_code == 200
    assert platform.auth_login_url in answer.content.decode()


def test_the_request_is_what_the_security_framework_asks(
    client: Client, lms: PretendPlatform, activity: str, registered: Platform
) -> None:
    begun = begin(client, lms, cast.LENA, activity)

    query = {k: v[0] for k, v in parse_qs(urlsplit(begun.authorization_url).query).items()}
    assert query["scope"] == "openid"
    assert query["response_type"] == "id_token"
    assert query["response_mode"] == "form_post"
    assert query["prompt"] == "none"
    assert query["client_id"] == registered.client_id
    assert query["redirect_uri"] == tool_url("/lti/launch/")
    assert query["login_hint"] == cast.LENA.sub
    assert query["lti_message_hint"]


def test_the_browser_gets_a_secret_that_the_database_does_not_have(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    begun = begin(client, lms, cast.LENA, activity)

    state = LaunchState.objects.get(state=stored_state(begun)["state"])
    cookie = client.cookies[f"lti-{state.state[:12]}"]
    assert cookie.value == begun.secret
    assert begun.secret not in (state.binding_hash, state.nonce, state.state)
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"]) == ("None", True, True)
    assert "Partitioned" in cookie.OutputString()
    probe = client.cookies[f"lti-kept-{state.state[:12]}"]
    assert (probe.value, probe["httponly"]) == ("1", "")


def test_over_https_the_cookie_belongs_to_this_host_alone(
    client: Client, platform: Platform, settings: pytest.FixtureRequest
) -> None:
    settings.HTTPS = True  # type: ignore[attr-defined]

    answer = client.post(LOGIN, initiation(platform))

    assert all(name.startswith("__Host-lti-") for name in answer.cookies)


def test_a_login_costs_two_queries(
    client: Client, platform: Platform, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.post(LOGIN, initiation(platform))


def test_the_client_id_may_be_missing_where_the_issuer_is_enough(
    client: Client, platform: Platform
) -> None:
    assert client.post(LOGIN, initiation(platform, client_id="")).status_code == 200


def test_two_registrations_of_one_issuer_need_the_client_id(
    client: Client, platform: Platform
) -> None:
    cast.make_platform(cast.make_academy("southmere"), platform.issuer, client_id="second")

    answer = client.post(LOGIN, initiation(platform, client_id=""))

    assert (answer.status_code, refusal_code(answer)) == (403, "unknown_platform")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "https://lms.unknown.example"}, "unknown_platform"),
        ({"client_id": "somebody-else"}, "unknown_platform"),
        ({"iss": ""}, "message_refused"),
        ({"login_hint": ""}, "message_refused"),
        ({"target_link_uri": ""}, "message_refused"),
        ({"target_link_uri": "https://evil.example/lti/launch/"}, "message_refused"),
        ({"target_link_uri": "http://tool.localhost:8000@evil.example/"}, "message_refused"),
        ({"lti_message_hint": "x" * 2001}, "message_refused"),
        ({"iss": "https://lms.example/\0"}, "message_refused"),
        ({"client_id": "\0"}, "message_refused"),
        ({"target_link_uri": "http://tool.localhost:8000/lti/launch/?\0"}, "message_refused"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    client: Client, platform: Platform, changes: dict[str, str], code: str
) -> None:
    answer = client.post(LOGIN, initiation(platform, **changes))

    assert 400 <= answer.status_code < 500
    assert refusal_code(answer) == code
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    assert not LaunchState.objects.exists()
    assert not answer.cookies


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Platform.Status.PENDING, "platform_pending"),
        (Platform.Status.SUSPENDED, "unknown_platform"),
    ],
)
def test_a_platform_that_is_not_active_is_told_so_in_its_frame(
    client: Client, platform: Platform, status: Platform.Status, code: str
) -> None:
    Platform.objects.update(status=status)

    answer = client.post(LOGIN, initiation(platform))

    assert refusal_code(answer) == code
    assert f"frame-ancestors 'self' {platform.issuer}" in answer.headers["Content-Security-Policy"]
    assert not LaunchState.objects.exists()


def test_a_registration_that_waits_makes_no_other_ambiguous(
    client: Client, platform: Platform
) -> None:
    cast.make_platform(
        cast.make_academy("southmere"),
        platform.issuer,
        client_id="second",
        status=Platform.Status.PENDING,
    )

    assert client.post(LOGIN, initiation(platform, client_id="")).status_code == 200


def test_a_hint_with_markup_is_passed_on_and_printed_harmlessly(
    client: Client, platform: Platform
) -> None:
    answer = client.post(LOGIN, initiation(platform, lti_message_hint='"><script>alert(1)'))

    assert "<script>alert" not in answer.content.decode()


def test_the_lms_does_as_it_should(lms: PretendPlatform, activity: str) -> None:
    form = lms.login_form(known(cast.LENA), activity)

    assert {"iss", "login_hint", "target_link_uri", "client_id"} <= set(form)
