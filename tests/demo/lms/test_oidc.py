"""Lena opens an activity: login initiation and every rule of Moodle's auth.php."""

import re
from urllib.parse import urlencode

import pytest
import requests

from demo.lms.browser import Browser
from demo.lms.cast import ADA, LENA, LEO, OSCAR, TOMAS
from demo.lms.html_form import read_forms
from demo.lms.peer import PretendPlatform
from demo.lms.running import RunningAcademy
from tests.demo.lms.throwaway_tool import ThrowAwayTool, authentication_request, claims_of

AUTH = "/mod/lti/auth.php"


def test_login_initiation_is_a_form_post_with_moodles_parameters(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    page = lms.browser(LENA).get(f"/mod/lti/launch.php?id={scene}")
    form = read_forms(page.text)[0]
    assert form.action == tool.login_url
    assert 'method="post"' in page.text
    hint = form.fields.pop("lti_message_hint")
    assert re.fullmatch(rf'{{"cmid":{scene},"launchid":"ltilaunch{scene}_\w+"}}', hint)
    assert form.fields == {
        "iss": lms.issuer,
        "target_link_uri": tool.launch_url,
        "login_hint": "4",
        "client_id": lms.client_id,
        "lti_deployment_id": lms.deployment_id,
    }


def test_a_good_request_is_answered_with_id_token_and_state(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    login = lms.login_form(LENA, scene)
    fields = lms.authenticate(authentication_request(tool, login), LENA)
    assert set(fields) == {"id_token", "state"}
    assert fields["state"] == "a state"
    claims = claims_of(lms, fields["id_token"])
    assert (claims["sub"], claims["nonce"]) == ("4", "a nonce")


def test_the_answer_goes_to_the_redirect_uri_by_a_form_that_posts_itself(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene))
    page = lms.browser(LENA).get(AUTH, request).text
    assert read_forms(page)[0].action == tool.launch_url
    assert "/static/submit.js" in page
    assert "<noscript><button" in page


def test_the_request_may_come_as_a_post(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene))
    page = lms.browser(LENA).post(AUTH, request)
    assert "id_token" in read_forms(page.text)[0].fields


def test_a_launch_is_good_for_one_request(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene))
    lms.authenticate(request, LENA)
    answer = lms.browser(LENA).get(AUTH, request)
    assert answer.status_code == 404
    assert "Invalid request" in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"scope": "openid profile"},
        {"scope": ""},
        {"response_type": "code"},
        {"nonce": ""},
        {"login_hint": ""},
        {"client_id": ""},
        {"lti_message_hint": ""},
        {"lti_message_hint": "no json"},
        {"lti_message_hint": '"text"'},
        {"lti_message_hint": '{"launchid":"ltilaunch1_1"}'},
        {"redirect_uri": ""},
        {"redirect_uri": "http://127.0.0.1:1/launch"},
    ],
)
def test_what_cannot_be_trusted_ends_on_the_bare_page(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, change: dict[str, str]
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene), **change)
    answer = lms.browser(LENA).get(AUTH, request)
    assert answer.status_code == 404
    assert "<h1>Invalid request</h1>" in answer.text
    assert not read_forms(answer.text)


@pytest.mark.parametrize("tail", ["/", "?x=1", "#top", "%20"])
def test_the_redirect_uri_must_be_registered_literally(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, tail: str
) -> None:
    login = lms.login_form(LENA, scene)
    request = authentication_request(tool, login, redirect_uri=tool.launch_url + tail)
    assert lms.browser(LENA).get(AUTH, request).status_code == 404


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "somebody"}, {"error": "unauthorized_client"}),
        ({"login_hint": "5"}, {"error": "access_denied"}),
        (
            {"response_mode": "query"},
            {"error": "invalid_request", "error_description": "Invalid response_mode"},
        ),
        (
            {"prompt": "login"},
            {"error": "invalid_request", "error_description": "Invalid prompt"},
        ),
    ],
)
def test_other_errors_are_posted_to_the_tool(
    lms: PretendPlatform,
    tool: ThrowAwayTool,
    scene: str,
    change: dict[str, str],
    error: dict[str, str],
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene), **change)
    assert lms.authenticate(request, LENA) == {**error, "state": "a state"}


