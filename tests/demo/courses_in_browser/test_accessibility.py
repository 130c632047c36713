"""Every page of the sample courses before axe: wide and light, narrow and dark."""

import pytest
from playwright.sync_api import Page

from demo.courses import answers
from tests.axe import violations
from tests.demo.courses_in_browser import LESSON, MESSAGES, QUIZ, SCENE, VICTIM

OF_CMI5 = tuple(f"{MESSAGES}/{name}.html" for name in ("messages", "accounts", "check"))
SCOS = (LESSON, f"{SCENE}/lesson2.html", f"{SCENE}/lesson3.html", QUIZ, VICTIM, *OF_CMI5)

# What a page of an LMS leaves to a frame on a phone of 320 px.
NARROW = 280

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sco", SCOS)
def test_pages_are_accessible(sco: str, scheme: str, page: Page, port: int) -> None:
    narrow = scheme == "dark"
    page.emulate_media(color_scheme="dark" if narrow else "light")
    page.set_viewport_size({"width": NARROW if narrow else 1280, "height": 720})
    page.goto(f"http://127.0.0.1:{port}/{sco}")
    following = page.get_by_test_id("next")
    for number in range(20):
        for button in page.locator(".marker:visible, .choice:visible, [data-check]:visible").all():
            button.click()
        assert violations(page) == [], f"{sco} {number} {scheme}"
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0
        if following.count() == 0 or following.is_hidden():
            return
        following.click()
    pytest.fail("next never ended")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_marked_quiz_is_accessible(scheme: str, page: Page, port: int) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"http://127.0.0.1:{port}/{QUIZ}")
    for question in answers.QUIZ:
        page.get_by_test_id(f"{question}-b").check()
    page.get_by_test_id("submit").click()
    assert violations(page) == []
