"""Lena in the SCORM 2004 player: forwards through a sequenced module, and back where she was.

The shapes are those of ADL's cases (forwardOnly with a skip by a global objective, rollup of one
objective; choice with suspended parts); the content is invented.
"""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, Request, expect

from courses.models import Attempt, Edition
from scorm.models import ScoState, TrackingState
from tests.browser.playing import PART, Player
from tests.browser.playing2004 import Player2004
from tests.scorm.playing2004 import FREELY, store_2004, three

pytestmark = pytest.mark.browser
HIDE = (
    "<adlnav:presentation><adlnav:navigationInterface>"
    "<adlnav:hideLMSUI>previous</adlnav:hideLMSUI>"
    "</adlnav:navigationInterface></adlnav:presentation>"
)


@pytest.fixture
def lenas(player: Player, no_autosave: None) -> Player2004:
    player.page.close()
    return Player2004(player.context, player.hosts)


def requests_of(page: Page) -> list[str]:
    """The paths of what the page and the shim post to the tool from now on."""
    seen: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            seen.append(request.url.partition("/scorm/")[2])

    page.on("request", note)
    return seen


def test_lena_skips_what_she_knows_and_passes(
    lenas: Player2004, attempt: Attempt, edition: Edition
) -> None:
    store_2004(edition, three(hide=HIDE), PART)
    page = lenas.launch(attempt)
    lenas.begin_and_be_answered("entry")
    assert lenas.get("entry", "cmi.entry") == "ab-initio"
    assert lenas.get("entry", "adl.nav.request_valid.continue") == "true"
    assert lenas.get("entry", "adl.nav.request_valid.previous") == "false"
    expect(page.get_by_test_id("previous-sco")).to_be_hidden()
    expect(page.get_by_test_id("toc-entry")).to_have_attribute("aria-current", "page")
    expect(page.get_by_test_id("toc-quiz")).to_have_attribute("aria-disabled", "true")
    lenas.set("entry", success_status="passed", completion_status="completed")
    lenas.call("entry", "Commit", "")
    expect(page.get_by_test_id("toc-entry")).to_contain_text("Passed")
    expect(lenas.save_state).to_have_attribute("data-state", "saved")

    lenas.set("entry", session_time="PT2M")
    seen = requests_of(page)
    page.get_by_test_id("next-sco").click()
    lenas.begin("quiz")
    assert seen[0] == "navigate/", "the step and the last of the part before are one request"
    expect(page.get_by_test_id("previous-sco")).to_have_attribute("aria-disabled", "true")
    lenas.set("quiz", score__scaled="0.8", completion_status="completed", session_time="PT1M")
    assert lenas.get("quiz", "cmi.success_status") == "passed"
    lenas.set("quiz", adl__nav__request="continue")
    assert lenas.call("quiz", "Terminate", "") == "true"

    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_focused()
    expect(page.get_by_test_id("left")).to_contain_text("passed · score 80 %")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert (attempt.score, attempt.total_centiseconds) == (Decimal("0.8"), 18_000)

    page.get_by_role("button", name="Continue the module").click()
    lenas.begin("entry")
    assert lenas.get("entry", "cmi.mode") == "review"
    page.get_by_test_id("toc-lesson").click()
    lenas.part("lesson")


def test_she_comes_back_to_where_she_left(
    lenas: Player2004, attempt: Attempt, edition: Edition
) -> None:
    store_2004(edition, three(FREELY), PART)
    page = lenas.launch(attempt)
    lenas.begin("entry")
    page.get_by_test_id("toc-lesson").click()
    lenas.begin("lesson")
    lenas.set("lesson", location="7", suspend_data="é" * 30_000, exit="suspend")
    page.get_by_test_id("exit").click()
    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_visible()
    assert TrackingState.objects.get().state["suspended"] == "lesson"

    lenas.launch(attempt)
    lenas.begin("lesson")
    assert lenas.get("lesson", "cmi.entry") == "resume"
    assert lenas.get("lesson", "cmi.suspend_data") == "é" * 30_000
    # This time the window vanishes without a word.
    lenas.set("lesson", location="8")
    lenas.launch(attempt)
    lenas.begin("lesson")
    assert lenas.get("lesson", "cmi.location") == "8"
    assert ScoState.objects.get(sco="lesson").session.startswith("1-")

    # The part itself may ask where to go, and its last words travel along.
    lenas.set("lesson", completion_status="completed", adl__nav__request="{target=quiz}choice")
    lenas.call("lesson", "Terminate", "")
    lenas.begin("quiz")
    expect(page.get_by_test_id("toc-lesson")).to_contain_text("Passed")
    # What is satisfied is skipped on the way back too.
    page.get_by_test_id("previous-sco").click()
    lenas.part("entry")


def test_a_step_without_a_connection_is_taken_once(
    lenas: Player2004, attempt: Attempt, edition: Edition
) -> None:
    store_2004(edition, three(FREELY), PART)
    page = lenas.launch(attempt)
    lenas.begin("entry")
    lenas.set("entry", location="2")
    with lenas.without_connection():
        page.get_by_test_id("next-sco").click()
        expect(page.get_by_test_id("notice")).to_contain_text("The connection is interrupted.")
    lenas.begin("lesson")
    assert ScoState.objects.get(sco="entry").cmi["cmi.location"] == "2"
    assert TrackingState.objects.get().state["current"] == "lesson"
    expect(page.get_by_test_id("notice")).to_be_hidden()


def test_a_trainer_reads_why_nothing_came(
    lenas: Player2004, attempt: Attempt, edition: Edition
) -> None:
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    store_2004(edition, three(), PART)
    page = lenas.launch(attempt)
    lenas.begin("entry")
    lenas.set("entry", adl__nav__request="previous")
    lenas.call("entry", "Terminate", "")
    notice = page.get_by_test_id("notice")
    expect(notice).to_contain_text("The module does not let you go back here. NB.2.1-5:")
    lenas.begin("entry")
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.get_by_test_id("next-sco")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
