"""The player page for everybody: small and wide, dark, right to left, keyboard, screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from courses.models import Attempt, Edition
from scorm.models import ScoState
from tests.axe import violations
from tests.browser.playing import PART, Player
from tests.scorm.playing import THREE_PARTS, THREE_RESOURCES, store_package

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def module_of_three(edition: Edition) -> Path:
    files: dict[str, str | bytes] = {
        f"{name}.html": PART.format(name=name) for name in ("arrive", "pack", "quiz")
    }
    return store_package(edition, THREE_PARTS, THREE_RESOURCES, files)


def broken_rules(page: Page) -> list[str]:
    """What axe finds on our own page; the frames belong to the package."""
    found = violations(page, runOnly={"type": "tag", "values": RULES}, iframes=False)
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes']]}" for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_page_is_readable(
    player: Player, attempt: Attempt, module_of_three: Path, scheme: str, width: int, locale: str
) -> None:
    player.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    player.page.set_viewport_size({"width": width, "height": 640})
    page = player.launch(attempt, locale=locale)
    player.part("arrive")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert broken_rules(page) == []
    frame = page.locator("#shim").bounding_box()
    assert frame
    assert frame["height"] > 300
    page.get_by_test_id("exit").click()
    expect(page.get_by_test_id("left")).to_be_visible()
    assert broken_rules(page) == []


def test_from_right_to_left_a_title_begins_where_its_state_does(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    page = player.launch(attempt, locale="ar")
    player.part("arrive")
    for part in ("arrive", "quiz"):
        row = page.get_by_test_id(f"toc-{part}")
        boxes = [row.locator(name).bounding_box() for name in (".title", ".status")]
        edges = [box["x"] + box["width"] for box in boxes if box]
        assert len(edges) == 2
        assert abs(edges[0] - edges[1]) <= 1, part


def test_every_target_is_large_enough(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    page = player.launch(attempt)
    player.part("arrive")
    for target in page.locator("button:visible, a:visible").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


def test_on_a_phone_the_contents_fold_away(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    player.page.set_viewport_size({"width": 360, "height": 640})
    page = player.launch(attempt)
    player.part("arrive")
    toc, button = page.get_by_test_id("toc"), page.get_by_role("button", name="Contents")
    expect(toc).to_be_hidden()
    button.click()
    expect(toc).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(toc).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.get_by_test_id("toc-pack").click()
    expect(toc).to_be_hidden()
    player.part("pack")


def test_it_works_by_keyboard_alone(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    page = player.launch(attempt)
    player.part("arrive")
    page.get_by_test_id("toc-pack").focus()
    page.keyboard.press("Enter")
    player.part("pack")
    expect(page.get_by_test_id("toc-pack")).to_have_attribute("aria-current", "page")
    page.get_by_test_id("previous-sco").focus()
    page.keyboard.press("Space")
    player.part("arrive")
    page.get_by_test_id("exit").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_focused()


def test_a_screen_reader_hears_of_saving_politely(
    player: Player, attempt: Attempt, module_of_three: Path
) -> None:
    page = player.launch(attempt)
    player.part("arrive")
    expect(page.locator("main iframe")).to_have_attribute("title", attempt.edition.title)
    titles = [frame.title() for frame in page.frames]
    assert "arrive" in titles
    inner = page.frame_locator("#shim").locator("#content")
    expect(inner).to_have_attribute("title", "Arrive")
    expect(player.save_state).to_have_attribute("aria-live", "polite")


def test_a_finished_module_says_so(player: Player, attempt: Attempt, module_of_three: Path) -> None:
    for part in ("arrive", "pack", "quiz"):
        ScoState.objects.create(attempt=attempt, sco=part, lesson_status="passed")
    Attempt.objects.update(completion="completed", success="passed")
    page = player.launch(attempt)
    expect(page.get_by_test_id("banner")).to_contain_text("Nothing you do now changes your result.")
    player.call("arrive", "LMSInitialize", "")
    assert player.call("arrive", "LMSGetValue", "cmi.core.lesson_mode") == "review"
    player.set("arrive", core__lesson_status="incomplete")
    player.call("arrive", "LMSFinish", "")
    page.get_by_test_id("exit").click()
    expect(page.get_by_test_id("left")).to_be_visible()
    assert not ScoState.objects.exclude(lesson_status="passed").exists()
