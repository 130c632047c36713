"""Lena fails, starts again, and has no attempt left: what her page says and does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from courses.attempt_policy import Counting, NewAttempts
from courses.models import Attempt, Edition, Module
from tests.browser.playing import PART, Player
from tests.browser.test_player_appearance import broken_rules
from tests.scorm.playing import ONE_PART, ONE_RESOURCE, store_package

pytestmark = pytest.mark.browser


def fail(player: Player) -> None:
    player.call("only", "LMSInitialize", "")
    player.set("only", core__lesson_status="completed", core__score__raw="20")
    player.call("only", "LMSFinish", "")


def test_she_starts_again_until_no_attempt_is_left(
    player: Player, attempt: Attempt, edition: Edition
) -> None:
    store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PART.format(name="only")})
    Module.objects.update(
        new_attempts=NewAttempts.FAILED, max_attempts=2, counted_attempt=Counting.BEST
    )
    page = player.launch(attempt)
    left = page.get_by_test_id("left")
    fail(player)
    page.get_by_test_id("exit").click()
    expect(left.get_by_test_id("again")).to_be_visible()
    expect(left.get_by_test_id("again")).to_contain_text("Attempt 1 of 2.")
    expect(left.get_by_test_id("again")).to_contain_text("Your best attempt counts.")
    # Instead, she looks at it once more.
    left.get_by_role("button", name="Continue the module").click()
    player.call("only", "LMSInitialize", "")
    assert player.call("only", "LMSGetValue", "cmi.core.lesson_mode") == "review"
    expect(page.get_by_test_id("notice")).to_contain_text("not recorded")

    # The next day it is only looked at, until she starts again.
    player.launch(attempt)
    banner = page.get_by_test_id("banner")
    expect(banner).to_contain_text("You have not passed this module yet.")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert broken_rules(page) == []
    banner.get_by_role("button", name="Start again").click()
    expect(banner).to_be_hidden()
    player.call("only", "LMSInitialize", "")
    assert player.call("only", "LMSGetValue", "cmi.core.lesson_mode") == "normal"
    assert player.call("only", "LMSGetValue", "cmi.core.entry") == "ab-initio"

    fail(player)
    page.get_by_test_id("exit").click()
    expect(left).to_be_visible()
    expect(left.get_by_test_id("again")).to_be_hidden()
    player.launch(Attempt.objects.get(number=2))
    expect(banner).to_contain_text("You have used all your attempts.")
    expect(banner).to_contain_text("Attempt 2 of 2.")
    expect(banner.get_by_role("button")).to_have_count(0)
