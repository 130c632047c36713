"""Lena works, her browser commits: everything is stored once, nothing forged is."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Attempt, Edition
from courses.signals import outcome_recorded
from scorm.models import Commit, ScoState
from tests.scorm.playing import LearnersBrowser, one_part, three_parts


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    one_part(edition)
    browser = LearnersBrowser(attempt)
    browser.open("only")
    return browser


def test_lena_works_through_the_module_and_passes(attempt: Attempt, lenas: LearnersBrowser) -> None:
    assert lenas.commit() == {"progress": None, "replaced": False}
    lenas.commit(core__lesson_status="incomplete", core__lesson_location="3", suspend_data="a=1")
    answer = lenas.commit(
        finish=True,
        core__lesson_status="completed",
        core__score__raw="85",
        core__session_time="00:12:30.5",
    )
    assert answer["progress"]["items"][0]["status"] == "passed"
    assert answer["progress"]["outcome"]["complete"] is True
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert attempt.score == Decimal("0.85")
    assert attempt.progress == 1
    assert attempt.total_centiseconds == 75_050
    assert attempt.completed_at is not None
    state = ScoState.objects.get(attempt=attempt, sco="only")
    assert state.cmi["cmi.suspend_data"] == "a=1"
    # RTE 3.4.4: the mastery score of 70 decides, and the content reads it back next time.
    assert state.cmi["cmi.core.lesson_status"] == "passed"


def test_below_the_mastery_score_she_fails_whatever_the_content_says(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    lenas.commit(finish=True, core__lesson_status="passed", core__score__raw="69.5")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "failed")


def test_a_silent_sco_is_completed_when_she_leaves_it(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    lenas.commit(finish=True)
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "unknown")


def test_the_same_commit_twice_is_stored_once(attempt: Attempt, lenas: LearnersBrowser) -> None:
    message = lenas.message(finish=True, core__session_time="00:10:00", core__score__raw="90")
    first = lenas.post("/scorm/commit/", message)
    second = lenas.post("/scorm/commit/", message)
    assert (first.status_code, second.status_code) == (200, 200)
    assert json.loads(second.content) == {"progress": None, "replaced": False}
    attempt.refresh_from_db()
    assert attempt.total_centiseconds == 60_000
    assert Commit.objects.filter(attempt=attempt).count() == 1


def test_a_commit_that_was_overtaken_does_not_undo_the_later_one(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    early = lenas.message(core__lesson_location="3")
    late = lenas.message(core__lesson_location="4")
    assert lenas.post("/scorm/commit/", late).status_code == 200
    assert lenas.post("/scorm/commit/", early).status_code == 200
    state = ScoState.objects.get(attempt=attempt)
    assert state.cmi["cmi.core.lesson_location"] == "4"


def test_an_overtaken_commit_still_adds_what_the_later_one_left_alone(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    whole = lenas.message(core__lesson_location="3", suspend_data="a=1")
    # What a page sends while it goes away: the end, without the bulk.
    end = lenas.message(finish=True, core__lesson_location="4", core__score__raw="90")
    for message in (end, whole, whole):
        assert lenas.post("/scorm/commit/", message).status_code == 200
    cmi = ScoState.objects.get(attempt=attempt).cmi
    assert (cmi["cmi.core.lesson_location"], cmi["cmi.suspend_data"]) == ("4", "a=1")
    assert Commit.objects.count() == 2
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_what_was_done_before_a_withdrawal_is_still_stored(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    Edition.objects.update(status=Edition.Status.WITHDRAWN)
    lenas.commit(finish=True, core__score__raw="90")
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_if_the_grade_cannot_be_queued_nothing_is_stored(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    def queue_is_down(**_kwargs: object) -> None:
        raise OSError("no room for the order")

    outcome_recorded.connect(queue_is_down)
    try:
        with pytest.raises(OSError, match="no room"):
            lenas.commit(finish=True, core__score__raw="90")
    finally:
        outcome_recorded.disconnect(queue_is_down)
    attempt.refresh_from_db()
    assert attempt.completion == "unknown"
    assert Commit.objects.count() == 0
    # The browser sends it again once the queue is back, under the same number.
    lenas.sequence -= 1
    lenas.commit(finish=True, core__score__raw="90")
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_a_commit_asks_the_database_little(lenas: LearnersBrowser) -> None:
    lenas.commit(core__lesson_status="incomplete")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        lenas.commit(core__lesson_location="4", suspend_data="x" * 1000)
    # Savepoints stand for the transaction here: a test runs inside one.
    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 3, asked


def test_a_late_commit_of_a_replaced_session_keeps_a_result_but_no_bookmark(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    lenas.commit(core__lesson_status="incomplete", core__lesson_location="2")
    from_the_train = lenas.message(
        finish=True,
        core__lesson_status="completed",
        core__score__raw="95",
        core__lesson_location="9",
    )
    lenas.open("only")
    lenas.commit(core__lesson_location="5")
    answers = [lenas.post("/scorm/commit/", from_the_train) for _ in range(2)]
    # Said each time, so that the other window can tell her.
    assert [json.loads(answer.content)["replaced"] for answer in answers] == [True, True]
    attempt.refresh_from_db()
    assert (attempt.success, attempt.score) == ("passed", Decimal("0.95"))
    assert ScoState.objects.get(attempt=attempt).cmi["cmi.core.lesson_location"] == "5"


def test_time_adds_up_over_sessions(attempt: Attempt, lenas: LearnersBrowser) -> None:
    lenas.commit(core__session_time="00:01:00")
    lenas.commit(finish=True, core__session_time="00:02:00", core__exit="suspend")
    launch = lenas.open("only")["launch"]
    assert launch["cmi"]["cmi.core.total_time"] == "0000:02:00.00"
    assert launch["cmi"]["cmi.core.entry"] == "resume"
    lenas.commit(finish=True, core__session_time="00:00:30")
    attempt.refresh_from_db()
    assert attempt.total_centiseconds == 15_000


def test_three_parts_make_one_result(attempt: Attempt, edition: Edition) -> None:
    three_parts(edition)
    lenas = LearnersBrowser(attempt)
    for part in ("arrive", "pack"):
        lenas.open(part)
        lenas.commit(finish=True, core__lesson_status="completed", core__session_time="00:05:00")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.progress) == ("incomplete", Decimal("0.6667"))
    lenas.open("quiz")
    lenas.commit(finish=True, core__score__raw="8", core__score__max="10")
    attempt.refresh_from_db()
    # The mastery score of 70 is compared with the raw score (RTE 3.4.4), which is 8.
    assert (attempt.completion, attempt.success) == ("completed", "failed")
    assert attempt.score == Decimal("0.8")
    assert attempt.total_centiseconds == 60_000
