"""Lena's browser keeps nothing for a framed page; her LMS keeps the login's secret for it.

LTI Client Side postMessages 1.0 and LTI Platform Storage 1.0, against the page of the pretend LMS.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from academies.models import Academy
from courses.models import Edition
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession, LaunchState
from tests import cast
from tests.browser.playing import Hosts
from tests.launching import register_tool
from tests.scorm.playing import one_part

pytestmark = pytest.mark.browser

DENY_STORAGE = """if (location.hostname === "tool.localhost")
    Object.defineProperty(window, "localStorage", { get() { throw new Error("denied"); } });"""
KEEPER = """<!doctype html><title>Keeper</title><script>
const kept = new Map();
onmessage = ({ origin, source, data }) => {
  const { subject, message_id, key, value } = data;
  if (subject === "lti.put_data") kept.set(key, value);
  const told = { subject: subject + ".response", message_id, key, value: kept.get(key) };
  source.postMessage(told, origin);
};</script>"""
STRANGER = """<!doctype html><title>Stranger</title><script>
window.heard = [];
onmessage = ({ data }) => { heard.push(data); };</script>"""
# Gives the question away to a stranger, who answers it well: the right id, from a wrong origin.
GIVES_AWAY = """<!doctype html><title>Gives away</title><iframe src="{stranger}"></iframe><script>
onmessage = ({{ data }}) => {{ frames[0].postMessage(data, "*"); }};</script>"""
ANSWERS_FOR_OTHERS = """<!doctype html><title>Stranger</title><script>
window.answered = 0;
onmessage = ({ data: { subject, message_id, key, value } }) => {
  const told = { subject: subject + ".response", message_id, key, value };
  top.frames[1].postMessage(told, "*");
  answered += 1;
};</script>"""

Start = Callable[[str], PretendPlatform]


@pytest.fixture
def start(
    hosts: Hosts,
    tmp_path: Path,
    northvale: Academy,
    edition: Edition,
    monkeypatch: pytest.MonkeyPatch,
    context: BrowserContext,
) -> Iterator[Start]:
    """Start Northvale's LMS with a storage frame of the given name; no cookie ever comes back."""
    del hosts
    one_part(edition)
    monkeypatch.setattr("lti_provider.cookies.set_binding", lambda *_: None)
    context.add_init_script(DENY_STORAGE)
    running: list[PretendPlatform] = []

    def begin(target: str) -> PretendPlatform:
        lms = PretendPlatform.start(
            tmp_path, "northvale", host="academy.localhost", storage_target=target
        )
        running.append(lms)
        register_tool(lms, northvale)
        lms.add_activity("Scene", {"module": str(edition.module.public_id)})
        return lms

    yield begin
    for lms in running:
        lms.stop()


def sign_in(page: Page, lms: PretendPlatform) -> None:
    page.goto(f"{lms.issuer}/")
    page.get_by_role("button", name=cast.LENA.name).click()


def open_activity(page: Page, lms: PretendPlatform) -> FrameLocator:
    sign_in(page, lms)
    page.goto(f"{lms.issuer}/mod/lti/view.php?id=1")
    return page.frame_locator("#contentframe")


def open_beside(page: Page, lms: PretendPlatform, frame: str, at: str) -> FrameLocator:
    """The activity on a page with another frame, named "keeper", that holds `frame`."""
    sign_in(page, lms)
    page.route(at, lambda route: route.fulfill(body=frame, content_type="text/html"))
    whole = f"{lms.issuer}/with-a-keeper"
    body = (
        '<!doctype html><html lang="en"><title>An invented academy</title>'
        f'<iframe name="keeper" src="{at}"></iframe>'
        '<iframe id="contentframe" src="/mod/lti/launch.php?id=1" width="900"></iframe>'
    )
    page.route(whole, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(whole)
    return page.frame_locator("#contentframe")


def test_the_activitys_own_page_keeps_the_secret(start: Start, context: BrowserContext) -> None:
    tool = open_activity(context.new_page(), start("_parent"))

    expect(tool.get_by_test_id("save-state")).to_be_visible()
    assert LaunchSession.objects.count() == 1
    assert LaunchState.objects.get().storage_target == "_parent"


def test_without_it_she_is_offered_a_window(start: Start, context: BrowserContext) -> None:
    tool = open_activity(context.new_page(), start(""))

    expect(tool.get_by_test_id("new-window")).to_be_visible()
    assert not LaunchSession.objects.exists()


def test_a_page_that_promises_storage_and_never_answers_costs_less_than_a_second(
    start: Start, context: BrowserContext
) -> None:
    page = context.new_page()
    page.route("**/static/storage.js", lambda route: route.fulfill(body=""))
    tool = open_activity(page, start("_parent"))

    expect(tool.get_by_test_id("new-window")).to_be_visible()


def test_a_frame_with_a_name_keeps_the_secret(start: Start, context: BrowserContext) -> None:
    lms = start("keeper")

    tool = open_beside(context.new_page(), lms, KEEPER, f"{lms.issuer}/keeper")

    expect(tool.get_by_test_id("save-state")).to_be_visible()


def test_a_stranger_in_that_frame_hears_nothing(
    start: Start, context: BrowserContext, hosts: Hosts
) -> None:
    lms = start("keeper")
    page = context.new_page()

    tool = open_beside(page, lms, STRANGER, f"{hosts.content}/stranger")

    expect(tool.get_by_test_id("new-window")).to_be_visible()
    keeper = page.frame(name="keeper")
    assert keeper
    assert keeper.evaluate("heard") == []
    assert not LaunchSession.objects.exists()


def test_a_stranger_who_answers_for_the_platform_is_not_listened_to(
    start: Start, context: BrowserContext, hosts: Hosts
) -> None:
    lms = start("keeper")
    page = context.new_page()
    elsewhere = f"{hosts.content}/stranger"
    page.route(elsewhere, lambda r: r.fulfill(body=ANSWERS_FOR_OTHERS, content_type="text/html"))

    keeper = GIVES_AWAY.format(stranger=elsewhere)
    tool = open_beside(page, lms, keeper, f"{lms.issuer}/keeper")

    expect(tool.get_by_test_id("new-window")).to_be_visible()
    stranger = next(frame for frame in page.frames if frame.url == elsewhere)
    assert stranger.evaluate("answered") == 1


@pytest.mark.parametrize("name", ["location", "no such frame", "__proto__"])
def test_a_name_that_is_no_frame_is_done_without(
    start: Start, context: BrowserContext, name: str
) -> None:
    tool = open_activity(context.new_page(), start(name))

    expect(tool.get_by_test_id("new-window")).to_be_visible()