def test_prompt_may_be_left_out(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene), prompt="")
    assert "id_token" in lms.authenticate(request, LENA)


def test_leo_cannot_use_the_launch_lena_began(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene), login_hint="5")
    assert lms.browser(LEO).get(AUTH, request).status_code == 404


def test_without_a_cookie_the_request_is_posted_again_once(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    """A Lax cookie stays away from a cross-site request; our own page brings it along."""
    request = authentication_request(tool, lms.login_form(LENA, scene))
    stranger = requests.get(f"{lms.base_url}{AUTH}?{urlencode(request)}", timeout=30)
    form = read_forms(stranger.text)[0]
    assert form.fields == {"repost": "1"}
    assert "Set-Cookie" not in stranger.headers
    answer = lms.browser(LENA).post(form.action, form.fields)
    assert "id_token" in read_forms(answer.text)[0].fields


def test_a_reposted_post_keeps_its_fields(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene))
    stranger = requests.post(lms.base_url + AUTH, data=request, timeout=30)
    assert read_forms(stranger.text)[0].fields == {**request, "repost": "1"}


def test_a_stranger_is_not_reposted_for_ever(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    answer = requests.post(lms.base_url + AUTH, data={"repost": "1"}, timeout=30)
    assert answer.status_code == 404
    assert "Invalid request" in answer.text


def test_oscar_is_enrolled_nowhere_and_cannot_launch(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    answer = lms.browser(OSCAR).get(f"/mod/lti/launch.php?id={scene}")
    assert answer.status_code == 403
    assert "not enrolled" in answer.text


def test_who_lost_the_place_in_between_gets_no_token(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene))
    lms.unenrol(LENA)
    assert lms.browser(LENA).get(AUTH, request).status_code == 403


def test_the_trainer_and_the_administrator_can_launch(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    for person in (TOMAS, ADA):
        request = authentication_request(tool, lms.login_form(person, scene))
        assert "id_token" in lms.authenticate(request, person)


def test_the_key_set_has_one_rs256_key_of_2048_bits(lms: PretendPlatform) -> None:
    (key,) = requests.get(lms.jwks_url, timeout=30).json()["keys"]
    assert (key["kty"], key["alg"], key["use"], key["e"]) == ("RSA", "RS256", "sig", "AQAB")
    assert key["kid"]
    assert len(key["n"]) == 342  # 2048 bits in base64url
    assert "d" not in key


def test_rotation_takes_the_old_key_away(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    old = requests.get(lms.jwks_url, timeout=30).json()["keys"][0]["kid"]
    lms.rotate_keys()
    request = authentication_request(tool, lms.login_form(LENA, scene))
    id_token = lms.authenticate(request, LENA)["id_token"]
    (key,) = requests.get(lms.jwks_url, timeout=30).json()["keys"]
    assert key["kid"] != old
    assert claims_of(lms, id_token)["sub"] == "4"


def test_discovery_names_the_endpoints_as_moodle_does(lms: PretendPlatform) -> None:
    found = requests.get(lms.openid_configuration_url, timeout=30).json()
    assert found["issuer"] == lms.issuer
    assert found["token_endpoint"] == lms.token_url
    assert found["jwks_uri"] == lms.jwks_url
    assert found["authorization_endpoint"] == lms.auth_url
    assert found["registration_endpoint"].endswith("/mod/lti/openid-registration.php")
    assert found["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    platform = found["https://purl.imsglobal.org/spec/lti-platform-configuration"]
    assert platform["product_family_code"] == "moodle"
    assert [message["type"] for message in platform["messages_supported"]] == [
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
    ]
    assert "ResourceLink.id.history" not in platform["variables"]
    assert "Context.id.history" in platform["variables"]


def test_signing_in_sets_a_lax_cookie_scripts_cannot_read(lms: RunningAcademy) -> None:
    answer = requests.post(
        f"{lms.base_url}/sign-in", data={"person": "4"}, allow_redirects=False, timeout=30
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lms_session_northvale=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_nobody_else_can_sign_in(lms: RunningAcademy) -> None:
    browser = Browser(lms.base_url)
    assert browser.post("/sign-in", {"person": "12345"}).status_code == 400
    browser.close()
