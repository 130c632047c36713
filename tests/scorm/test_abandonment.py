"""Lena's window vanishes: her session is finished, and nothing is made up."""

import datetime as dt

from django.utils import timezone

from courses.models import Attempt, Edition
from scorm.models import ScoState
from scorm.services.abandonment import ABANDONED_AFTER, finish_abandoned
from tests.scorm.playing import LearnersBrowser, one_part

LATER = ABANDONED_AFTER + dt.timedelta(minutes=1)


def test_a_silent_session_is_finished_and_resumed(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(core__lesson_status="incomplete", core__score__raw="10", suspend_data="a=1")
    assert finish_abandoned() == 0
    assert finish_abandoned(timezone.now() + LATER) == 1
    assert finish_abandoned(timezone.now() + LATER) == 0
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("incomplete", "unknown")
    launch = lenas.open("only")["launch"]
    assert launch["cmi"]["cmi.core.entry"] == "resume"
    assert launch["cmi"]["cmi.suspend_data"] == "a=1"


def test_a_window_that_wakes_up_goes_on(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    finish_abandoned(timezone.now() + LATER)
    lenas.commit(finish=True, core__score__raw="90", core__exit="")
    attempt.refresh_from_db()
    assert attempt.success == "passed"
    assert ScoState.objects.get(attempt=attempt).finished


def test_a_window_that_was_only_silent_leaves_no_suspension_behind(
    attempt: Attempt, edition: Edition
) -> None:
    one_part(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(core__lesson_location="2")
    finish_abandoned(timezone.now() + LATER)
    lenas.commit(core__lesson_location="3")
    assert not ScoState.objects.get(attempt=attempt).finished
    # As the shim sends it: an exit that was never set has not changed.
    lenas.commit(finish=True)
    attempt.refresh_from_db()
    assert attempt.completion == "completed"
    assert lenas.open("only")["launch"]["cmi"]["cmi.core.entry"] == ""


def test_a_silent_window_that_had_asked_to_be_suspended_still_is(
    attempt: Attempt, edition: Edition
) -> None:
    one_part(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(core__exit="suspend")
    finish_abandoned(timezone.now() + LATER)
    lenas.commit(finish=True)
    attempt.refresh_from_db()
    assert attempt.completion == "incomplete"
    assert lenas.open("only")["launch"]["cmi"]["cmi.core.entry"] == "resume"
