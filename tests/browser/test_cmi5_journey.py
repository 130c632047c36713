"""Lena works through the sample cmi5 course: its own client in real windows, and our record store.

From the player's page to the grade in the outbox: two parts in the frame, the check in a window of
its own, failed first and passed in the next session, as cmi5 has it.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from pytest_django import Settings

from academies.models import Learner
from courses.models import Attempt, Edition, Offering
from courses.services.imports import run_import
from demo.courses.answers import ACCOUNTS_CHECK, PAGES
from demo.courses.build import build
from lti_provider.models import Passback, ResourceLink
from tests import cast
from tests.browser.playing import Player
from tests.courses.packages import job_with
from tests.scorm.playing import ticket_for
from xapi.models import Statement

pytestmark = pytest.mark.browser
MESSAGES, ACCOUNTS, CHECK = range(3)


@pytest.fixture
def attempt(
    lena: Learner, edition: Edition, offering: Offering, tmp_path: Path, settings: Settings
) -> Attempt:
    """Lena's, on the sample course as the import leaves it."""
    settings.PACKAGE_STORE, settings.MEDIA_ROOT = tmp_path / "store", tmp_path / "uploads"
    package = build("messages-and-accounts", tmp_path)
    job = job_with(package.read_bytes(), module=edition.module, release=True)
    run_import(job)
    assert job.edition is not None, job.report
    return cast.make_attempt(lena, job.edition, offering)


def test_lena_works_through_a_cmi5_course_and_her_grade_waits_to_be_sent(
    context: BrowserContext, player: Player, attempt: Attempt, resource_link: ResourceLink
) -> None:
    page = player.arrive(ticket_for(attempt), reverse("xapi:cmi5-player"))
    part = page.frame_locator("#content")
    expect(page.get_by_test_id("toc")).to_contain_text("Preserve")

    between = page.get_by_test_id("between")
    expect(between.get_by_role("heading", name="Begin the module")).to_be_visible()
    expect(page.get_by_test_id("between-return")).to_be_hidden()
    page.get_by_test_id("open-next").click()
    expect(part.get_by_role("heading", name="Some evidence has a timer")).to_be_visible()
    turn_to(part, "messages.html", "picture")
    # In the middle of a lesson she looks for another one, and comes back to where she was.
    page.get_by_test_id(f"toc-{ACCOUNTS}").click()
    expect(part.get_by_role("heading", name="The device is only a window")).to_be_visible()
    expect(part.get_by_test_id("next")).to_be_enabled()
    page.get_by_test_id(f"toc-{MESSAGES}").click()
    expect(part.get_by_role("heading", name="A picture that holds in court")).to_be_visible()
    turn_to(part, "messages.html", "summary", start="picture")
    part.get_by_test_id("exit").click()
    expect_state(page, MESSAGES, "completed")

    # The page leads to what is next.
    expect(between.get_by_role("heading", name="Go on with the module")).to_be_visible()
    page.get_by_test_id("open-next").click()
    turn_to(part, "accounts.html", "summary")
    part.get_by_test_id("exit").click()
    expect_state(page, ACCOUNTS, "completed")

    # The check wants a window of its own. All wrong at first.
    first = open_check(context, page)
    hand_in(first, dict.fromkeys(ACCOUNTS_CHECK, ("a",)))
    expect(first.get_by_text("Read the lessons again")).to_be_visible()
    expect(first.get_by_text("Right answer")).to_have_count(0)
    first.get_by_test_id("exit").click()
    expect_state(page, CHECK, "failed")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("incomplete", "failed")

    second = open_check(context, page)
    hand_in(second, ACCOUNTS_CHECK)
    expect(second.get_by_text("100%", exact=True)).to_be_visible()
    second.close()
    expect_state(page, CHECK, "passed")
    expect(page.get_by_test_id("grade-state")).to_have_attribute("data-state", "waiting")
    expect(between.get_by_role("heading", name="You have completed every part.")).to_be_visible()
    expect(page.get_by_test_id("between-return")).to_be_visible()

    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert (attempt.score, attempt.progress) == (Decimal(1), Decimal(1))
    assert Passback.objects.get(attempt=attempt).score_given == 100
    assert told() == {
        "launched": 6,
        "initialized": 6,
        "terminated": 6,
        "progressed": 11,
        "completed": 2,
        "answered": 12,
        "failed": 1,
        "passed": 1,
        "satisfied": 2,
    }


def turn_to(part: FrameLocator, file: str, wanted: str, start: str | None = None) -> None:
    """Press "next" from page to page of a lesson."""
    pages = PAGES[file]
    at = pages.index(start or pages[0])
    for name in pages[at + 1 : pages.index(wanted) + 1]:
        part.get_by_test_id("next").click()
        expect(part.locator(f"#{name}")).to_be_visible()


def expect_state(page: Page, au: int, status: str) -> None:
    """What the contents of the player say of a part, once the part is gone."""
    expect(page.get_by_test_id("between")).to_be_visible(timeout=15_000)
    expect(page.get_by_test_id(f"toc-{au}")).to_have_attribute("data-status", status)


def open_check(context: BrowserContext, page: Page) -> Page:
    with context.expect_page() as opened:
        page.get_by_test_id("open-next").click()
    expect(page.get_by_test_id("elsewhere")).to_be_visible()
    expect(opened.value.get_by_text("80% are needed.").first).to_be_visible()
    return opened.value


def hand_in(check: Page, answers: Any) -> None:
    for question, letters in answers.items():
        for letter in letters:
            check.get_by_test_id(f"{question}-{letter}").check()
    check.get_by_test_id("submit").click()


def told() -> dict[str, int]:
    """How often the record store has heard which verb."""
    stored = (json.loads(each.document) for each in Statement.objects.all())
    return dict(Counter(each["verb"]["id"].rpartition("/")[2] for each in stored))
