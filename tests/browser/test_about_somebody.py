"""The pages about somebody, as people see them: submission review and stored data."""

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from academies.models import Academy
from courses.models import Attempt, Edition
from courses.services.progress import record_outcome
from courses.tickets import read_ticket
from demo.lms.peer import PretendPlatform
from scorm.models import Commit, ScoState
from tests import cast
from tests.architecture.source import PROJECT
from tests.axe import violations
from tests.browser.playing import Hosts
from tests.launching import hand_over, launch, register_tool
from tests.lti_provider.test_people import PASSED
from tests.scorm.playing import three_parts

pytestmark = pytest.mark.browser
ARTEFACTS = Path(os.environ.get("ARTEFACTS_DIR", PROJECT / "artefacts"))


@pytest.fixture
def lms(hosts: Hosts, tmp_path: Path, northvale: Academy) -> Iterator[PretendPlatform]:
    del hosts
    with PretendPlatform.start(tmp_path, "northvale", host="academy.localhost") as running:
        register_tool(running, northvale)
        yield running


@pytest.fixture
def lenas(lms: PretendPlatform, edition: Edition) -> Attempt:
    three_parts(edition)
    link = lms.add_activity("Scene", {"module": str(edition.module.public_id)})
    client = Client(headers={"host": "tool.localhost"})
    ticket = hand_over(launch(client, lms, cast.LENA, link))[1]["ticket"]
    attempt = Attempt.objects.get(pk=read_ticket(ticket).attempt)
    for number, (sco, status) in enumerate(
        [("arrive", "completed"), ("pack", "incomplete"), ("quiz", "passed")]
    ):
        ScoState.objects.create(
            attempt=attempt,
            sco=sco,
            lesson_status=status,
            score=Decimal("0.9") if sco == "quiz" else None,
            total_centiseconds=30_000,
        )
        Commit.objects.create(
            attempt=attempt,
            sco=sco,
            session="s",
            sequence=number,
            delta={"cmi.core.lesson_status": status, "cmi.core.score.raw": "90"},
            finish=True,
        )
    record_outcome(attempt, PASSED)
    return attempt


def open_as(page: Page, lms: PretendPlatform, person: cast.Person, path: str) -> None:
    page.goto(f"{lms.issuer}/")
    page.get_by_role("button", name=person.name).click()
    page.goto(f"{lms.issuer}{path}")


@pytest.mark.parametrize("name", ["light", "dark", "phone"])
def test_both_pages_are_readable_for_everybody(
    lms: PretendPlatform, lenas: Attempt, browser: Browser, name: str
) -> None:
    width = 360 if name == "phone" else 1100
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if name == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    shown = {
        "review": (cast.TOMAS, f"/mod/lti/grade.php?id=1&userid={cast.LENA.sub}"),
        "stored": (cast.LENA, f"/mod/lti/privacy.php?id=1&userid={cast.LENA.sub}"),
    }
    for what, (person, path) in shown.items():
        context.clear_cookies()
        open_as(page, lms, person, path)
        expect(page.get_by_test_id("attempt")).to_be_visible()
        for folded in page.locator("summary").all():
            folded.click()
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{what}-{name}.png", full_page=True)
        assert violations(page) == [], what
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{what} scrolls sideways"
    context.close()


def test_she_saves_the_file(lms: PretendPlatform, lenas: Attempt, browser: Browser) -> None:
    page = browser.new_page()
    open_as(page, lms, cast.LENA, f"/mod/lti/privacy.php?id=1&userid={cast.LENA.sub}")

    with page.expect_download() as saved:
        page.get_by_test_id("download").click()

    assert saved.value.suggested_filename.startswith("stored-data-")
    assert str(lenas.learner.pseudonym) in Path(saved.value.path()).read_text("utf-8")
    page.context.close()
