"""Lena sees whether her grade has reached her course, and Tomas that a preview has none."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from courses.models import Attempt, Edition
from lti_provider.models import Passback, ResourceLink
from tests.browser.playing import PART, Player
from tests.scorm.playing import ONE_PART, ONE_RESOURCE, store_package

pytestmark = pytest.mark.browser


@pytest.fixture
def module_of_one(edition: Edition) -> Path:
    return store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PART.format(name="only")})


def finish(player: Player) -> None:
    player.call("only", "LMSInitialize", "")
    player.set("only", core__lesson_status="completed", core__score__raw="90")
    player.call("only", "LMSFinish", "")
    expect(player.page.get_by_test_id("toc-only")).to_have_attribute("data-status", "passed")


def test_the_grade_goes_out_and_arrives(
    player: Player, attempt: Attempt, resource_link: ResourceLink, module_of_one: Path
) -> None:
    page = player.launch(attempt)
    line = page.get_by_test_id("grade-state")
    player.part("only")
    expect(line).to_be_hidden()
    finish(player)
    expect(line).to_have_attribute("data-state", "waiting")
    expect(line).to_contain_text("on its way")
    # The worker comes by.
    Passback.objects.filter(attempt=attempt).update(state=Passback.State.SENT)
    expect(line).to_have_attribute("data-state", "sent", timeout=15_000)
    expect(line).to_contain_text("arrived")


def test_a_grade_that_was_given_up_is_not_hidden(
    player: Player, attempt: Attempt, resource_link: ResourceLink, module_of_one: Path
) -> None:
    page = player.launch(attempt)
    finish(player)
    Passback.objects.filter(attempt=attempt).update(state=Passback.State.FAILED)
    line = page.get_by_test_id("grade-state")
    expect(line).to_have_attribute("data-state", "failed", timeout=15_000)
    expect(line).to_contain_text("did not accept it")


def test_a_preview_has_no_grade(
    player: Player, attempt: Attempt, resource_link: ResourceLink, module_of_one: Path
) -> None:
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    page = player.launch(attempt)
    expect(page.get_by_test_id("banner")).to_contain_text("nothing is recorded for a grade")
    player.call("only", "LMSInitialize", "")
    assert player.call("only", "LMSGetValue", "cmi.core.lesson_mode") == "browse"
    player.set("only", core__lesson_status="completed", core__score__raw="90")
    player.call("only", "LMSFinish", "")
    expect(page.get_by_test_id("toc-only")).to_have_attribute("data-status", "completed")
    expect(page.get_by_test_id("grade-state")).to_be_hidden()
    assert not Passback.objects.exists()
