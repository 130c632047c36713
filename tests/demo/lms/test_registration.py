"""A tool registers itself at Northvale: every rule of Moodle's dynamic registration."""

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from demo.lms import scopes, tools
from demo.lms.cast import ADA, LENA, TOMAS
from demo.lms.peer import PretendPlatform
from demo.lms.registration import registration_url
from demo.lms.running import Refused
from tests.demo.lms.throwaway_tool import EVERYTHING, ThrowAwayTool

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
ENDPOINT = "/mod/lti/openid-registration.php"


def registration(**changes: Any) -> dict[str, Any]:
    """What the tool of the samples sent."""
    body = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": "http://localhost:9092/login",
        "redirect_uris": ["http://localhost:9092/launch"],
        "client_name": "Probe tool",
        "jwks_uri": "http://localhost:9092/jwks",
        "logo_uri": "http://localhost:9092/logo.png",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(EVERYTHING),
        TOOL_CONFIGURATION: configuration(),
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not ...}


def configuration(**changes: Any) -> dict[str, Any]:
    body = {
        "domain": "localhost:9092",
        "target_link_uri": "http://localhost:9092/launch",
        "description": "probe",
        "custom_parameters": {"rlid": "$ResourceLink.id", "sum": "a=b"},
        "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
        "messages": [
            {"type": "LtiDeepLinkingRequest", "target_link_uri": "http://localhost:9092/launch"},
            {"type": "LtiResourceLinkRequest"},
        ],
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not ...}


def fresh_token(lms: PretendPlatform) -> str:
    url = lms.start_registration("http://localhost:9092/register?theme=dark")
    query = parse_qs(urlsplit(url).query)
    assert query["theme"] == ["dark"]
    assert query["openid_configuration"] == [lms.openid_configuration_url]
    return query["registration_token"][0]


def register(lms: PretendPlatform, token: str, body: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return requests.post(
        lms.base_url + ENDPOINT, data=json.dumps(body), headers=headers, timeout=30
    )


def test_the_answer_has_the_shape_moodle_gave(lms: PretendPlatform) -> None:
    token = fresh_token(lms)
    answer = register(lms, token, registration())
    assert answer.status_code == 200
    assert "\\/" in answer.text
    body = answer.json()
    assert body["client_id"] == jwt.decode(token, options={"verify_signature": False})["sub"]
    assert set(body) == {
        "client_id",
        "response_types",
        "jwks_uri",
        "initiate_login_uri",
        "grant_types",
        "redirect_uris",
        "application_type",
        "token_endpoint_auth_method",
        "client_name",
        "logo_uri",
        "scope",
        TOOL_CONFIGURATION,
    }
    assert body["scope"].split(" ") == [
        scopes.SCORE,
        scopes.RESULT_READONLY,
        scopes.LINEITEM_READONLY,
        scopes.LINEITEM,
        scopes.MEMBERSHIP_READONLY,
    ]
    assert body[TOOL_CONFIGURATION] == {
        "version": "1.3.0",
        "deployment_id": "1",
        "target_link_uri": "http://localhost:9092/launch",
        "domain": "localhost:9092",
        "description": "probe",
        "messages": [
            {"type": "LtiDeepLinkingRequest", "target_link_uri": "http://localhost:9092/launch"}
        ],
        "custom_parameters": {"rlid": "$ResourceLink.id", "sum": "a"},  # cut at the second =
        "claims": ["sub", "iss", "name", "family_name", "given_name", "email"],
    }


def test_a_new_tool_waits_for_the_administrator(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    client_id = register(lms, fresh_token(lms), registration()).json()["client_id"]
    found = tools.find_client(lms.academy.store, client_id)
    assert found is not None
    assert not found.active
    with pytest.raises(Refused) as pending:
        lms.deep_linking_form(TOMAS)
    assert pending.value.status == 404
    lms.activate(client_id)
    assert lms.deep_linking_form(TOMAS)["client_id"] == client_id


def test_the_registered_tool_can_get_a_token(lms: PretendPlatform) -> None:
    with ThrowAwayTool() as tool:
        domain = urlsplit(tool.url).netloc
        body = registration(
            jwks_uri=tool.jwks_url,
            scope=scopes.SCORE,
            **{
                TOOL_CONFIGURATION: configuration(domain=domain, target_link_uri=tool.launch_url),
            },
        )
        answer = register(lms, fresh_token(lms), body).json()
        # The answer names the lineitem scope too; the token shows what was granted.
        assert scopes.LINEITEM in answer["scope"].split(" ")
        token = tool.token_request(lms, EVERYTHING).json()
    assert scopes.LINEITEM not in token["scope"].split(" ")
    assert scopes.SCORE in token["scope"].split(" ")


def test_a_token_works_once(lms: PretendPlatform) -> None:
    token = fresh_token(lms)
    assert register(lms, token, registration()).status_code == 200
    again = register(lms, token, registration())
    assert (again.status_code, again.text) == (401, "token_already_used")
    assert register(lms, token, {}).text == "token_already_used"


def test_a_refused_registration_does_not_use_the_token_up(lms: PretendPlatform) -> None:
    token = fresh_token(lms)
    assert register(lms, token, {}).status_code == 400
    assert register(lms, token, registration()).status_code == 200


def test_without_a_token(lms: PretendPlatform) -> None:
    answer = requests.post(lms.base_url + ENDPOINT, json=registration(), timeout=30)
    assert (answer.status_code, answer.text) == (401, "missing_registration_token")


def test_tokens_of_others(lms: PretendPlatform) -> None:
    good = jwt.decode(fresh_token(lms), options={"verify_signature": False})
    expired = lms.sign({**good, "exp": int(time.time()) - 1})
    other_scope = lms.sign({**good, "scope": "lti"})
    for token in ("made up", expired, other_scope, jwt.encode(good, "s" * 64, algorithm="HS256")):
        assert register(lms, token, registration()).status_code == 401


@pytest.mark.parametrize(
    "name",
    [
        "response_types",
        "initiate_login_uri",
        "redirect_uris",
        "client_name",
        "jwks_uri",
        "token_endpoint_auth_method",
        TOOL_CONFIGURATION,
    ],
)
def test_required_attributes(lms: PretendPlatform, name: str) -> None:
    answer = register(lms, fresh_token(lms), registration(**{name: ...}))
    assert (answer.status_code, answer.text) == (400, f"missing required attribute {name}")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_types": ["code"]}, "invalid_response_types"),
        ({"redirect_uris": "http://localhost:9092/launch"}, "invalid_redirect_uris"),
        (
            {"token_endpoint_auth_method": "client_secret_basic"},
            "invalid_token_endpoint_auth_method",
        ),
        ({"application_type": "native"}, "invalid_application_type"),
        (
            {TOOL_CONFIGURATION: configuration(domain="localhost")},
            "domain_targetlinkuri_mismatch",
        ),
        ({TOOL_CONFIGURATION: configuration(domain=...)}, "missing required attribute domain"),
        (
            {TOOL_CONFIGURATION: configuration(target_link_uri="http://elsewhere/")},
            "domain_targetlinkuri_mismatch",
        ),
    ],
)
def test_rules(lms: PretendPlatform, change: dict[str, Any], error: str) -> None:
    answer = register(lms, fresh_token(lms), registration(**change))
    assert (answer.status_code, answer.text) == (400, error)
    assert tools.tools(lms.academy.store) == []


