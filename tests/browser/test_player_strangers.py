"""Messages to the player and to the shim from windows and origins that have no business there."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from courses.models import Attempt, Edition
from scorm.models import Commit
from tests.browser.playing import PART, Hosts, Player, eventually, times_told
from tests.scorm.playing import ONE_PART, ONE_RESOURCE, store_package

pytestmark = pytest.mark.browser
FORGED = '{ scorm: "1.2", type: "denied", text: "Forged" }'


@pytest.fixture
def module_of_one(edition: Edition) -> Path:
    return store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PART.format(name="only")})


def test_the_player_listens_to_the_shims_window_and_to_no_other(
    player: Player, hosts: Hosts, attempt: Attempt, module_of_one: Path
) -> None:
    page = player.launch(attempt)
    part = player.part("only")
    notice = page.locator("#notice")

    part.evaluate(f"top.postMessage({FORGED}, '*')")  # the shim's origin, another window
    page.evaluate(f"window.postMessage({FORGED}, '*')")  # another origin, another window
    eventually(lambda: times_told(page, "denied") == 2)
    expect(notice).to_be_hidden()

    shim = part.parent_frame
    assert shim
    shim.evaluate(f"parent.postMessage({FORGED}, '{hosts.tool}')")
    expect(notice).to_have_text("Forged")


def test_the_shim_opens_and_settles_nothing_for_a_part(
    player: Player, attempt: Attempt, module_of_one: Path
) -> None:
    """Only the player page says what is stored already and which part is open."""
    player.launch(attempt)
    part = player.part("only")
    shim = part.parent_frame
    assert shim
    settled = times_told(shim, "settle")
    forged = """{ scorm: "1.2", type: "settle", results: [], launch: { href: "forged.html",
        title: "Forged", language: "en", sco: "forged", session: "s", model: {} } }"""

    part.evaluate(f"parent.postMessage({forged}, '*')")
    eventually(lambda: times_told(shim, "settle") == settled + 1)
    # The part is still the one that was open, and what it says is stored as its own.
    player.call("only", "LMSInitialize", "")
    player.set("only", core__lesson_location="7")
    player.call("only", "LMSCommit", "")
    eventually(Commit.objects.filter(attempt=attempt, sco="only").exists)
