"""Tomas presses "Select content" in his LMS and comes back with activities.

The LMS and the tool run on host names of their own. Screenshots are kept in `artefacts/`.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from academies.models import Academy
from courses.models import Course, Module
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession
from tests import cast
from tests.architecture.source import PROJECT
from tests.axe import violations
from tests.browser.playing import PART, Hosts
from tests.launching import hand_over, register_tool
from tests.picking import PICK, shelve
from tests.picking import select_content as message_for
from tests.scorm.playing import THREE_PARTS, THREE_RESOURCES, store_package

pytestmark = pytest.mark.browser
ARTEFACTS = Path(os.environ.get("ARTEFACTS_DIR", PROJECT / "artefacts"))
SLOW = 30_000  # milliseconds; two cores serve everything here
COURSE = "Cybercrime for first responders"
SHELF = [
    ("Securing a phone at the scene", "Digital evidence", 20, "en", "basic"),
    ("Imaging a disk without touching it", "Digital evidence", 45, "en", "advanced"),
    ("First contact with a victim of online fraud", "Online fraud", 30, "en", "basic"),
    ("Premier contact avec une victime", "Online fraud", 30, "fr", "basic"),
    ("Tracing coins through a mixer", "Cryptocurrency", 75, "en", "advanced"),
    ("المشهد الرقمي: الخطوات الأولى", "Digital evidence", 15, "ar", "intermediate"),
]
PARTS = ("arrive", "pack", "quiz")
TEXT = (
    "How the first officer recognises, protects, isolates and packs what they find, and whom they "
    "call. Invented sample course: no real agency's material, no endorsement."
)


@pytest.fixture
def lms(
    hosts: Hosts, tmp_path: Path, northvale: Academy, signing: None, tool_jwks_url: str
) -> Iterator[PretendPlatform]:
    """Northvale's LMS on a site of its own; the tool is registered at it, and it at the tool."""
    del hosts, signing
    with PretendPlatform.start(tmp_path, "northvale", host="academy.localhost") as running:
        register_tool(running, northvale, jwks_url=tool_jwks_url)
        yield running


@pytest.fixture
def shelf(northvale: Academy) -> list[Module]:
    modules = [
        shelve(northvale, title, minutes=minutes, text=TEXT, subject=subject, language=language)
        for title, subject, minutes, language, _level in SHELF
    ]
    for module, (_title, _subject, _minutes, _language, level) in zip(modules, SHELF, strict=True):
        Course.objects.filter(pk=module.course_id).update(level=level, title="Invented course")
    more = [
        Module(course=modules[0].course, title=f"Exercise {n}", duration_minutes=10, position=n)
        for n in range(1, 10)
    ]
    for module in Module.objects.bulk_create(more):
        cast.make_edition(module)
    return modules


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    failures: list[str] = []
    context.on("weberror", lambda error: failures.append(str(error.error)))
    yield context
    context.close()
    assert failures == []


def keep(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def select_content(page: Page, lms: PretendPlatform) -> FrameLocator:
    """Sign in as Tomas and press the button; the picker in the LMS's window."""
    page.goto(lms.issuer)
    page.get_by_role("button", name=re.compile("Tomas Tal")).click()
    page.get_by_role("link", name=COURSE).click()
    page.get_by_role("link", name=re.compile("Add an activity")).click()
    page.get_by_role("link", name=re.compile("Select content")).click()
    picker = page.frame_locator("#modal iframe")
    heading = picker.get_by_role("heading", name="Choose modules")
    expect(heading).to_be_visible(timeout=SLOW)
    return picker


def test_one_click_in_the_picker_fills_the_form(
    lms: PretendPlatform, shelf: list[Module], window: BrowserContext
) -> None:
    page = window.new_page()
    picker = select_content(page, lms)
    keep(page, "pick-01-modal")

    picker.get_by_role("button", name=re.compile(f"Add this module.*{SHELF[0][0]}")).click()

    expect(page.get_by_label("Activity name")).to_have_value(SHELF[0][0])
    keep(page, "pick-02-form")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=SHELF[0][0])).to_be_visible()
    page.get_by_role("link", name="Gradebook").click()
    expect(page.get_by_role("columnheader", name=re.compile(SHELF[0][0]))).to_be_visible()


def test_he_searches_as_he_types_and_adds_three_from_two_pages(
    lms: PretendPlatform, shelf: list[Module], window: BrowserContext
) -> None:
    page = window.new_page()
    picker = select_content(page, lms)
    count, add = picker.get_by_test_id("count"), picker.get_by_test_id("add")
    expect(count).to_have_text("15 modules found")

    picker.get_by_label("Search").press_sequentially("contact with")
    expect(count).to_have_text("1 module found")
    picker.get_by_role("checkbox", name=re.compile("First contact")).check()
    expect(add).to_have_text("Add 1 module")
    picker.get_by_label("Search").fill("")
    expect(count).to_have_text("15 modules found")
    picker.get_by_text("Filters", exact=True).click()
    picker.get_by_label("Language").select_option("fr")
    expect(count).to_have_text("1 module found")
    expect(picker.get_by_role("heading", name="Chosen already")).to_be_visible()
    picker.get_by_role("checkbox", name=re.compile("Premier contact")).check()
    keep(page, "pick-03-filtered")
    picker.get_by_label("Language").select_option("")
    picker.get_by_test_id("next-page").click()
    picker.get_by_role("checkbox", name=re.compile("Tracing coins")).check()
    expect(add).to_have_text("Add 3 modules")
    keep(page, "pick-04-three")

    add.click()
    expect(page.get_by_text("The following items will be added to your course")).to_be_visible()
    keep(page, "pick-05-preview")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Tracing coins through a mixer")).to_be_visible()


