"""From the course page of the LMS to the grade in its gradebook, with nothing pretended between.

The whole of `make run` is running: tool, worker, LMS, three host names. The browser blocks
third-party cookies, as the strictest ones do. Screenshots are kept in `artefacts/`.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Playwright, expect

from demo.courses.answers import CHECKS, PAGES, QUIZ
from tests.chromium import CHROMIUM
from tests.running_demo import PROJECT, Demo

pytestmark = pytest.mark.browser
ARTEFACTS = Path(os.environ.get("ARTEFACTS_DIR", PROJECT / "artefacts"))
SCENE = "First responder at the scene"
VICTIM = "First contact with a victim"
SLOW = 30_000  # milliseconds; two cores serve everything here


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("journey"))
    try:
        running.wait_until_it_runs()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def strict_browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with third-party cookies blocked."""
    arguments = ["--no-sandbox", "--test-third-party-cookie-phaseout"]
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
    yield running
    running.close()


@pytest.fixture
def window(strict_browser: Browser) -> Iterator[BrowserContext]:
    context = strict_browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(SLOW)
    yield context
    context.close()


def keep(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def sign_in(page: Page, demo: Demo, name: str) -> None:
    page.goto(f"{demo.lms}/")
    if page.get_by_role("button", name="Sign out").count():
        page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name=re.compile(name)).click()
    page.get_by_role("link", name="Cybercrime for first responders").click()


def open_in_frame(page: Page, title: str) -> FrameLocator:
    """Open the activity that the LMS shows in an iframe; the tool's page in it."""
    page.get_by_role("link", name=title, exact=True).click()
    return page.frame_locator("#contentframe")


def content(player: FrameLocator | Page) -> FrameLocator:
    return player.frame_locator("#shim").frame_locator("#content")


def turn_all_pages(part: FrameLocator) -> None:
    """Press "next" until there is none: it is hidden on the last page."""
    following = part.get_by_test_id("next")
    expect(following).to_be_visible(timeout=SLOW)
    for _ in range(20):
        if not following.is_visible():
            return
        following.click()
    pytest.fail("the lesson never ends")


def test_lena_completes_the_course_in_an_iframe_and_the_grade_arrives(
    demo: Demo, window: BrowserContext
) -> None:
    page = window.new_page()
    sign_in(page, demo, "Lena Lund")
    keep(page, "01-course")
    player = open_in_frame(page, SCENE)
    part = content(player)

    expect(part.get_by_role("heading", name="First, do no harm")).to_be_visible(timeout=SLOW)
    quiz = player.get_by_test_id("toc-quiz")
    expect(quiz).to_have_attribute("aria-disabled", "true")
    keep(page, "02-first-lesson")
    for number in (1, 2, 3):
        lesson = player.get_by_test_id(f"toc-lesson{number}")
        if number > 1:
            lesson.click()
        turn_all_pages(part)
        expect(lesson).to_have_attribute("data-status", "completed", timeout=SLOW)

    quiz.click()
    for question, letters in QUIZ.items():
        for letter in letters:
            part.get_by_test_id(f"{question}-{letter}").check()
    keep(page, "03-quiz")
    part.get_by_test_id("submit").click()
    expect(part.get_by_test_id("retry")).to_be_visible(timeout=SLOW)
    keep(page, "04-quiz-marked")
    # SCORM 1.2 RTE 3.4.4: the LMS compares with the mastery score when the SCO finishes.
    player.get_by_test_id("exit").click()
    expect(quiz).to_have_attribute("data-status", "passed", timeout=SLOW)
    expect(player.get_by_test_id("grade-state")).to_have_attribute(
        "data-state", "sent", timeout=60_000
    )
    expect(player.get_by_test_id("save-state")).to_contain_text("Saved")
    keep(page, "05-grade-sent")

    page.get_by_role("link", name="Cybercrime for first responders").click()
    page.get_by_role("link", name="My grades").click()
    row = page.get_by_role("row", name=re.compile(f"^{SCENE}(?! \\(new)"))
    expect(row).to_contain_text("100")
    keep(page, "06-gradebook")


