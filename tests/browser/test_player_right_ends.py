"""Lena's right to the module ends while she works: she is told, and nothing of hers is lost."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from academies.models import Academy
from courses.models import Attempt
from courses.tickets import TICKET_LIFETIME_SECONDS
from tests.browser.playing import Player, eventually
from tests.browser.test_player_saving import module_of_one, stored

__all__ = ["module_of_one"]
pytestmark = pytest.mark.browser


def work(player: Player, page_number: str) -> None:
    player.set("only", core__lesson_status="incomplete", core__lesson_location=page_number)
    assert player.call("only", "LMSCommit", "") == "true"


def reopen(player: Player, attempt: Attempt) -> None:
    player.launch(attempt, locale="fr")
    player.call("only", "LMSInitialize", "")


def test_the_agreement_ends_and_then_the_tickets_time(
    player: Player, attempt: Attempt, module_of_one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reopen(player, attempt)
    notice = player.page.get_by_test_id("notice")
    work(player, "4")
    eventually(lambda: stored(attempt).get("cmi.core.lesson_location") == "4")

    Academy.objects.update(
        agreement_expires_on=dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    )
    work(player, "5")
    expect(notice).to_contain_text("Votre académie")
    expect(player.save_state).to_have_attribute("data-state", "unsaved")
    # She cannot leave by the player's own button, either; what she has done stays where it is.
    player.page.get_by_test_id("exit").click()
    expect(notice).to_contain_text("Votre académie")

    Academy.objects.update(agreement_expires_on=None)
    reopen(player, attempt)
    assert player.call("only", "LMSGetValue", "cmi.core.lesson_location") == "5"

    late = time.time() + TICKET_LIFETIME_SECONDS + 1
    monkeypatch.setattr("courses.tickets.time", SimpleNamespace(time=lambda: late))
    work(player, "6")
    expect(notice).to_contain_text("ouverte depuis trop longtemps")

    monkeypatch.undo()
    reopen(player, attempt)
    assert player.call("only", "LMSGetValue", "cmi.core.lesson_location") == "6"
    assert stored(attempt)["cmi.core.lesson_location"] == "6"


def test_what_an_attempt_has_left_is_sent_with_the_next_one(
    player: Player, attempt: Attempt, module_of_one: Path
) -> None:
    """On another device she has begun again meanwhile."""
    reopen(player, attempt)
    with player.without_connection():
        work(player, "7")
        player.set("only", suspend_data="s" * 63_000)
        assert player.call("only", "LMSCommit", "") == "true"
        player.page.close()
    assert "cmi.suspend_data" not in stored(attempt)
    values = {"learner": attempt.learner, "edition": attempt.edition}
    second = Attempt.objects.create(offering=attempt.offering, number=2, **values)

    player.page = player.context.new_page()
    reopen(player, second)

    eventually(lambda: stored(attempt).get("cmi.suspend_data") == "s" * 63_000)
    assert player.call("only", "LMSGetValue", "cmi.suspend_data") == ""
