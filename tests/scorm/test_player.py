"""The player page, and opening one part after the other."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from academies.models import Academy
from courses.models import Attempt, Course, Edition, Module
from scorm.models import ScoState
from tests.scorm.manifests import sco
from tests.scorm.playing import (
    ACADEMY_LMS,
    PAGE,
    LearnersBrowser,
    one_part,
    store_package,
    three_parts,
    ticket_for,
)


@dataclass(frozen=True)
class Page:
    """The answer as the browser shows it."""

    status_code: int
    headers: Mapping[str, str]
    html: str


# Each title is isolated (Unicode annex 9), as it may run another way than the page.
FINISH_FIRST = "Finish first: \u2068Arrive\u2069, \u2068Pack\u2069"
CONFIG = re.compile(r'<script id="player-config" type="application/json">(.*?)</script>', re.S)


def open_page(ticket: str) -> Page:
    client = Client(headers={"host": "tool.localhost:8000"})
    response = client.post("/scorm/player/", {"ticket": ticket})
    return Page(response.status_code, response.headers, response.content.decode())


def config_of(page: Page) -> dict[str, Any]:
    found = CONFIG.search(page.html)
    assert found
    config: dict[str, Any] = json.loads(found[1])
    return config


def state_of(attempt: Attempt, **values: str) -> None:
    for part, status in values.items():
        ScoState.objects.create(attempt=attempt, sco=part, lesson_status=status)


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    three_parts(edition)
    return LearnersBrowser(attempt)


def test_lena_opens_the_module(attempt: Attempt, lenas: LearnersBrowser) -> None:
    page = open_page(lenas.ticket)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    html = page.html
    assert 'data-testid="toc-arrive"' in html
    assert FINISH_FIRST in html
    assert 'sandbox="allow-scripts allow-same-origin allow-forms allow-popups"' in html
    assert f'href="{ACADEMY_LMS}/back"' in html
    config = config_of(page)
    assert config["start"] == "arrive"
    assert config["ticket"] == lenas.ticket
    assert config["commitUrl"] == "http://tool.localhost:8000/scorm/commit/"
    assert config["contentOrigin"] == "http://content.localhost:8000"
    assert str(attempt.learner.pseudonym) not in html


def test_only_her_lms_may_frame_it(lenas: LearnersBrowser) -> None:
    policy = open_page(lenas.ticket).headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {ACADEMY_LMS}" in policy
    assert "script-src" not in policy or "unsafe" not in policy


def test_the_page_needs_a_ticket(lenas: LearnersBrowser) -> None:
    for ticket in ("", "forged", lenas.ticket[:-2]):
        page = open_page(ticket)
        assert page.status_code == 403
        assert "This page opens from your course only." in page.html
        assert "'none'" in page.headers["Content-Security-Policy"].partition("frame-ancestors")[2]
    bookmarked = Client(headers={"host": "tool.localhost:8000"}).get("/scorm/player/")
    assert bookmarked.status_code == 403


def test_reloaded_after_the_tickets_time_it_says_so_in_her_frame_and_language(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = ticket_for(attempt, locale="fr")
    monkeypatch.setattr("courses.tickets.time.time", lambda: 32_503_680_000)
    page = open_page(ticket)
    assert page.status_code == 403
    assert "ouverte depuis trop longtemps" in page.html
    assert f"frame-ancestors 'self' {ACADEMY_LMS}" in page.headers["Content-Security-Policy"]
    assert "player-config" not in page.html


def test_the_page_speaks_her_language_where_it_can(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    for locale, shown in (("ar", "ar"), ("fr-BE", "fr"), ("xx-!!", "en"), ("", "en")):
        html = open_page(ticket_for(attempt, locale=locale)).html
        assert f'<html lang="{shown}"' in html
        assert ('dir="rtl"' in html) is (shown == "ar")


def test_the_titles_keep_the_language_of_their_course(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    Course.objects.update(language="en-GB")
    html = open_page(ticket_for(attempt, locale="ar")).html
    assert '<html lang="ar" dir="rtl">' in html
    assert f'<bdi lang="en-GB">{attempt.edition.title}</bdi>' in html
    assert '<span class="title" dir="auto" lang="en-GB">Arrive</span>' in html
    assert "أنهِ أولًا: \u2068Arrive\u2069، \u2068Pack\u2069" in html
    assert lenas.open("arrive")["launch"]["language"] == "en-GB"


def test_the_module_is_called_what_it_is_called_in_her_language(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    Module.objects.update(other_titles="fr: Le téléphone\nar: تأمين هاتف")
    html = open_page(ticket_for(attempt, locale="ar")).html
    assert '<h1><bdi lang="ar">تأمين هاتف</bdi></h1>' in html


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (0, "أُنجز 0 من أصل 3 أجزاء"),
        (2, "أُنجز 2 من أصل 3 أجزاء"),
        (3, "أُنجز 3 من أصل 3 أجزاء"),
    ],
)
def test_arabic_counts_the_parts(
    attempt: Attempt, lenas: LearnersBrowser, done: int, said: str
) -> None:
    state_of(attempt, **dict.fromkeys(["arrive", "pack", "quiz"][:done], "completed"))
    assert said in open_page(ticket_for(attempt, locale="ar")).html


def test_arabic_has_a_word_for_a_single_part(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    assert "أُنجز 0 من أصل جزء واحد" in open_page(ticket_for(attempt, locale="ar")).html


def test_a_closed_academy_gets_a_plain_page(lenas: LearnersBrowser, northvale: Academy) -> None:
    northvale.status = Academy.Status.REVOKED
    northvale.save()
    page = open_page(lenas.ticket)
    assert page.status_code == 403
    assert "no access to this module" in page.html
    assert lenas.ticket not in page.html


def test_a_withdrawn_edition_is_not_opened(lenas: LearnersBrowser) -> None:
    Edition.objects.update(status=Edition.Status.WITHDRAWN)
    assert open_page(lenas.ticket).status_code == 410


def test_a_package_that_has_gone(attempt: Attempt) -> None:
    assert open_page(ticket_for(attempt)).status_code == 404


def test_she_goes_on_where_she_stopped(attempt: Attempt, lenas: LearnersBrowser) -> None:
    state_of(attempt, arrive="completed", pack="incomplete")
    config = config_of(open_page(lenas.ticket))
    assert config["start"] == "pack"
    assert [item["status"] for item in config["progress"]["items"]] == [
        "completed",
        "incomplete",
        "not attempted",
    ]


def test_a_part_opens_with_its_launch_data(attempt: Attempt, lenas: LearnersBrowser) -> None:
    launch = lenas.open("arrive")["launch"]
    assert launch["href"] == "./arrive.html"
    assert (launch["type"], launch["records"]) == ("sco", True)
    assert launch["cmi"]["cmi.core.student_id"] == str(attempt.learner.pseudonym)
    assert launch["cmi"]["cmi.core.entry"] == "ab-initio"
    state = ScoState.objects.get(attempt=attempt, sco="arrive")
    assert (state.session, state.finished) == (launch["session"], False)


def test_a_locked_part_stays_closed_until_the_others_are_done(lenas: LearnersBrowser) -> None:
    refused = lenas.post("/scorm/sco/", {"sco": "quiz", "commits": []})
    assert refused.status_code == 403
    assert json.loads(refused.content)["message"] == FINISH_FIRST
    for part in ("arrive", "pack"):
        lenas.open(part)
        lenas.commit(finish=True)
    launch = lenas.open("quiz")["launch"]
    assert launch["cmi"]["cmi.student_data.mastery_score"] == "70"


def test_changing_the_part_is_one_round_trip(attempt: Attempt, lenas: LearnersBrowser) -> None:
    lenas.open("arrive")
    last = lenas.message(finish=True, core__lesson_status="completed")
    answer = lenas.open("pack", commits=[last])
    assert answer["results"] == [{"session": last["session"], "sequence": 1}]
    assert answer["progress"]["items"][0]["status"] == "completed"
    assert answer["launch"]["sco"] == "pack"


def test_leaving_says_where_she_stands(lenas: LearnersBrowser) -> None:
    lenas.open("arrive")
    answer = lenas.open(None, commits=[lenas.message(finish=True)])
    assert answer["progress"]["outcome"] == {"complete": False, "text": "1 of 3 parts done"}


def test_a_finished_module_is_only_looked_at(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(finish=True, core__score__raw="90", suspend_data="kept")
    assert "Nothing you do now changes your result." in open_page(lenas.ticket).html
    launch = lenas.open("only")["launch"]
    assert launch["records"] is False
    assert launch["cmi"]["cmi.core.lesson_mode"] == "review"
    assert launch["cmi"]["cmi.core.credit"] == "no-credit"
    assert launch["cmi"]["cmi.suspend_data"] == "kept"
    # Whoever commits all the same changes nothing.
    lenas.commit(finish=True, core__score__raw="10", suspend_data="spoilt")
    attempt.refresh_from_db()
    assert (attempt.success, attempt.score) == ("passed", attempt.outcome.grade)
    assert ScoState.objects.get(attempt=attempt).cmi["cmi.suspend_data"] == "kept"


def test_a_failed_module_may_be_tried_again(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(finish=True, core__score__raw="10")
    assert lenas.open("only")["launch"]["records"] is True
    lenas.commit(finish=True, core__score__raw="90")
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_tomas_previews_without_a_lock_and_without_a_grade(
    attempt: Attempt, edition: Edition
) -> None:
    three_parts(edition)
    attempt.kind = Attempt.Kind.PREVIEW
    attempt.save()
    tomas = LearnersBrowser(attempt)
    page = open_page(tomas.ticket)
    assert "Preview: nothing is recorded for a grade." in page.html
    assert config_of(page)["gradeStatusUrl"] == ""
    launch = tomas.open("quiz")["launch"]
    assert launch["cmi"]["cmi.core.lesson_mode"] == "browse"
    answer = tomas.commit(finish=True)
    assert answer["progress"]["items"][2]["status"] == "browsed"


def test_a_name_of_a_file_is_written_as_an_address(attempt: Attempt, edition: Edition) -> None:
    items = '<item identifier="a" identifierref="r1" parameters="?lang=en"><title>A</title></item>'
    store_package(
        edition,
        items,
        sco("part one/é #1.html".replace("#", "%23")),
        {
            "part one/é #1.html": PAGE,
        },
    )
    launch = LearnersBrowser(attempt).open("a")["launch"]
    assert launch["href"] == "./part%20one/%C3%A9%20%231.html?lang=en"
