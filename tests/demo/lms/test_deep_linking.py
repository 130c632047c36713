"""Tomas selects content in a tool, and what becomes of it."""

from typing import Any

import pytest
import requests

from demo.lms import activities
from demo.lms.browser import Browser
from demo.lms.cast import LENA, TOMAS
from demo.lms.html_form import read_forms
from demo.lms.peer import PretendPlatform
from demo.lms.running import Refused
from tests.demo.lms.throwaway_tool import (
    DL,
    ThrowAwayTool,
    authentication_request,
    claims_of,
)

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
SCENE = {
    "type": "ltiResourceLink",
    "title": "Scene",
    "text": "Secure the scene",
    "url": "http://127.0.0.1:9/launch?x=1&y=2",
    "custom": {"module": "scene"},
    "iframe": {"width": 10, "height": 10},
    "lineItem": {
        "label": "ignored",
        "scoreMaximum": 50,
        "resourceId": "scene",
        "tag": "course",
        "submissionReview": {"url": "http://127.0.0.1:9/review", "custom": {"see": "all"}},
    },
}
READING = {"type": "ltiResourceLink", "title": "Reading"}


def settings(lms: PretendPlatform, tool: ThrowAwayTool) -> dict[str, Any]:
    login = lms.deep_linking_form(TOMAS)
    fields = lms.authenticate(authentication_request(tool, login), TOMAS)
    claims = claims_of(lms, fields["id_token"])
    found = claims[DL + "deep_linking_settings"]
    assert isinstance(found, dict)
    return found


@pytest.fixture
def return_url(lms: PretendPlatform, tool: ThrowAwayTool) -> str:
    url = settings(lms, tool)["deep_link_return_url"]
    assert isinstance(url, str)
    return url


