"""The claims of a message, as Moodle 4.5 sends them, and as nobody should."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider import claims
from lti_provider.claims import ClaimsRefused, read_message
from lti_provider.claims.reading import UNSTORABLE

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
MOODLE = Path(__file__).parents[3] / "shared" / "moodle-4.5"
LAUNCH: dict[str, Any] = {
    "iss": "https://lms.northvale.example",
    "sub": "4",
    "name": "Lena Lund",
    "email": "lena@northvale.example",
    CLAIM + "version": "1.3.0",
    CLAIM + "message_type": "LtiResourceLinkRequest",
    CLAIM + "deployment_id": "1",
    CLAIM + "target_link_uri": "http://tool.localhost:8000/lti/launch/",
    CLAIM + "roles": [f"{MEMBERSHIP}#Learner"],
    CLAIM + "resource_link": {"id": "6", "title": "Phones"},
    CLAIM + "context": {"id": "2", "label": "CYB-1", "title": "First responders"},
    CLAIM + "custom": {"module": "m", "rlid": None, "n": 3},
    CLAIM + "launch_presentation": {
        "locale": "fr",
        "return_url": "https://lms.northvale.example/return?course=2",
    },
    "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
        "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
        "lineitems": "https://lms.northvale.example/2/lineitems",
        "lineitem": "https://lms.northvale.example/2/lineitems/7/lineitem?type_id=1",
    },
}


def altered(**changes: Any) -> dict[str, Any]:
    """The launch with some claims (by short name) replaced, or removed when None."""
    changed = copy.deepcopy(LAUNCH)
    for name, value in changes.items():
        key = name if name in changed else CLAIM + name
        if value is None:
            changed.pop(key, None)
        else:
            changed[key] = value
    return changed


def test_a_launch_gets_its_shape() -> None:
    message = read_message(LAUNCH)

    assert message.person.sub == "4"
    assert message.context.title == "First responders"
    assert message.endpoints.line_item.endswith("lineitem?type_id=1")
    assert message.custom == {"module": "m", "n": "3"}
    assert (message.locale, message.is_trainer) == ("fr", False)
    assert message.return_url == "https://lms.northvale.example/return?course=2"


@pytest.mark.skipif(not MOODLE.is_dir(), reason="the recorded messages of Moodle are not here")
def test_the_launch_of_a_real_moodle_is_understood() -> None:
    recorded = json.loads((MOODLE / "launch_LtiResourceLinkRequest_4.json").read_text())

    message = read_message(recorded)

    assert message.deployment_id == "2"
    assert message.product_family == "moodle"
    assert message.endpoints.memberships.endswith("/memberships")


@pytest.mark.parametrize(
    "missing",
    [
        "version",
        "message_type",
        "deployment_id",
        "target_link_uri",
        "roles",
        "resource_link",
        "sub",
    ],
)
def test_a_required_claim_that_is_missing_is_named(missing: str) -> None:
    with pytest.raises(ClaimsRefused) as refused:
        read_message(altered(**{missing: None}))

    assert refused.value.claim.startswith(missing)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("version", "1.1.0"),
        ("version", 13),
        ("message_type", "basic-lti-launch-request"),
        ("deployment_id", "d" * 256),
        ("deployment_id", ["1"]),
        ("deployment_id", "1\0"),
        ("deployment_id", "1\ud800"),
        ("target_link_uri", "http://tool.localhost:8000/\0"),
        ("target_link_uri", "x" * 2001),
        ("roles", "Learner"),
        ("roles", [1]),
        ("resource_link", {"id": ""}),
        ("resource_link", {"id": "é"}),
        ("resource_link", {"id": "6\0"}),
        ("sub", "4\0"),
        ("resource_link", {"id": "1" * 256}),
        ("resource_link", "6"),
        ("sub", "s" * 256),
        ("sub", "ł"),
        ("sub", 4),
        ("custom", "module"),
        ("launch_presentation", {"return_url": "javascript:alert(1)"}),
        ("launch_presentation", {"return_url": "https://a.example/\n"}),
    ],
)
def test_a_malformed_claim_is_refused(claim: str, value: object) -> None:
    with pytest.raises(ClaimsRefused):
        read_message(altered(**{claim: value}))


@pytest.mark.parametrize(
    ("roles", "trainer"),
    [
        ([], False),
        ([f"{MEMBERSHIP}#Learner"], False),
        ([f"{MEMBERSHIP}#Instructor"], True),
        (["Instructor"], True),
        (["Learner"], False),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistant"], True),
        ([f"{MEMBERSHIP}/Learner#Instructor"], False),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"], False),
        (["http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin"], False),
        (["http://evil.example/membership#Instructor"], False),
    ],
)
def test_only_a_context_role_makes_a_trainer(roles: list[str], trainer: bool) -> None:
    assert read_message(altered(roles=roles)).is_trainer is trainer


def test_what_no_database_keeps_is_left_out_of_words_for_people() -> None:
    link = {"id": "6", "title": "Pho\ud800nes\0"}
    message = read_message(
        altered(resource_link=link, name="Lena\udfff Lund", custom={"a\0": "b\ud800"})
    )
    assert message.resource_link.title == "Phones"
    assert message.person.name == "Lena Lund"
    assert message.custom == {"a": "b"}


# JSON can spell halves of characters, which st.text leaves out.
words = st.text(st.characters(exclude_categories=[]), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def stored_texts(message: claims.Message) -> list[str]:
    """Every text of the message that is stored or searched for."""
    found = [message.deployment_id, message.target_link_uri, message.person.sub]
    found += [message.person.name, message.person.email, message.person.person_sourcedid]
    found += [message.resource_link.id, message.resource_link.title, message.locale]
    found += [message.context.id, message.context.label, message.context.title]
    return [*found, message.return_url, *message.custom.values(), *message.endpoints.ags_scopes]


@given(changes=st.dictionaries(st.sampled_from(sorted(LAUNCH)), json_values, max_size=4))
def test_whatever_a_platform_sends_is_read_or_refused(changes: dict[str, Any]) -> None:
    sent = {**LAUNCH, **changes}
    try:
        message = read_message(sent)
    except ClaimsRefused:
        return
    assert isinstance(message, claims.Message)
    assert not UNSTORABLE.search("".join(stored_texts(message)))
    assert claims.read_return_url(sent) == message.return_url


def test_nobody_comes_without_a_name_unless_that_is_allowed_and_then_as_a_learner() -> None:
    nobody = altered(sub=None, roles=["Instructor", "Administrator"])
    with pytest.raises(ClaimsRefused, match="sub"):
        read_message(nobody)

    message = read_message(nobody, allow_anonymous=True)

    assert message.person.sub == ""
    assert (message.is_trainer, message.is_administrator) == (False, False)


def test_the_language_falls_back_to_the_persons_own() -> None:
    assert read_message({**LAUNCH, "locale": "ar"}).locale == "fr"
    assert read_message({**altered(launch_presentation={}), "locale": "ar"}).locale == "ar"


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("1,2", ("1", "2")),
        (" 7 ,, 8", ("7", "8")),
        ("", ()),
        ("$Moodle.Person.userGroupIds", ()),
    ],
)
def test_groups_come_from_the_custom_parameter(said: str, groups: tuple[str, ...]) -> None:
    assert read_message(altered(custom={"groups": said})).groups == groups


def test_what_was_signed_for_migration_is_in_the_order_of_the_specification() -> None:
    claim = {"oauth_consumer_key": "k", "oauth_consumer_key_sign": "s", "user_id": "old"}
    message = read_message({**altered(lti1p1=claim), "exp": 9, "nonce": "n"})

    assert message.lti11 is not None
    assert message.lti11.signed_text("client") == "k&1&https://lms.northvale.example&client&9&n"
    assert read_message(altered(lti1p1={"oauth_consumer_key": 3})).lti11 is not None
    assert read_message(LAUNCH).lti11 is None
