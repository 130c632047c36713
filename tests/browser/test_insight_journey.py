"""Tomas looks closer: from the class to one learner, the answers, a file, and the questions; and in
the preview he asks why a step cannot be taken."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.models import Attempt, Edition
from lti_provider.models import LaunchSession, ResourceLink
from tests import cast
from tests.axe import violations
from tests.browser.playing import PART, Hosts, Player
from tests.browser.playing2004 import Player2004
from tests.reports.class_scene import TOKEN, answer, leos, open_session
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import store_2004, three

pytestmark = pytest.mark.browser
POST = """([url, token]) => {
  const form = document.createElementNS("http://www.w3.org/1999/xhtml", "form");
  const field = document.createElementNS("http://www.w3.org/1999/xhtml", "input");
  Object.assign(form, { method: "post", action: url });
  Object.assign(field, { name: "launch_token", value: token });
  form.append(field);
  document.documentElement.append(form);
  form.submit();
}"""


@pytest.fixture
def answered(hosts: Hosts, resource_link: ResourceLink, attempt: Attempt, edition: Edition) -> str:
    """Lena has answered two questions and left one part open; her pseudonym."""
    del hosts
    three_parts(edition)
    open_session(cast.TOMAS, resource_link)
    lenas = LearnersBrowser(attempt)
    lenas.open("arrive")
    lenas.commit(core__lesson_status="incomplete", comments="What is in the second picture?")
    correct = {"correct_responses__0__pattern": "b"}
    answer(attempt, student_response="a,c", result="wrong", latency="00:00:07", **correct)
    answer(attempt, id="urn:invented:" + "long-" * 30, student_response="b", result="correct")
    answer(leos(attempt), student_response="b", result="correct", **correct)
    return attempt.learner.shown_as


def open_class(page: Page, hosts: Hosts) -> None:
    page.goto(f"{hosts.tool}/static/icon.svg")
    page.evaluate(POST, [f"{hosts.tool}/reports/class/", TOKEN])
    page.wait_for_url("**/reports/class/")


def test_times_are_those_of_his_clock_and_a_phone_needs_no_scrolling_sideways(
    browser: Browser, hosts: Hosts, answered: str, attempt: Attempt
) -> None:
    late = dt.datetime(2026, 3, 2, 22, 12, tzinfo=dt.UTC)
    Attempt.objects.filter(pk=attempt.pk).update(last_active_at=late)
    context = browser.new_context(viewport={"width": 320, "height": 800}, timezone_id="Asia/Tokyo")
    page = context.new_page()
    open_class(page, hosts)
    row = page.get_by_test_id("class-row").filter(has_text=answered.rpartition(" ")[2])
    expect(row).to_contain_text("active 3 Mar 2026, 07:12")
    fits = "document.querySelector('.table-frame').scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    context.close()


def fits_and_reads(page: Page) -> None:
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize(
    ("locale", "width", "scheme"), [("en", 1100, "light"), ("ar", 320, "dark")]
)
def test_from_the_class_to_one_learner_and_back(
    browser: Browser, hosts: Hosts, answered: str, locale: str, width: int, scheme: str
) -> None:
    LaunchSession.objects.update(locale=locale)
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # axe is put in as an inline script
    )
    page = context.new_page()
    open_class(page, hosts)
    fits_and_reads(page)
    number = answered.rpartition(" ")[2]
    page.get_by_test_id("open-learner").filter(has_text=number).click()
    expect(page.get_by_test_id("learner-name")).to_contain_text(number)
    expect(page.get_by_test_id("missing").get_by_role("listitem")).to_have_count(3)
    fits_and_reads(page)

    page.get_by_test_id("to-answers").click()
    expect(page.get_by_test_id("answer")).to_have_count(2)
    expect(page.get_by_test_id("comment")).to_contain_text("What is in the second picture?")
    fits_and_reads(page)
    with page.expect_download() as saved:
        page.get_by_test_id("download").click()
    with Path(saved.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert [row[7] for row in csv.reader(file)][1:] == ["a, c", "b"]

    page.get_by_test_id("to-learner").click()
    page.get_by_test_id("to-class").click()
    page.get_by_test_id("to-questions").click()
    expect(page.get_by_test_id("question")).to_have_count(2)
    fits_and_reads(page)
    context.close()


def test_why_a_step_cannot_be_taken(player: Player, attempt: Attempt, edition: Edition) -> None:
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    store_2004(edition, three(), PART)
    player.page.close()
    tomas = Player2004(player.context, player.hosts)
    page = tomas.launch(attempt)
    tomas.begin("entry")

    with page.expect_popup() as opened:
        page.get_by_test_id("trace").click()
    beside = opened.value
    refused = beside.get_by_test_id("traced").filter(has_text="previous")

    expect(refused).to_contain_text("NB.2.1-5")
    expect(refused).to_contain_text('imsss:controlMode forwardOnly="true"')
    tomas.part("entry")
    tomas.set("entry", adl__nav__request="previous")
    tomas.call("entry", "Terminate", "")
    expect(page.get_by_test_id("notice")).to_contain_text("NB.2.1-5")
    beside.get_by_test_id("refresh").click()
    expect(beside.get_by_role("heading", name="What was asked for last")).to_be_visible()
