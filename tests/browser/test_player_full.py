"""A part that has more to say than can be kept: Lena is told, and her result arrives."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from courses.models import Attempt, Edition
from scorm.cmi import delta
from scorm.models import ScoState
from tests.browser.playing import PART, Player, eventually
from tests.scorm.playing import ONE_PART, ONE_RESOURCE, store_package

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


@pytest.fixture(autouse=True)
def open_part(player: Player, attempt: Attempt, edition: Edition) -> None:
    store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PART.format(name="only")})
    player.launch(attempt)
    player.begin_and_be_answered("only")


def stored(attempt: Attempt) -> dict[str, str]:
    cmi: dict[str, str] = ScoState.objects.get(attempt=attempt).cmi
    return cmi


def test_what_has_no_room_is_said_and_saving_goes_on(
    player: Player, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta, "TOTAL_LIMIT", 300)
    player.set("only", suspend_data="s" * 250, core__lesson_location="3")
    for number in range(2):
        player.set("only", **{f"interactions__{number}__student_response": "x" * 200})
    player.call("only", "LMSCommit", "")
    expect(player.page.locator("#notice")).to_contain_text("more than can be kept")
    expect(player.save_state).to_contain_text("Saved")
    assert set(stored(attempt)) >= {"cmi.suspend_data", "cmi.core.lesson_location"}

    player.set("only", core__lesson_status="completed", core__score__raw="90")
    player.call("only", "LMSFinish", "")
    eventually(lambda: stored(attempt).get("cmi.core.score.raw") == "90")
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def proxy_takes(player: Player, most: int) -> None:
    """A proxy before the tool refuses more, with a page of its own."""

    def answer(route: Route) -> None:
        if len(route.request.post_data or "") > most:
            route.fulfill(
                status=413,
                content_type="text/html",
                headers={"Access-Control-Allow-Origin": player.hosts.content},
                body="<h1>Request Entity Too Large</h1>",
            )
        else:
            route.fallback()

    player.page.route("**/scorm/commit/", answer)


def test_a_proxy_that_takes_too_little_holds_no_result_back_and_loses_nothing(
    player: Player, attempt: Attempt
) -> None:
    proxy_takes(player, 100_000)
    for number in range(3):
        player.set("only", **{f"interactions__{number}__student_response": "x" * 60_000})
    player.set("only", core__lesson_status="completed", core__score__raw="80")
    with player.page.expect_response(lambda answer: answer.status == 200):
        player.call("only", "LMSCommit", "")
    assert stored(attempt)["cmi.core.score.raw"] == "80"
    expect(player.save_state).to_contain_text("Not saved yet")
    assert "cmi.interactions.0.student_response" not in stored(attempt)

    player.page.unroute("**/scorm/commit/")
    expect(player.save_state).to_contain_text("Saved", timeout=30_000)
    assert stored(attempt)["cmi.interactions.2.student_response"] == "x" * 60_000


def test_what_is_too_large_to_be_read_holds_no_result_back(
    player: Player, attempt: Attempt
) -> None:
    proxy_takes(player, 9_000_000)
    player.part("only").evaluate(
        """() => {
          const essay = "\\u20ac".repeat(60_000);
          for (let number = 0; number < 160; number += 1) {
            window.parent.API.LMSSetValue(`cmi.interactions.${number}.student_response`, essay);
          }
        }"""
    )
    player.set("only", core__lesson_status="completed", core__score__raw="80")
    player.call("only", "LMSFinish", "")
    expect(player.page.locator("#notice")).to_contain_text("more than can be kept", timeout=30_000)
    eventually(lambda: stored(attempt).get("cmi.core.score.raw") == "80")
