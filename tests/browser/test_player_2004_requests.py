"""What a part of SCORM 2004 may ask for itself (adl.nav.request, SN 5.6), in the real player."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from courses.models import Attempt, Edition
from scorm.models import ScoState, TrackingState
from tests.browser.conftest import NO_AUTOSAVE
from tests.browser.playing import PART, Player
from tests.browser.playing2004 import Player2004
from tests.scorm.playing2004 import FREELY, item, store_2004

pytestmark = pytest.mark.browser
CONTROLS = (*("continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll"),)
HIDE_ALL = (
    "<adlnav:presentation><adlnav:navigationInterface>"
    + "".join(f"<adlnav:hideLMSUI>{word}</adlnav:hideLMSUI>" for word in CONTROLS)
    + "</adlnav:navigationInterface></adlnav:presentation>"
)
QUIZ = "{target=quiz}"


@pytest.fixture
def lenas(player: Player, attempt: Attempt, edition: Edition) -> Player2004:
    """The module of three parts is open at the first."""
    items = item("entry") + item("lesson") + item("quiz", more=HIDE_ALL)
    store_2004(edition, f"{items}<imsss:sequencing>{FREELY}</imsss:sequencing>", PART)
    player.page.close()
    # What was sent before a part gives itself up counts: no send of the clock's own comes between.
    player.context.add_init_script(NO_AUTOSAVE)
    opened = Player2004(player.context, player.hosts)
    opened.launch(attempt)
    opened.begin_and_be_answered("entry")
    return opened


def asks(lenas: Player2004, part: str, request: str, **values: str) -> None:
    """The part sets values, asks for something, and is through."""
    lenas.set(part, **values)
    assert lenas.call(part, "SetValue", "adl.nav.request", request) == "true"
    assert lenas.call(part, "Terminate", "") == "true"


def goes_on(page: Page) -> None:
    page.get_by_role("button", name="Continue the module").click()


def test_every_request_a_part_may_make(lenas: Player2004) -> None:
    page, between = lenas.page, lenas.page.get_by_test_id("between")
    valid = {word: lenas.get("entry", f"adl.nav.request_valid.{word}") for word in CONTROLS}
    assert valid == {word: str(word != "previous").lower() for word in CONTROLS}
    for word in ("choice", "jump"):
        assert lenas.get("entry", f"adl.nav.request_valid.{word}.{QUIZ}") == "true"
        assert lenas.get("entry", f"adl.nav.request_valid.{word}.{{target=gone}}") == "false"

    # It ends alone: the learner stands between two parts, and goes on from there.
    asks(lenas, "entry", "exit", completion_status="completed")
    expect(between).to_be_visible()
    expect(page.get_by_test_id("toc-entry")).to_contain_text("Passed")
    page.get_by_test_id("next-sco").click()
    lenas.begin_and_be_answered("lesson")

    # It is given up: nothing of it counts.
    asks(lenas, "lesson", "abandon", success_status="failed")
    expect(between).to_be_visible()
    expect(page.get_by_test_id("toc-lesson")).to_contain_text("In progress")
    page.get_by_test_id("toc-lesson").click()
    lenas.begin("lesson")
    asks(lenas, "lesson", f"{QUIZ}jump")
    lenas.begin("quiz")
    for control in ("previous-sco", "next-sco", "exit"):
        expect(page.get_by_test_id(control)).to_be_hidden()
    asks(lenas, "quiz", "{target=quiz}choice", location="1", exit="suspend")
    lenas.begin("quiz")
    assert lenas.get("quiz", "cmi.entry") == "resume"

    asks(lenas, "quiz", "suspendAll", location="2")
    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_focused()
    goes_on(page)
    lenas.begin("quiz")
    assert lenas.get("quiz", "cmi.location") == "2"
    asks(lenas, "quiz", "abandonAll")
    goes_on(page)
    lenas.begin("entry")
    asks(lenas, "entry", "exitAll")
    expect(page.get_by_test_id("left")).to_be_visible()
    assert TrackingState.objects.get().state.get("current", "") == ""


def test_a_forged_value_holds_up_no_step(lenas: Player2004) -> None:
    def forge(route: Route) -> None:
        body: dict[str, Any] = json.loads(route.request.post_data or "{}")
        for commit in body["commits"]:
            commit["delta"]["cmi.mode"] = "review"
        route.continue_(post_data=json.dumps(body))

    lenas.page.route("**/scorm/navigate/", forge)
    lenas.set("entry", success_status="passed", location="4")
    lenas.page.get_by_test_id("next-sco").click()
    lenas.begin("lesson")
    expect(lenas.page.get_by_test_id("notice")).to_contain_text("a value that is not allowed")
    expect(lenas.page.get_by_test_id("toc-entry")).to_contain_text("Passed")
    assert ScoState.objects.get(sco="entry").cmi["cmi.location"] == "4"
