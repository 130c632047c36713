"""The player page of a cmi5 course: who sees it, and what it begins with."""

import datetime as dt

import pytest
from django.utils import timezone

from academies.models import Academy
from courses.models import Attempt, Edition
from courses.players import player_url
from courses.services import previews
from tests.academies.staff import olga
from tests.scorm.playing import ACADEMY_LMS
from tests.xapi.cmi5_scene import QUIZ, READ, Learner, au, course_of, put_in_store
from xapi.cmi5 import vocabulary as words
from xapi.models import Registration, Session

OUTCOME = "1 of 3 parts done · not passed · score 20 %"


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def test_lena_opens_the_course(lenas: Learner, attempt: Attempt, edition: Edition) -> None:
    assert player_url(edition) == "/xapi/cmi5/player/"
    page = lenas.page()
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {ACADEMY_LMS}" in policy
    assert "unsafe" not in policy
    html = page.content.decode()
    assert 'sandbox="allow-scripts allow-same-origin allow-forms allow-popups"' in html
    assert str(attempt.learner.pseudonym) not in html
    assert Registration.objects.get().attempt == attempt


def test_the_contents_have_the_state_of_each_part_and_block(lenas: Learner) -> None:
    lenas.begin(READ.index).say(words.COMPLETED)
    lenas.begin(QUIZ.index).say(words.FAILED, score=0.2)
    config = lenas.config()
    shown = [
        (each["title"], each["depth"], each["statusText"]) for each in config["standing"]["items"]
    ]
    assert shown == [
        ("Lessons", 1, ""),
        ("Read", 2, "Completed"),
        ("Watch", 2, "Not started"),
        ("Quiz", 1, "Not passed"),
    ]
    assert config["standing"]["outcome"]["text"] == OUTCOME
    assert config["start"] == "1"
    assert not config["isSingle"]


def test_a_part_that_asks_for_nothing_says_so(attempt: Attempt, edition: Edition) -> None:
    put_in_store(edition, course_of(au("need", 0, move_on="Passed"), au("more", 1)))
    items = Learner(attempt).standing()["items"]
    assert [each["reason"] for each in items] == ["", "Not needed for completion"]


def test_a_thousand_parts_are_no_trouble(attempt: Attempt, edition: Edition) -> None:
    """6.1."""
    many = course_of(*(au(f"part{index}", index, move_on="Passed") for index in range(1_100)))
    put_in_store(edition, many)
    lenas = Learner(attempt)
    assert len(lenas.config()["standing"]["items"]) == 1_100
    assert lenas.launch(1_099).registration


def test_the_way_back_is_shown_to_whoever_was_led_there(lenas: Learner) -> None:
    """10.2.6: in the frame of her learning platform, in her language, and nothing else."""
    running = lenas.launch()
    running.get_token()
    path = running.launch_data()["returnURL"].removeprefix("http://tool.localhost:8000")
    page = lenas.client.get(path)
    assert page.status_code == 200
    assert f'href="{ACADEMY_LMS}/back"' in page.content.decode()
    assert ACADEMY_LMS in page.headers["Content-Security-Policy"]
    made_up = f"/xapi/cmi5/return/{Registration.objects.get().code}/"
    other = lenas.client.get(made_up)
    assert other.status_code == 200
    assert ACADEMY_LMS not in other.content.decode()


@pytest.mark.parametrize("ticket", ["", "forged"])
def test_the_page_needs_a_ticket(lenas: Learner, ticket: str) -> None:
    lenas.ticket = ticket
    assert lenas.page().status_code == 403
    assert lenas.ask("launch", {"au": 0}).status_code == 401
    assert lenas.ask("standing", {}).status_code == 401
    assert not Session.objects.exists()


def test_in_french(attempt: Attempt, edition: Edition) -> None:
    put_in_store(edition)
    config = Learner(attempt, locale="fr").config()
    assert config["standing"]["outcome"]["text"] == "Parties terminées\xa0: 0 sur 3"


def test_a_scorm_module_is_not_opened_here(attempt: Attempt, northvale: Academy) -> None:
    del northvale
    page = Learner(attempt).page()
    assert page.status_code == 404


def test_the_owner_tries_a_draft_out_until_she_signs_out(edition: Edition) -> None:
    """What its AUs say is kept in the service's own store, and no longer than her session."""
    put_in_store(edition)
    Edition.objects.update(status=Edition.Status.DRAFT)
    owner = olga()
    session = previews.StaffSession("her-session", timezone.now() + dt.timedelta(hours=1))
    path, ticket = previews.open_preview(owner, edition, session)
    assert path == "/xapi/cmi5/player/"
    her = Learner(Attempt.objects.get())
    her.ticket = ticket
    running = her.begin(READ.index)
    assert running.terms
    assert running.terms.mode == "Browse"
    assert running.send(running.statement(words.COMPLETED)).status_code == 403

    previews.end(owner.pk)
    assert running.send(running.statement("")).status_code == 403
    assert her.page().status_code == 403


def test_the_page_hears_how_far_the_part_that_is_open_has_come(lenas: Learner) -> None:
    assert (lenas.standing()["active"], lenas.standing()["stage"]) == ("", "")
    running = lenas.launch(READ.index)
    assert lenas.standing()["stage"] == "launched"
    running.fetch()
    assert lenas.standing()["stage"] == "fetched"
    again = lenas.begin(READ.index)
    assert lenas.standing()["stage"] == "initialized"
    again.say(words.TERMINATED)
    assert (lenas.standing()["active"], lenas.standing()["stage"]) == ("", "")