def test_the_target_defaults_to_the_domain(lms: PretendPlatform) -> None:
    body = registration(**{TOOL_CONFIGURATION: configuration(target_link_uri=...)})
    answer = register(lms, fresh_token(lms), body).json()
    assert answer[TOOL_CONFIGURATION]["target_link_uri"] == "https://localhost:9092"


def test_a_tool_that_asks_for_no_names_gets_none(lms: PretendPlatform) -> None:
    body = registration(scope="", **{TOOL_CONFIGURATION: configuration(claims=["sub", "iss"])})
    lms.activate(register(lms, fresh_token(lms), body).json()["client_id"])
    claims = lms.claims_for(LENA, lms.add_activity("Scene"))
    assert not {"name", "email"} & set(claims)
    assert "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint" not in claims


@pytest.mark.parametrize("body", ["text", ["a"], None])
def test_a_body_that_is_no_object(lms: PretendPlatform, body: object) -> None:
    assert register(lms, fresh_token(lms), body).status_code == 400


def test_an_update_replaces_the_registration_and_keeps_its_ids(lms: PretendPlatform) -> None:
    first = register(lms, fresh_token(lms), registration()).json()
    lms.activate(first["client_id"])
    known = tools.find_client(lms.academy.store, first["client_id"])
    url = registration_url(lms.academy, "http://localhost:9092/register", known)
    token = parse_qs(urlsplit(url).query)["registration_token"][0]
    second = register(lms, token, registration(client_name="Better tool")).json()
    assert second["client_id"] == first["client_id"]
    headers = {"Authorization": f"Bearer {token}"}
    read = requests.get(lms.base_url + ENDPOINT, headers=headers, timeout=30).json()
    assert read == second
    (kept,) = tools.tools(lms.academy.store)
    assert (kept.name, kept.active) == ("Better tool", True)


def test_a_new_token_reads_nothing_back(lms: PretendPlatform) -> None:
    headers = {"Authorization": f"Bearer {fresh_token(lms)}"}
    answer = requests.get(lms.base_url + ENDPOINT, headers=headers, timeout=30)
    assert answer.status_code == 404


def test_the_administrator_starts_it_from_the_tools_page(lms: PretendPlatform) -> None:
    browser = lms.browser(ADA)
    fields = {"sesskey": browser.sesskey(), "url": "http://localhost:9092/register"}
    page = browser.post("/admin/tools/register", fields).text
    assert 'src="http://localhost:9092/register?openid_configuration=' in page
    # A second time, the same domain asks first.
    register(lms, fresh_token(lms), registration())
    again = browser.post("/admin/tools/register", fields).text
    assert "Update the existing tool" in again
    update = browser.post("/admin/tools/register", {**fields, "choice": "update"}).text
    token = update.partition("registration_token=")[2].partition('"')[0]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["scope"] == "reg-update"


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "file:///etc/passwd", "http://"])
def test_other_addresses_are_refused(lms: PretendPlatform, url: str) -> None:
    browser = lms.browser(ADA)
    fields = {"sesskey": browser.sesskey(), "url": url}
    assert browser.post("/admin/tools/register", fields).status_code == 400
