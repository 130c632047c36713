"""What Lena does is saved, whatever the server says to it and whoever else writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from courses.models import Attempt, Edition
from courses.tickets import Ticket
from scorm.models import Commit, ScoState
from scorm.services.commit import store_commit
from scorm.services.messages import CommitMessage
from tests.browser.playing import PART, Player, eventually
from tests.scorm.playing import ONE_PART, ONE_RESOURCE, store_package

pytestmark = pytest.mark.browser

# What a browser without storage for third parties does: any touch is refused.
NO_STORAGE = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});
"""


@pytest.fixture
def module_of_one(edition: Edition) -> Path:
    return store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PART.format(name="only")})


@pytest.fixture
def page(player: Player, attempt: Attempt, module_of_one: Path) -> Page:
    """The part is open, has begun to talk, and was answered."""
    page = player.launch(attempt)
    player.begin_and_be_answered("only")
    return page


def stored(attempt: Attempt) -> dict[str, str]:
    cmi: dict[str, str] = ScoState.objects.get(attempt=attempt).cmi
    return cmi


def test_a_commit_holds_what_changed_and_nothing_else(
    no_autosave: None, player: Player, attempt: Attempt, module_of_one: Path
) -> None:
    player.launch(attempt)
    player.begin_and_be_answered("only")
    assert Commit.objects.get().delta == {}
    player.set("only", core__lesson_location="2")
    player.call("only", "LMSCommit", "")
    eventually(lambda: Commit.objects.count() == 2)
    assert Commit.objects.order_by("sequence").last().delta == {"cmi.core.lesson_location": "2"}  # type: ignore[union-attr]


def test_a_part_that_only_sets_values_is_saved_all_the_same(
    player: Player, page: Page, attempt: Attempt
) -> None:
    player.set("only", core__lesson_location="5")
    eventually(lambda: stored(attempt).get("cmi.core.lesson_location") == "5")


def test_a_server_that_stumbles_is_asked_again(
    player: Player, page: Page, attempt: Attempt
) -> None:
    answers = [503, 500]

    def stumble(route: Route) -> None:
        if route.request.method == "POST" and answers:
            headers = {"access-control-allow-origin": player.hosts.content}
            route.fulfill(status=answers.pop(), headers=headers, body="stumbled")
        else:
            route.continue_()

    page.route("**/scorm/commit/", stumble)
    player.set("only", core__lesson_location="6")
    player.call("only", "LMSCommit", "")
    expect(player.save_state).to_have_attribute("data-state", "unsaved")
    expect(player.save_state).to_have_attribute("data-state", "saved", timeout=15_000)
    assert stored(attempt)["cmi.core.lesson_location"] == "6"


def test_an_answer_that_is_lost_stores_nothing_twice(
    player: Player, page: Page, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[CommitMessage] = []

    def lose_the_answer(ticket: Ticket, message: CommitMessage) -> object:
        stored_now = store_commit(ticket, message)
        if lost:
            return stored_now
        lost.append(message)
        raise ConnectionError("the worker was killed after it had stored the commit")

    monkeypatch.setattr("scorm.views.commit.store_commit", lose_the_answer)
    player.set("only", core__session_time="00:10:00", core__score__raw="80")
    player.call("only", "LMSFinish", "")
    expect(player.save_state).to_have_attribute("data-state", "unsaved")
    expect(player.save_state).to_have_attribute("data-state", "saved", timeout=15_000)
    attempt.refresh_from_db()
    assert attempt.total_centiseconds == 60_000
    numbers = list(Commit.objects.values_list("sequence", flat=True))
    assert numbers.count(lost[0].sequence) == 1
    assert len(numbers) == len(set(numbers))


def test_without_storage_the_page_says_so(
    player: Player, attempt: Attempt, module_of_one: Path
) -> None:
    player.context.add_init_script(NO_STORAGE)
    page = player.launch(attempt)
    player.call("only", "LMSInitialize", "")
    expect(page.locator("#unsafe")).to_contain_text("keeps no safety copy")
    player.set("only", core__lesson_location="3")
    player.call("only", "LMSCommit", "")
    eventually(lambda: stored(attempt).get("cmi.core.lesson_location") == "3")


def test_a_forged_value_is_dropped_and_the_rest_is_saved(
    player: Player, page: Page, attempt: Attempt
) -> None:
    def forge(route: Route) -> None:
        forged = (route.request.post_data or "").replace('"completed"', '"excellent"')
        route.continue_(post_data=forged)

    page.route("**/scorm/commit/", forge)
    player.set("only", core__lesson_location="7", core__lesson_status="completed")
    player.call("only", "LMSCommit", "")
    expect(page.get_by_test_id("notice")).to_contain_text("a value that is not allowed")
    eventually(lambda: stored(attempt).get("cmi.core.lesson_location") == "7")
    assert "cmi.core.lesson_status" not in stored(attempt)
    expect(player.save_state).to_have_attribute("data-state", "saved")


def test_changing_the_part_waits_for_the_connection(
    player: Player, page: Page, attempt: Attempt
) -> None:
    with player.without_connection():
        player.set("only", core__lesson_location="9")
        page.get_by_test_id("exit").click()
        expect(page.get_by_test_id("notice")).to_contain_text("connection is interrupted")
        expect(page.get_by_test_id("left")).to_be_hidden()
    expect(page.get_by_test_id("left")).to_be_visible(timeout=15_000)
    assert stored(attempt)["cmi.core.lesson_location"] == "9"


def test_two_windows_of_one_learner(player: Player, page: Page, attempt: Attempt) -> None:
    second = Player(player.context, player.hosts)
    second.launch(attempt)
    second.call("only", "LMSInitialize", "")
    second.set("only", core__lesson_location="20")
    second.call("only", "LMSCommit", "")
    eventually(lambda: stored(attempt).get("cmi.core.lesson_location") == "20")
    # The first window still finishes its quiz: its result counts, its bookmark does not, and it
    # says so.
    expect(page.get_by_test_id("notice")).to_be_hidden()
    player.set("only", core__lesson_location="1", core__lesson_status="completed")
    player.set("only", core__score__raw="90")
    player.call("only", "LMSFinish", "")
    expect(player.save_state).to_have_attribute("data-state", "saved")
    expect(page.get_by_test_id("notice")).to_contain_text("Go on there")
    expect(second.page.get_by_test_id("notice")).to_be_hidden()
    eventually(lambda: ScoState.objects.get(attempt=attempt).lesson_status == "passed")
    assert stored(attempt)["cmi.core.lesson_location"] == "20"