def test_tomas_sees_his_class_and_what_became_of_the_grade(
    demo: Demo, window: BrowserContext
) -> None:
    page = window.new_page()
    sign_in(page, demo, "Tomas Tal")
    tool = open_in_frame(page, SCENE)

    # Whoever has not come yet has a row too, once the class list is read.
    row = tool.get_by_test_id("class-row").filter(has_text="Passed")
    expect(row).to_be_visible(timeout=SLOW)
    expect(row).to_contain_text("Grade sent")
    expect(row).not_to_contain_text("Lena")  # the academy's policy keeps no names
    keep(page, "07-class")

    tool.get_by_test_id("preview").click()
    expect(tool.get_by_test_id("banner")).to_contain_text("Preview", timeout=SLOW)
    expect(content(tool).get_by_role("heading").first).to_be_visible(timeout=SLOW)
    keep(page, "08-preview")


def test_leo_works_in_a_new_window_and_resumes_where_he_was(
    demo: Demo, window: BrowserContext
) -> None:
    page = window.new_page()
    sign_in(page, demo, "Leo Lind")
    with window.expect_page() as opened:
        page.get_by_role("link", name=re.compile(rf"^{re.escape(VICTIM)} \(new window\)")).click()
    player = opened.value
    part = content(player)
    part.get_by_test_id("next").click(timeout=SLOW)
    place = part.get_by_role("heading", level=2).locator("visible=true").first.inner_text()
    expect(player.get_by_test_id("save-state")).to_contain_text("Saved", timeout=SLOW)
    player.close()

    with window.expect_page() as opened:
        page.get_by_role("link", name=re.compile(rf"^{re.escape(VICTIM)} \(new window\)")).click()
    part = content(opened.value)
    heading = part.get_by_role("heading", level=2).locator("visible=true").first
    expect(heading).to_have_text(place, timeout=SLOW)
    keep(opened.value, "09-resumed")

    opened.value.reload()  # the browser posts the form again, for us and nobody else
    expect(part.get_by_role("heading", level=2).locator("visible=true").first).to_have_text(
        place, timeout=SLOW
    )


def test_two_people_in_two_tabs_at_once_stay_themselves(demo: Demo, window: BrowserContext) -> None:
    first = window.new_page()
    sign_in(first, demo, "Lena Lund")
    lena = open_in_frame(first, VICTIM)
    expect(content(lena).get_by_test_id("next")).to_be_visible(timeout=SLOW)
    second = window.new_page()
    sign_in(second, demo, "Leo Lind")
    leo = open_in_frame(second, VICTIM)
    expect(content(leo).get_by_test_id("next")).to_be_visible(timeout=SLOW)

    first.bring_to_front()  # Chromium lets what is behind another tab wait
    answer_all(content(lena))
    expect(lena.get_by_test_id("grade-state")).to_have_attribute(
        "data-state", "sent", timeout=60_000
    )

    trainer = window.new_page()
    sign_in(trainer, demo, "Tomas Tal")
    trainer.get_by_role("link", name="Gradebook").click()
    lenas = trainer.get_by_role("row", name=re.compile("Lena Lund"))
    leos = trainer.get_by_role("row", name=re.compile("Leo Lind"))
    expect(lenas.get_by_text("100").first).to_be_visible()
    expect(leos.get_by_text("100")).to_have_count(0)
    keep(trainer, "10-trainers-gradebook")


def test_oscar_is_enrolled_nowhere_and_sees_nothing(demo: Demo, window: BrowserContext) -> None:
    page = window.new_page()
    page.goto(f"{demo.lms}/")
    page.get_by_role("button", name=re.compile("Oscar Out")).click()

    expect(page.get_by_role("link", name="Cybercrime for first responders")).to_have_count(0)
    answer = page.goto(f"{demo.lms}/mod/lti/view.php?id=1")
    assert answer is not None
    assert answer.status == 403


def answer_all(part: FrameLocator) -> None:
    """Walk through the single-SCO course with the right answers and hand in."""
    following = part.get_by_test_id("next")
    for _ in range(len(PAGES["index.html"])):
        for question, letters in CHECKS.items():
            check = part.get_by_test_id(f"check-{question}")
            if not check.is_visible():
                continue
            for letter in letters:
                part.get_by_test_id(f"{question}-{letter}").check()
            check.click()
        if not following.is_visible():
            break
        following.click()
    part.get_by_test_id("submit").click()