def test_cancelling_brings_him_back_to_his_course(
    lms: PretendPlatform, shelf: list[Module], window: BrowserContext
) -> None:
    page = window.new_page()
    picker = select_content(page, lms)

    picker.get_by_test_id("cancel").click()

    expect(page.get_by_text("No module was added.")).to_be_visible()


def test_it_works_by_keyboard_alone(
    lms: PretendPlatform, shelf: list[Module], window: BrowserContext
) -> None:
    page = window.new_page()
    picker = select_content(page, lms)

    picker.get_by_label("Search").focus()
    page.keyboard.type("coins")
    page.keyboard.press("Enter")
    expect(picker.get_by_test_id("count")).to_have_text("1 module found")
    box = picker.get_by_role("checkbox", name=re.compile("Tracing coins"))
    for _ in range(6):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(picker.get_by_test_id("add")).to_have_text("Add 1 module")
    expect(picker.get_by_test_id("count")).to_have_attribute("role", "status")


@pytest.mark.parametrize(
    ("name", "width", "height", "scheme", "locale"),
    [
        ("narrow", 320, 640, "light", "en"),
        ("dark", 770, 578, "dark", "en"),
        ("right-to-left", 770, 578, "light", "ar"),
        ("wide", 1600, 900, "light", "en"),
    ],
)
def test_it_fits_every_window_and_passes_axe(
    lms: PretendPlatform,
    hosts: Hosts,
    shelf: list[Module],
    browser: Browser,
    name: str,
    width: int,
    height: int,
    scheme: str,
    locale: str,
) -> None:
    token = token_of_a_tab(lms, hosts, locale)
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # axe is put in as an inline script
    )
    page = context.new_page()
    post(page, hosts, {"launch_token": token, "module": str(shelf[0].public_id), "page": "2"})
    page.locator(".options summary").last.click()
    keep(page, f"pick-{name}-options")
    page.evaluate("window.scrollTo(0, 0)")
    keep(page, f"pick-{name}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = violations(page)
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    context.close()


def test_it_works_without_javascript(
    lms: PretendPlatform, hosts: Hosts, shelf: list[Module], browser: Browser
) -> None:
    token = token_of_a_tab(lms, hosts, "en")
    files: dict[str, str | bytes] = {f"{n}.html": PART.format(name=n) for n in PARTS}
    store_package(shelf[4].editions.get(), THREE_PARTS, THREE_RESOURCES, files)
    context = browser.new_context(viewport={"width": 770, "height": 578})
    # The script alone is kept away: the way to the page and from it is posted by scripts.
    context.route("**/pick*.js", lambda route: route.abort())
    page = context.new_page()
    post(page, hosts, {"launch_token": token})

    page.get_by_role("checkbox", name=re.compile("Exercise 1")).first.check()
    page.get_by_label("Search").fill("coins")
    page.get_by_test_id("search").click()
    expect(page.get_by_test_id("count")).to_have_text("1 module found")
    expect(page.get_by_test_id("add")).to_have_text("Add 1 module")
    with context.expect_page() as opened:
        page.get_by_test_id("look").click()
    opened.value.wait_for_url("**/scorm/player/")
    expect(opened.value.get_by_test_id("banner")).to_contain_text("Preview", timeout=SLOW)
    assert token not in opened.value.url
    assert token not in page.url
    context.close()


def token_of_a_tab(lms: PretendPlatform, hosts: Hosts, locale: str) -> str:
    """The launch token of a picker that Tomas has open: as a launch gives it to his tab."""
    tab = Client(headers={"host": urlsplit(hosts.tool).netloc})
    token = hand_over(message_for(tab, lms, cast.TOMAS))[1]["launch_token"]
    LaunchSession.objects.update(locale=locale)
    return token


def post(page: Page, hosts: Hosts, fields: dict[str, str]) -> None:
    page.goto(f"{hosts.tool}/static/icon.svg")
    page.evaluate(
        """([url, fields]) => {
            const html = "http://www.w3.org/1999/xhtml";
            const form = document.createElementNS(html, "form");
            form.method = "post";
            form.action = url;
            for (const [name, value] of Object.entries(fields)) {
                const field = document.createElementNS(html, "input");
                field.name = name;
                field.value = value;
                form.append(field);
            }
            document.documentElement.append(form);
            form.submit();
        }""",
        [hosts.tool + PICK, fields],
    )
    page.wait_for_url("**/lti/pick/")
