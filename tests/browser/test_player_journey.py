"""Lena takes a module of three parts in the player, from the launch to the way back."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from courses.models import Attempt, Edition
from scorm.models import Commit, ScoState
from tests.browser.playing import PART, Player
from tests.scorm.playing import THREE_PARTS, THREE_RESOURCES, store_package

pytestmark = pytest.mark.browser


@pytest.fixture
def module_of_three(edition: Edition) -> Path:
    files: dict[str, str | bytes] = {
        f"{name}.html": PART.format(name=name) for name in ("arrive", "pack", "quiz")
    }
    return store_package(edition, THREE_PARTS, THREE_RESOURCES, files)


def test_lena_takes_the_module(player: Player, attempt: Attempt, module_of_three: Path) -> None:
    page = player.launch(attempt)
    assert player.call("arrive", "LMSInitialize", "") == "true"
    assert player.call("arrive", "LMSGetValue", "cmi.core.entry") == "ab-initio"
    expect(page.get_by_test_id("toc-arrive")).to_have_attribute("aria-current", "page")
    locked = page.get_by_test_id("toc-quiz")
    expect(locked).to_have_attribute("aria-disabled", "true")
    expect(locked).to_contain_text("Finish first: \u2068Arrive\u2069, \u2068Pack\u2069")
    locked.click(force=True)
    expect(page.get_by_test_id("toc-arrive")).to_have_attribute("aria-current", "page")

    player.set("arrive", core__lesson_status="completed", core__session_time="00:05:00")
    assert player.call("arrive", "LMSFinish", "") == "true"
    expect(page.get_by_test_id("toc-arrive")).to_contain_text("Completed")

    page.get_by_test_id("next-sco").click()
    player.call("pack", "LMSInitialize", "")
    player.set("pack", core__lesson_status="completed", core__session_time="00:01:00")
    # She goes on without the part having said goodbye: the run-time does it for it.
    expect(page.get_by_test_id("next-sco")).to_have_attribute("aria-disabled", "true")
    player.call("pack", "LMSCommit", "")
    expect(page.get_by_test_id("toc-quiz")).to_contain_text("Not started")
    page.get_by_test_id("toc-quiz").click()

    player.call("quiz", "LMSInitialize", "")
    player.set("quiz", core__score__raw="90", core__session_time="00:02:00.5")
    player.call("quiz", "LMSFinish", "")
    expect(page.get_by_test_id("toc-quiz")).to_contain_text("Passed")

    page.get_by_test_id("exit").click()
    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_focused()
    expect(page.get_by_test_id("left")).to_contain_text("3 of 3 parts done · passed · score 90 %")
    back = page.get_by_test_id("return")
    expect(back).to_have_attribute("href", "http://academy.localhost:8001/back")

    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert attempt.score == Decimal("0.9")
    assert attempt.total_centiseconds == 48_050
    assert not ScoState.objects.filter(finished=False).exists()


def test_refused_a_part_she_can_go_back_to_the_one_she_came_from(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    for done in ("arrive", "pack"):
        ScoState.objects.create(attempt=attempt, sco=done, lesson_status="completed")
    page = player.launch(attempt)
    player.part("quiz")
    page.get_by_test_id("toc-arrive").click()
    player.part("arrive")
    # In another window she began a part anew meanwhile: what was open is locked again.
    ScoState.objects.filter(sco="pack").update(lesson_status="incomplete")
    page.get_by_test_id("toc-quiz").click()
    expect(page.get_by_test_id("notice")).to_contain_text("Finish first: \u2068Pack\u2069")
    page.get_by_test_id("toc-arrive").click()
    player.part("arrive")
    expect(page.get_by_test_id("notice")).to_be_hidden()
    expect(page.get_by_test_id("toc-quiz")).to_have_attribute("aria-disabled", "true")


def test_the_part_may_ask_for_the_next_one(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    page = player.launch(attempt)
    player.call("arrive", "LMSInitialize", "")
    player.call("arrive", "LMSSetValue", "nav.event", "continue")
    player.call("arrive", "LMSFinish", "")
    player.part("pack")
    page.get_by_test_id("previous-sco").click()
    player.part("arrive")


def test_what_was_answered_comes_back(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    page = player.launch(attempt)
    player.call("arrive", "LMSInitialize", "")
    for number in range(12):
        player.set(
            "arrive",
            **{
                f"interactions__{number}__id": f"Q{number}",
                f"interactions__{number}__type": "choice",
                f"interactions__{number}__correct_responses__0__pattern": "a",
                f"interactions__{number}__result": "correct",
            },
        )
    # A record whose identifier is refused is a record all the same: no gap may follow from it.
    assert player.call("arrive", "LMSSetValue", "cmi.interactions.12.id", "ü") == "false"
    player.set("arrive", interactions__12__result="wrong", interactions__13__id="Q13")
    player.set("arrive", comments="One. ", suspend_data="é" * 30_000, core__exit="suspend")
    player.set("arrive", comments="Two.")
    assert player.call("arrive", "LMSSetValue", "cmi.suspend_data", "half \ud83d") == "false"
    assert player.call("arrive", "LMSGetLastError") == "405"
    player.call("arrive", "LMSCommit", "")
    expect(player.save_state).to_have_attribute("data-state", "saved")
    page.get_by_test_id("toc-pack").click()
    player.part("pack")
    page.get_by_test_id("toc-arrive").click()
    player.call("arrive", "LMSInitialize", "")
    for element, value in (
        ("cmi.core.entry", "resume"),
        ("cmi.interactions._count", "14"),
        ("cmi.comments", "One. Two."),
        ("cmi.suspend_data", "é" * 30_000),
    ):
        assert player.call("arrive", "LMSGetValue", element) == value
    assert Commit.objects.filter(attempt=attempt, sco="arrive", finish=True).count() == 1