def test_one_item_fills_the_form_and_waits_for_save(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    browser = lms.browser(TOMAS)
    page = browser.post(
        return_url.removeprefix(lms.base_url), {"JWT": tool.deep_linking_response(lms, [SCENE])}
    ).text
    assert 'target="_top"' in page
    assert activities.links(lms.academy.store, 2) == []
    onward = page.partition('<p><a href="')[2].partition('"')[0]
    form = next(f for f in read_forms(browser.get(onward).text) if "title" in f.fields)
    assert form.fields["title"] == "Scene"
    assert form.fields["url"] == SCENE["url"]
    assert form.fields["maximum"] == "50"
    assert form.fields["resource_id"] == "scene"


def test_several_items_are_previewed_and_saved_together(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    browser = lms.browser(TOMAS)
    token = tool.deep_linking_response(lms, [SCENE, READING])
    page = browser.post(return_url.removeprefix(lms.base_url), {"JWT": token}).text
    preview = browser.get(page.partition('<p><a href="')[2].partition('"')[0]).text
    assert "The following items will be added to your course" in preview
    assert "Graded activity (Maximum grade: 50)" in preview
    assert activities.links(lms.academy.store, 2) == []
    browser.save_selection(page)
    titles = [link.title for link in activities.links(lms.academy.store, 2)]
    assert titles == ["Scene", "Reading"]


def test_what_an_item_says_arrives_in_the_launch(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    scene, reading = lms.return_content(
        return_url, tool.deep_linking_response(lms, [SCENE, READING]), TOMAS
    )
    claims = lms.claims_for(LENA, scene)
    assert claims[LTI + "target_link_uri"] == SCENE["url"]
    assert claims[LTI + "custom"]["module"] == "scene"
    assert claims[LTI + "resource_link"]["description"] == "Secure the scene"
    assert "lineitem" in claims[AGS]
    assert lms.gradebook()["4"] == {"Scene": None}  # not "ignored"
    assert "lineitem" not in lms.claims_for(LENA, reading)[AGS]
    assert lms.claims_for(LENA, reading)[LTI + "target_link_uri"] == tool.launch_url


def test_a_single_item_can_be_saved_as_it_is(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    (link,) = lms.return_content(return_url, tool.deep_linking_response(lms, [SCENE]), TOMAS)
    assert lms.claims_for(LENA, link)[LTI + "custom"]["module"] == "scene"


def test_the_review_has_its_own_address_and_parameters(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    (link,) = lms.return_content(return_url, tool.deep_linking_response(lms, [SCENE]), TOMAS)
    login = lms.review_form(TOMAS, link, LENA)
    assert login["target_link_uri"] == "http://127.0.0.1:9/review"
    fields = lms.authenticate(authentication_request(tool, login), TOMAS)
    custom = claims_of(lms, fields["id_token"])[LTI + "custom"]
    assert (custom["module"], custom["see"]) == ("scene", "all")


def test_other_types_are_not_rejected(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    link = {"type": "link", "title": "A page", "url": "http://127.0.0.1:9/page"}
    (added,) = lms.return_content(return_url, tool.deep_linking_response(lms, [link]), TOMAS)
    assert lms.claims_for(LENA, added)[LTI + "target_link_uri"] == link["url"]


@pytest.mark.parametrize("items", [[], None, "x", [{"title": "no type"}], ["text"]])
def test_nothing_selected_is_a_cancel(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str, items: Any
) -> None:
    token = tool.deep_linking_response(lms, items)
    assert lms.return_content(return_url, token, TOMAS) == []


def test_the_tools_error_is_shown_escaped_and_adds_nothing(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    changes = {DL + "errormsg": "<b>No seats</b>"}
    token = tool.deep_linking_response(lms, [SCENE], **changes)
    assert lms.return_content(return_url, token, TOMAS) == []
    assert "&lt;b&gt;No seats" in lms.browser(TOMAS).get("/course/2").text


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody else"},
        {"exp": 1},
        {LTI + "message_type": "LtiResourceLinkRequest"},
    ],
)
def test_bad_responses_add_nothing(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str, change: dict[str, Any]
) -> None:
    token = tool.deep_linking_response(lms, [SCENE], **change)
    with pytest.raises(Refused) as refused:
        lms.return_content(return_url, token, TOMAS)
    assert refused.value.status == 400
    assert activities.links(lms.academy.store, 2) == []


def test_another_signature_adds_nothing(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    with pytest.raises(Refused):
        lms.return_content(return_url, lms.sign({"iss": lms.client_id}), TOMAS)


def test_audience_and_nonce_are_not_checked(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    token = tool.deep_linking_response(lms, [SCENE], aud="elsewhere", nonce="x")
    assert len(lms.return_content(return_url, token, TOMAS)) == 1


def test_the_sesskey_must_be_the_sessions(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    token = tool.deep_linking_response(lms, [SCENE])
    with pytest.raises(Refused) as refused:
        lms.return_content(return_url[:-3] + "xyz", token, TOMAS)
    assert refused.value.status == 403


def test_lena_can_neither_ask_nor_answer(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    with pytest.raises(Refused) as asked:
        lms.deep_linking_form(LENA)
    assert asked.value.status == 403
    sesskey = lms.browser(LENA).sesskey()
    own = return_url.partition("sesskey=")[0] + f"sesskey={sesskey}"
    with pytest.raises(Refused) as answered:
        lms.return_content(own, tool.deep_linking_response(lms, [SCENE]), LENA)
    assert answered.value.status == 403


def test_a_response_without_cookie_is_posted_again(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    token = tool.deep_linking_response(lms, [SCENE])
    page = requests.post(return_url, data={"JWT": token}, timeout=30).text
    form = read_forms(page)[0]
    assert form.fields == {"JWT": token, "repost": "1"}
    assert "/add?selection=" in lms.browser(TOMAS).post(form.action, form.fields).text


def test_a_selection_belongs_to_one_session(
    lms: PretendPlatform, tool: ThrowAwayTool, return_url: str
) -> None:
    token = tool.deep_linking_response(lms, [SCENE, READING])
    path = return_url.removeprefix(lms.base_url)
    page = lms.browser(TOMAS).post(path, {"JWT": token}).text
    onward = page.partition('<p><a href="')[2].partition('"')[0]
    other = Browser.signed_in(lms.base_url, TOMAS.sub)
    assert "will be added" not in other.get(onward).text
    other.close()
