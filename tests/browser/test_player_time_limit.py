"""The time for a part: shown calmly, announced in good time, and at its end the action is done.

The clock of the page is the story's own, so that nobody waits for it.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Attempt, Edition
from scorm.models import ScoState
from tests.browser.playing import PART, Player
from tests.browser.playing2004 import Player2004
from tests.scorm import manifests
from tests.scorm.playing import store_package
from tests.scorm.playing2004 import FREELY, item, store_2004

pytestmark = pytest.mark.browser

# A part that keeps its work as it is left, and would like to be resumed.
KEEPS_ON_LEAVING = PART.replace(
    "</html>",
    """<script>
addEventListener("pagehide", () => {
  const API = parent.API;
  API?.LMSSetValue("cmi.core.lesson_location", "on leaving");
  API?.LMSSetValue("cmi.core.exit", "suspend");
  API?.LMSFinish("");
});
</script></html>""",
)


@pytest.fixture
def clocked(player: Player) -> Player:
    player.context.clock.install()
    return player


def timed(edition: Edition, action: str) -> None:
    """Two parts of SCORM 1.2; the first has ten minutes."""
    limit = (
        "<adlcp:maxtimeallowed>00:10:00</adlcp:maxtimeallowed>"
        f"<adlcp:timelimitaction>{action}</adlcp:timelimitaction>"
    )
    items = "".join(
        f'<item identifier="{name}" identifierref="r-{name}"><title>{name.title()}</title>'
        f"{more}</item>"
        for name, more in (("test", limit), ("after", ""))
    )
    names = ("test", "after")
    resources = "".join(manifests.sco(f"{name}.html", f"r-{name}") for name in names)
    files: dict[str, str | bytes] = {
        f"{name}.html": KEEPS_ON_LEAVING.replace("{name}", name) for name in names
    }
    store_package(edition, items, resources, files)


def left(page: Page) -> Any:
    return page.get_by_test_id("time-left")


def test_a_part_of_scorm_12_is_closed_and_loses_nothing(
    clocked: Player, attempt: Attempt, edition: Edition
) -> None:
    timed(edition, "exit,message")
    page = clocked.launch(attempt)
    clocked.part("test")
    expect(left(page)).to_have_text("Time left: 10 min")
    assert clocked.call("test", "LMSInitialize", "") == "true"
    clocked.set("test", core__lesson_status="incomplete", suspend_data="half of it")

    page.clock.fast_forward("05:01")
    expect(left(page)).to_have_text("Time left: 5 min")
    expect(page.get_by_test_id("time-notice")).to_have_text("Five minutes are left for this part.")
    page.clock.fast_forward("04:00")
    expect(left(page)).to_have_text("Time left: 60 s")
    expect(page.get_by_test_id("time-notice")).to_have_text("One minute is left for this part.")

    page.clock.fast_forward("01:00")
    expect(page.get_by_test_id("notice")).to_contain_text("It was closed, and everything")
    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_focused()
    expect(left(page)).to_be_hidden()
    cmi = ScoState.objects.get(sco="test").cmi
    assert cmi["cmi.suspend_data"] == "half of it"
    assert cmi["cmi.core.lesson_location"] == "on leaving"
    assert cmi["cmi.core.exit"] == "time-out"

    page.get_by_test_id("toc-after").click()
    clocked.part("after")
    expect(left(page)).to_be_hidden()
    expect(page.get_by_test_id("notice")).to_be_hidden()


def test_who_may_go_on_is_only_told(clocked: Player, attempt: Attempt, edition: Edition) -> None:
    timed(edition, "continue,message")
    page = clocked.launch(attempt)
    clocked.part("test")
    expect(left(page)).to_be_visible()

    page.clock.fast_forward("10:01")

    expect(page.get_by_test_id("notice")).to_contain_text("is over. You can go on.")
    clocked.part("test")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_scorm_2004_ends_with_a_time_out(
    clocked: Player, attempt: Attempt, edition: Edition
) -> None:
    limit = '<imsss:limitConditions attemptAbsoluteDurationLimit="PT2M"/>'
    action = "<adlcp:timeLimitAction>exit,no message</adlcp:timeLimitAction>"
    control = f"<imsss:sequencing>{FREELY}</imsss:sequencing>"
    store_2004(edition, item("entry", limit, action) + item("quiz") + control, PART)
    clocked.page.close()
    lenas = Player2004(clocked.context, clocked.hosts)
    page = lenas.launch(attempt)
    lenas.begin("entry")
    lenas.set("entry", location="7", exit="suspend")
    expect(left(page)).to_have_text("Time left: 2 min")

    page.clock.fast_forward("02:01")

    expect(page.get_by_role("heading", name="Everything is saved.")).to_be_focused()
    expect(page.get_by_test_id("notice")).to_be_hidden()
    cmi = ScoState.objects.get(sco="entry").cmi
    assert (cmi["cmi.location"], cmi["cmi.exit"]) == ("7", "time-out")
