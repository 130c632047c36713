"""The pure parts: what a platform says of itself, what it is told, and what it answers."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider.registration.answer import AnswerRefused, Registered, read_answer
from lti_provider.registration.configuration import (
    PLATFORM_CONFIGURATION,
    ConfigurationRefused,
    hosts_match,
    read_configuration,
)
from lti_provider.registration.request import (
    TOOL_CONFIGURATION,
    WANTED_SCOPES,
    Tool,
    registration_request,
)

LMS = "https://lms.northvale.example"
NOBODY: frozenset[str] = frozenset()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4)
    ),
    max_leaves=12,
)
TOOL = Tool(
    origin="https://tool.example:8443",
    login_url="https://tool.example:8443/lti/login/",
    launch_url="https://tool.example:8443/lti/launch/",
    jwks_url="https://tool.example:8443/lti/jwks/",
    logo_url="https://tool.example:8443/static/logo.svg",
    names={"en": "Courses", "fr": "Cours", "ar": "Courses"},
    descriptions={"en": "About", "fr": "À propos"},
    labels={"en": "Choose", "fr": "Choisir"},
    messages=("LtiDeepLinkingRequest", "LtiResourceLinkRequest", "LtiSubmissionReviewRequest"),
)


def document(**members: Any) -> dict[str, Any]:
    """The least that a platform has to say."""
    return {
        "issuer": LMS,
        "authorization_endpoint": f"{LMS}/auth",
        "token_endpoint": f"{LMS}/token",
        "jwks_uri": f"{LMS}/keys",
        "registration_endpoint": f"{LMS}/register",
        **members,
    }


def about(**members: Any) -> dict[str, Any]:
    return document(**{PLATFORM_CONFIGURATION: members})


def request_for(said: dict[str, Any], claims: frozenset[str] = NOBODY) -> dict[str, Any]:
    return registration_request(TOOL, read_configuration(said), claims)


def test_the_least_is_enough() -> None:
    read = read_configuration(document())

    assert (read.issuer, read.token_endpoint) == (LMS, f"{LMS}/token")
    assert (read.scopes, read.claims, read.authorization_server) == (None, None, "")


@pytest.mark.parametrize(
    "member",
    ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"],
)
@pytest.mark.parametrize(
    "value",
    [
        *(None, "", 4, [], "lms.example", "https://", "ftp://a.example/", "https://a.example/ b"),
        *("https://a.example/" + "x" * 500, "https://[half", "https://ünicode.example/"),
    ],
)
def test_what_is_missing_or_no_address_is_named(member: str, value: Any) -> None:
    with pytest.raises(ConfigurationRefused) as refused:
        read_configuration(document(**{member: value}))
    assert refused.value.member == member


@pytest.mark.parametrize("issuer", [f"{LMS}/?a=1", f"{LMS}/#a", f"{LMS}/{'x' * 255}"])
def test_an_issuer_is_short_and_plain(issuer: str) -> None:
    with pytest.raises(ConfigurationRefused, match="issuer"):
        read_configuration(document(issuer=issuer))


@pytest.mark.parametrize(
    "member",
    [
        "response_types_supported",
        "id_token_signing_alg_values_supported",
        "token_endpoint_auth_methods_supported",
    ],
)
def test_a_platform_that_speaks_otherwise_is_refused(member: str) -> None:
    with pytest.raises(ConfigurationRefused, match=member):
        read_configuration(document(**{member: ["something_else"]}))


@given(JSON)
def test_any_document_is_read_or_refused(value: Any) -> None:
    try:
        read_configuration(value)
    except ConfigurationRefused:
        return
    raise AssertionError("no random document is a configuration")


@given(JSON, st.sampled_from([PLATFORM_CONFIGURATION, "scopes_supported", "claims_supported",
                              "authorization_server", "extra"]))  # fmt: skip
def test_odd_members_do_no_harm(value: Any, member: str) -> None:
    read = read_configuration(document(**{member: value}))
    assert json.dumps(read.as_kept())
    registration_request(TOOL, read, frozenset({"name"}))


@pytest.mark.parametrize(
    ("served_by", "issuer", "match"),
    [
        (f"{LMS}/config", LMS, True),
        ("https://LMS.northvale.example:8443/config", LMS, True),
        ("https://developer.lms.northvale.example/config", LMS, True),
        ("https://evil.example/config", LMS, False),
        ("https://evillms.northvale.example/config", LMS, False),
        ("https://lms.northvale.example.evil.example/", LMS, False),
        ("https://northvale.example/", LMS, False),
        ("https://[half", LMS, False),
        ("", "", False),
    ],
)
def test_only_the_issuers_host_speaks_for_it(served_by: str, issuer: str, match: bool) -> None:
    assert hosts_match(served_by, issuer) is match


def test_the_request_says_what_the_specification_asks_for() -> None:
    sent = request_for(document())

    assert sent["application_type"] == "web"
    assert sent["response_types"] == ["id_token"]
    assert set(sent["grant_types"]) == {"implicit", "client_credentials"}
    assert sent["initiate_login_uri"] == TOOL.login_url
    assert sent["redirect_uris"] == [TOOL.launch_url]
    assert sent["jwks_uri"] == TOOL.jwks_url
    assert sent["token_endpoint_auth_method"] == "private_key_jwt"
    assert (sent["client_name"], sent["client_name#fr"]) == ("Courses", "Cours")
    assert "client_name#ar" not in sent
    configuration = sent[TOOL_CONFIGURATION]
    assert configuration["domain"] == "tool.example:8443"
    assert configuration["target_link_uri"] == TOOL.launch_url
    assert configuration["description#fr"] == "À propos"
    assert configuration["claims"] == ["iss", "sub"]
    assert [m["type"] for m in configuration["messages"]] == list(TOOL.messages)
    deep_linking = configuration["messages"][0]
    assert deep_linking["placements"] == ["ContentArea"]
    assert deep_linking["target_link_uri"] == TOOL.launch_url
    assert deep_linking["label#fr"] == "Choisir"


def test_only_what_is_offered_is_asked_for() -> None:
    offered = [
        WANTED_SCOPES[1],
        "openid",
        "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting",
    ]
    sent = request_for(
        document(scopes_supported=offered, claims_supported=["sub", "name"]),
        frozenset({"name", "email"}),
    )

    assert sent["scope"] == WANTED_SCOPES[1]
    assert sent[TOOL_CONFIGURATION]["claims"] == ["iss", "sub", "name"]
    assert request_for(document())["scope"].split() == list(WANTED_SCOPES)


def test_canvas_is_told_of_the_messages_and_placements_that_it_lists() -> None:
    placements = ["assignment_selection", "course_navigation", "link_selection"]
    listed = [
        {"type": "LtiResourceLinkRequest"},
        {"type": "LtiDeepLinkingRequest", "placements": placements},
    ]
    sent = request_for(about(product_family_code="canvas", messages_supported=listed))

    messages = sent[TOOL_CONFIGURATION]["messages"]
    assert [m["type"] for m in messages] == ["LtiDeepLinkingRequest", "LtiResourceLinkRequest"]
    assert messages[0]["placements"] == ["assignment_selection", "link_selection"]


def test_custom_parameters_are_those_that_the_platform_fills() -> None:
    sent = request_for(about(variables=["Context.id.history", "Person.name.full"]))

    custom = sent[TOOL_CONFIGURATION]["custom_parameters"]
    assert custom == {"context_id_history": "$Context.id.history"}
    assert request_for(document())[TOOL_CONFIGURATION]["custom_parameters"] == {}


def test_the_answer_gives_client_and_deployment() -> None:
    full = {"client_id": "abc", TOOL_CONFIGURATION: {"deployment_id": "7"}, "client_secret": "s"}
    assert read_answer(full) == Registered("abc", "7")
    assert read_answer({"client_id": 12}) == Registered("12", "")
    assert (
        read_answer({"client_id": "a", TOOL_CONFIGURATION: {"deployment_id": 7}}).deployment_id
        == "7"
    )


@given(JSON, JSON, JSON)
def test_any_answer_is_read_or_refused(whole: Any, client_id: Any, deployment_id: Any) -> None:
    built = {"client_id": client_id, TOOL_CONFIGURATION: {"deployment_id": deployment_id}}
    for value in (whole, built, {"client_id": "a", TOOL_CONFIGURATION: whole}):
        try:
            read = read_answer(value)
        except AnswerRefused:
            continue
        assert 0 < len(read.client_id) <= 255
        assert len(read.deployment_id) <= 255
