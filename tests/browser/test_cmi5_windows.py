"""Lena takes a cmi5 course: in the frame, in a window of its own, and in two windows at once."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from courses.models import Attempt, Edition
from tests.browser.cmi5_au import page as au_page
from tests.browser.playing import Player
from tests.scorm.playing import ticket_for
from tests.xapi.cmi5_scene import THREE, put_in_store, told
from xapi.cmi5 import vocabulary as words
from xapi.models import Session

pytestmark = pytest.mark.browser
READ, WATCH, QUIZ = "toc-0", "toc-1", "toc-2"


@pytest.fixture
def course(edition: Edition) -> Path:
    put_in_store(edition)
    folder = Path(settings.PACKAGE_STORE) / edition.content_digest[:2] / edition.content_digest
    folder.mkdir(parents=True, exist_ok=True)
    for au in THREE.all_aus():
        (folder / au.path).write_text(au_page(au.path.removesuffix(".html")), "utf-8")
    return folder


def arrive(player: Player, attempt: Attempt) -> Page:
    return player.arrive(ticket_for(attempt), "/xapi/cmi5/player/")


def look(page: Page) -> None:
    """Let the page ask where she stands now, as it does when she comes back to it."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def framed(page: Page) -> Any:
    return page.frame_locator("#content")


def ready(place: Any, name: str, mode: str = "Normal") -> None:
    expect(place.get_by_role("heading", name=name)).to_be_visible()
    expect(place.locator("output")).to_have_text(f"ready: {mode}")


def press(place: Any, name: str) -> None:
    """A button of the part, and what the record store has answered."""
    before = place.locator("output").inner_text()
    place.get_by_role("button", name=name).click()
    if name != "Leave":
        expect(place.locator("output")).not_to_have_text(before)


def test_lena_takes_the_course(player: Player, attempt: Attempt, course: Path) -> None:
    page = arrive(player, attempt)
    expect(page.get_by_test_id("between")).to_contain_text("0 of 3 parts done")
    page.get_by_test_id("open-next").click()
    ready(framed(page), "read")
    press(framed(page), "Complete")
    look(page)
    expect(page.get_by_test_id(READ)).to_contain_text("Completed")
    # The part leads back by itself (10.2.6), and the page goes on with the next one.
    press(framed(page), "Leave")
    expect(page.get_by_test_id("between")).to_be_visible()
    expect(page.get_by_test_id("between")).to_contain_text("1 of 3 parts done")
    expect(page.get_by_test_id("open-next")).to_contain_text("Watch")

    with page.expect_popup() as opened:
        page.get_by_test_id("open-next").click()
    own = opened.value
    ready(own, "watch")
    assert own.evaluate("window.opener") is None
    expect(page.get_by_test_id("elsewhere")).to_contain_text("Watch")
    press(own, "Pass")
    look(page)
    expect(page.get_by_test_id(WATCH)).to_contain_text("Passed")
    own.close(run_before_unload=True)
    expect(page.get_by_test_id("between")).to_be_visible()
    expect(page.get_by_test_id("between")).to_contain_text("2 of 3 parts done")
    assert len(told(words.TERMINATED)) == 2

    page.get_by_test_id("next-part").click()
    ready(framed(page), "quiz")
    press(framed(page), "Complete")
    press(framed(page), "Pass")
    look(page)
    expect(page.get_by_test_id(QUIZ)).to_contain_text("Passed")
    page.get_by_test_id("exit").click()
    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_focused()
    expect(page.get_by_test_id("left")).to_contain_text("3 of 3 parts done · passed · score 90 %")

    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    # Taken away, the part said goodbye by itself: nothing was abandoned.
    assert len(told(words.TERMINATED)) == 3
    assert told(words.ABANDONED) == []


def test_in_two_windows_the_later_one_goes_on(
    player: Player, attempt: Attempt, course: Path
) -> None:
    """9.3.6; and what a browser blocks can be opened by hand."""
    page = arrive(player, attempt)
    page.get_by_test_id(READ).click()
    ready(framed(page), "read")
    second = Player(player.context, player.hosts)
    second.page.add_init_script("window.open = () => null;")
    other = arrive(second, attempt)
    other.get_by_test_id(WATCH).click()
    expect(other.get_by_test_id("notice")).to_contain_text("kept the window from opening")
    with other.expect_popup() as opened:
        other.get_by_test_id("blocked-link").click()
    ready(opened.value, "watch")
    look(page)
    expect(page.get_by_test_id("notice")).to_contain_text("in another window")
    assert len(told(words.ABANDONED)) == 1
    assert Session.objects.filter(terminated_at=None, abandoned_at=None).count() == 1


FETCHES_ONLY = """<!doctype html><html lang="en"><title>read</title><h1>read</h1><output></output>
<script>
fetch(new URLSearchParams(location.search).get("fetch"), { method: "POST" })
  .then(() => { document.querySelector("output").textContent = "fetched"; });
</script></html>"""
SAYS_NOTHING = "<!doctype html><title>read</title><h1>read</h1><output>nothing</output>"


@pytest.mark.parametrize(
    ("part", "said", "seconds"),
    [(SAYS_NOTHING, "nothing", 0.7), (FETCHES_ONLY, "fetched", 2.0)],
    ids=["without a token", "before it has begun"],
)
def test_of_a_part_that_never_began_nobody_waits_for_a_goodbye(
    player: Player, attempt: Attempt, course: Path, part: str, said: str, seconds: float
) -> None:
    """9.3.2: "initialized" is the first that a part says, so there is no "terminated" to come."""
    (course / "read.html").write_text(part, "utf-8")
    page = arrive(player, attempt)
    page.get_by_test_id(READ).click()
    expect(framed(page).locator("output")).to_have_text(said)
    page.evaluate(
        """() => {
          const left = document.getElementById("left");
          const exit = document.getElementById("exit");
          exit.addEventListener("click", () => { window.went = Date.now(); });
          new MutationObserver(() => { window.came ??= left.hidden ? undefined : Date.now(); })
            .observe(left, { attributes: true });
        }"""
    )
    page.get_by_test_id("exit").click()
    expect(page.get_by_test_id("left")).to_be_visible()
    assert page.evaluate("window.came - window.went") < seconds * 1000
    assert Session.objects.get().initialized_at is None
