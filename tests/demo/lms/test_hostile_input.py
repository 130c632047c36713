"""Whatever a stranger sends, the LMS answers with a rule of its own and never breaks."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.lms import scopes
from demo.lms.ags.scores import ISO_8601, _epoch
from demo.lms.cast import LENA, TOMAS
from demo.lms.deep_linking import new_link
from demo.lms.html_form import read_forms
from demo.lms.peer import PretendPlatform
from demo.lms.registration import RegistrationError, _row
from demo.lms.services import number
from demo.lms.tools import custom_lines, custom_values, domain_of, is_web_address
from tests.demo.lms.test_deep_linking import settings
from tests.demo.lms.test_registration import TOOL_CONFIGURATION, configuration, registration
from tests.demo.lms.throwaway_tool import ThrowAwayTool

HALF = "\ud800"  # half of a surrogate pair, which JSON can carry and UTF-8 cannot
HUGE = 10**40
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
visible = st.characters(exclude_categories=["C", "Z"])
names = st.text(visible.filter(lambda char: char != "="), min_size=1)
values = st.text(visible)


@given(st.dictionaries(names, values))
def test_custom_parameters_survive_being_lines(custom: dict[str, str]) -> None:
    assert custom_values(custom_lines(custom)) == custom


@given(st.text())
def test_any_text_is_read_as_custom_lines(text: str) -> None:
    for name, value in custom_values(text).items():
        assert name == name.strip() != ""
        assert value == value.strip()


@given(anything)
def test_numbers_are_finite_or_refused(value: object) -> None:
    found = number(value)
    assert found is None or abs(found) < 1e12


@given(st.from_regex(ISO_8601, fullmatch=True))
def test_any_time_of_the_right_form_has_an_epoch_or_none(text: str) -> None:
    assert _epoch(text) >= -1 or text < "1970-01-02"


@given(st.dictionaries(st.sampled_from([*registration(), "other"]), anything))
def test_registrations_of_any_shape(payload: dict[str, Any]) -> None:
    with suppress(RegistrationError):
        row = _row("client", {**registration(), **payload})
        assert all(isinstance(value, str | int) for value in row.values())


@given(st.dictionaries(st.sampled_from([*configuration(), "other"]), anything))
def test_tool_configurations_of_any_shape(changes: dict[str, Any]) -> None:
    body = registration(**{TOOL_CONFIGURATION: {**configuration(), **changes}})
    with suppress(RegistrationError):
        assert _row("client", body)["domain"]


@given(
    st.dictionaries(
        st.sampled_from(["title", "text", "url", "custom", "lineItem", "type"]), anything
    )
)
def test_content_items_of_any_shape(item: Mapping[str, Any]) -> None:
    link = new_link(json.loads(json.dumps(item)))
    assert link.title
    assert link.graded is None or link.graded != 0
    for text in (link.title, link.description, link.url, *link.custom):
        text.encode("utf-8")


@given(st.text())
def test_addresses_of_any_shape(text: str) -> None:
    assert isinstance(domain_of(text), str)
    if is_web_address(text):
        assert domain_of(text)


@given(st.text())
def test_pages_of_any_shape(text: str) -> None:
    for form in read_forms(f"<form action='{text}'><input name=a>"):
        assert isinstance(form.fields, dict)


@pytest.mark.parametrize(
    "body",
    [
        {"label": HALF, "scoreMaximum": 1, "tag": HALF},
        {"label": "L", "scoreMaximum": HUGE},
        {"label": ["L"], "scoreMaximum": 1, "resourceId": {"a": 1}},
        {"label": "L", "scoreMaximum": 1, "resourceLinkId": HUGE},
        {"label": "L", "scoreMaximum": 1, "resourceLinkId": "²"},
        {"label": "L", "scoreMaximum": 1, "resourceLinkId": [1]},
    ],
)
def test_columns_of_any_shape(
    lms: PretendPlatform, tool: ThrowAwayTool, body: dict[str, Any]
) -> None:
    token = tool.token(lms, scopes.LINEITEM)
    answer = tool.call("POST", lms.lineitems_url(), token, scopes.LINEITEM_TYPE, body)
    assert answer.status_code in (201, 400, 403)


@pytest.mark.parametrize(
    "change",
    [
        {"comment": HALF},
        {"comment": {"a": [1]}},
        {"userId": HUGE},
        {"userId": ["4"]},
        {"scoreGiven": HUGE},
        {"scoreMaximum": -1},
        {"timestamp": "9999-12-31T23:59:59-14:00"},
        {"gradingProgress": ["FullyGraded"]},
    ],
)
def test_scores_of_any_shape(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, change: dict[str, Any]
) -> None:
    score = {
        "userId": "4",
        "timestamp": "2026-03-01T12:00:00Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 1,
        "scoreMaximum": 1,
        **change,
    }
    token = tool.token(lms, scopes.SCORE, scopes.RESULT_READONLY)
    url = f"{lms.base_url}/mod/lti/services.php/2/lineitems/2/lineitem"
    answer = tool.call("POST", f"{url}/scores", token, scopes.SCORE_TYPE, score)
    assert answer.status_code in (200, 400, 502)
    results = tool.call("GET", f"{url}/results", token, scopes.RESULT_CONTAINER_TYPE)
    assert results.status_code == 200
    assert lms.browser(TOMAS).get("/course/2/gradebook").status_code == 200


def test_numbers_nobody_has_name_nothing(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    token = tool.token(lms)
    services = f"{lms.base_url}/mod/lti/services.php"
    for path, media_type in (
        (f"/{HUGE}/lineitems", scopes.LINEITEM_CONTAINER_TYPE),
        (f"/CourseSection/{HUGE}/bindings/1/memberships", scopes.MEMBERSHIP_CONTAINER_TYPE),
    ):
        assert tool.call("GET", services + path, token, media_type).status_code == 404
    browser = lms.browser(LENA)
    for path in (f"/course/{HUGE}", f"/mod/lti/view.php?id={HUGE}", "/mod/lti/view.php?id=x"):
        assert browser.get(path).status_code == 404


def test_hints_of_any_shape(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    for hint in ('{"launchid":"\\ud800"}', '{"launchid":[1]}', "[]", "null", "1" * 5000):
        request = {
            "scope": "openid",
            "response_type": "id_token",
            "client_id": "x",
            "redirect_uri": "x",
            "login_hint": "4",
            "nonce": "n",
            "lti_message_hint": hint,
        }
        assert lms.browser(LENA).get("/mod/lti/auth.php", request).status_code == 404


def test_content_items_that_utf8_cannot_carry(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    url = settings(lms, tool)["deep_link_return_url"]
    item = {"type": "ltiResourceLink", "title": HALF, "custom": {HALF: HALF, "n": {"a": 1}}}
    assert len(lms.return_content(url, tool.deep_linking_response(lms, [item]), TOMAS)) == 1


@pytest.mark.parametrize(
    "keys",
    [
        None,
        "x",
        ["x"],
        [{"kid": "one", "kty": "RSA"}],
        [{"kid": "one", "kty": "RSA", "n": "!", "e": 1}],
    ],
)
def test_key_sets_of_any_shape(
    lms: PretendPlatform,
    tool: ThrowAwayTool,
    keys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tool, "key_set", lambda: {"keys": keys})
    answer = tool.token_request(lms)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")
