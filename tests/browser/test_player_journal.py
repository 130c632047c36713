"""What a window has not got through to the server when it closes: the next one makes up for it.

In the whole browser, which denies its storage to frames of other sites: the player's page keeps the
records there.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.models import Attempt
from scorm.models import Commit
from tests.browser.playing import Player, eventually
from tests.browser.test_player_saving import module_of_one, page, stored

__all__ = ["module_of_one", "page"]
pytestmark = pytest.mark.browser

# From the next moment on, for longer than any browser waits.
BUSY = """() => { setTimeout(() => {
    const end = performance.now() + 5000;
    while (performance.now() < end);
}); }"""


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


def journal(player: Player) -> list[str]:
    """Records kept by the player page: Chromium denies storage to the content's frame here."""
    kept: list[str] = player.page.evaluate("() => Object.values(localStorage)")
    return kept


def test_a_lost_connection_loses_nothing(player: Player, page: Page, attempt: Attempt) -> None:
    with player.without_connection():
        for slide in ("2", "3", "4"):
            player.set("only", core__lesson_location=slide)
            assert player.call("only", "LMSCommit", "") == "true"
        expect(player.save_state).to_contain_text("Not saved yet")
        player.set("only", core__score__raw="90")
        player.call("only", "LMSFinish", "")
        assert len(journal(player)) == 1
    expect(player.save_state).to_contain_text("Saved", timeout=30_000)
    assert stored(attempt)["cmi.core.lesson_location"] == "4"
    attempt.refresh_from_db()
    assert attempt.success == "passed"
    assert journal(player) == []


def test_a_crashed_browser_makes_up_for_it_at_the_next_launch(
    player: Player, page: Page, attempt: Attempt
) -> None:
    with player.without_connection():
        player.set("only", core__lesson_location="8", suspend_data="s" * 63_000)
        player.set("only", core__exit="suspend")
        eventually(lambda: 'suspend"' in "".join(journal(player)))
        page.close()
    # Chromium may let the last words of a closed page out (the pretended outage ends with the
    # page), but they are at most 64 KiB: the large element is in the journal only.
    assert "cmi.suspend_data" not in stored(attempt)
    player.page = player.context.new_page()
    player.launch(attempt)
    player.call("only", "LMSInitialize", "")
    # What the part reads is already with what the crash had left.
    assert player.call("only", "LMSGetValue", "cmi.core.lesson_location") == "8"
    assert player.call("only", "LMSGetValue", "cmi.core.entry") == "resume"
    assert stored(attempt)["cmi.suspend_data"] == "s" * 63_000


def test_a_closed_tab_is_saved_and_finished(player: Player, page: Page, attempt: Attempt) -> None:
    player.set("only", core__lesson_status="completed", core__score__raw="75")
    page.goto(f"{player.hosts.tool}/static/icon.svg")
    eventually(lambda: Commit.objects.filter(finish=True).exists())
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_a_closed_tab_with_much_to_save_sends_the_result_first(
    no_autosave: None, player: Player, page: Page, attempt: Attempt
) -> None:
    # Three bytes a character: more than a page may send while it goes away.
    player.set("only", suspend_data="€" * 30_000, core__lesson_status="completed")
    player.set("only", core__score__raw="75")
    page.goto(f"{player.hosts.tool}/static/icon.svg")
    eventually(lambda: Commit.objects.filter(finish=True).exists())
    assert "cmi.suspend_data" not in stored(attempt)
    attempt.refresh_from_db()
    assert attempt.success == "passed"
    player.launch(attempt)
    eventually(lambda: stored(attempt).get("cmi.suspend_data") == "€" * 30_000)


def test_a_tab_closed_while_its_content_is_busy_sends_the_result(
    no_autosave: None, player: Player, page: Page, attempt: Attempt
) -> None:
    """Chromium ends a content that does not answer, and the shim with it; the page speaks."""
    player.set("only", core__lesson_status="completed", core__score__raw="75")
    player.part("only").evaluate(BUSY)
    page.goto(f"{player.hosts.tool}/static/icon.svg")
    eventually(lambda: stored(attempt).get("cmi.core.score.raw") == "75")
    attempt.refresh_from_db()
    assert attempt.completion == "completed"
