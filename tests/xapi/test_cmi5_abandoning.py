"""Sessions that nobody sees any more are abandoned, once, and what they said stands."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import Settings

from courses.models import Attempt, Edition
from tests.xapi.cmi5_scene import QUIZ, READ, Learner, put_in_store, told
from xapi.cmi5 import vocabulary as words
from xapi.cmi5.durations import centiseconds
from xapi.models import Session
from xapi.tasks import abandon_idle_sessions


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def be_silent(session: Session, seconds: int) -> None:
    past = dt.timedelta(seconds=seconds)
    Session.objects.filter(pk=session.pk).update(
        launched_at=session.launched_at - past,
        seen_at=session.seen_at - past,
        spoke_at=session.spoke_at - past if session.spoke_at else None,
    )


def test_a_silent_session_is_abandoned_once(
    lenas: Learner, attempt: Attempt, settings: Settings
) -> None:
    """9.3.6, 9.5.4.2: the time is that between "launched" and the last word of the AU."""
    running = lenas.begin(READ.index)
    Session.objects.update(launched_at=running.session.launched_at - dt.timedelta(minutes=3))
    running.say(words.COMPLETED)
    assert abandon_idle_sessions() == 0
    be_silent(running.session, settings.CMI5_IDLE_SECONDS + 1)
    assert abandon_idle_sessions() == 1
    assert abandon_idle_sessions() == 0
    [abandoned] = told(words.ABANDONED)
    assert 18_000 <= centiseconds(abandoned["result"]["duration"]) < 19_000
    assert abandoned["context"]["registration"] == running.registration
    attempt.refresh_from_db()
    assert 18_000 <= attempt.total_centiseconds < 19_000
    assert attempt.progress > 0
    assert running.send(running.statement("")).status_code == 403


def test_one_that_never_spoke_took_no_time(lenas: Learner, settings: Settings) -> None:
    be_silent(lenas.launch(READ.index).session, settings.CMI5_IDLE_SECONDS + 1)
    assert abandon_idle_sessions() == 1
    assert told(words.ABANDONED)[0]["result"] == {"duration": "PT0S"}


def test_whoever_is_seen_is_not_idle(lenas: Learner, settings: Settings) -> None:
    """By the page that stands around the part, however long the part is silent."""
    running = lenas.begin(QUIZ.index)
    be_silent(running.session, settings.CMI5_IDLE_SECONDS + 1)
    lenas.standing(str(running.session.code))
    assert abandon_idle_sessions() == 0


def test_one_whose_ticket_has_expired_is_over(lenas: Learner) -> None:
    running = lenas.begin(READ.index)
    Session.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert running.send(running.statement("")).status_code == 403
    assert abandon_idle_sessions() == 1


def test_one_that_has_terminated_is_left_alone(lenas: Learner, settings: Settings) -> None:
    running = lenas.begin(READ.index)
    running.say(words.TERMINATED)
    be_silent(running.session, settings.CMI5_IDLE_SECONDS + 1)
    assert abandon_idle_sessions() == 0
    assert told(words.ABANDONED) == []
