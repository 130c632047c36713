"""What AUs say is judged, stored once, and becomes satisfaction and an outcome."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from courses.models import Attempt, Edition
from tests.xapi.cmi5_scene import (
    BLOCK,
    QUIZ,
    READ,
    THREE,
    WATCH,
    Learner,
    RunningAU,
    au,
    course_of,
    put_in_store,
    told,
)
from tests.xapi.cmi5_talk import changed
from xapi.cmi5 import vocabulary as words
from xapi.models import Registration, Session, Statement, UnitState

Json = dict[str, Any]


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def refusal(running: RunningAU, *statements: Json) -> str:
    """The clause by which statements are refused; nothing of them is stored."""
    before = Statement.objects.count()
    answer = running.send(*statements)
    assert answer.status_code == 403, answer.content
    assert Statement.objects.count() == before
    return str(answer.json()["clause"])


def satisfied() -> list[str]:
    return [
        each["context"]["contextActivities"]["grouping"][0]["id"] for each in told(words.SATISFIED)
    ]


def test_a_whole_course(lenas: Learner, attempt: Attempt) -> None:
    """7.1, 9.3.3, 9.3.4, 9.3.9: three AUs, and what follows from each."""
    read = lenas.begin(READ.index)
    read.say(words.COMPLETED)
    read.say(words.TERMINATED)
    attempt.refresh_from_db()
    assert (attempt.completion, satisfied()) == ("incomplete", [])

    watch = lenas.begin(WATCH.index)
    watch.say(words.PASSED, score=0.7)
    assert satisfied() == [BLOCK.id]

    quiz = lenas.begin(QUIZ.index)
    quiz.send(
        quiz.statement(words.COMPLETED, minute=1),
        quiz.statement(words.PASSED, minute=2, score=0.9),
        quiz.statement(words.TERMINATED, minute=3),
    )
    assert satisfied() == [BLOCK.id, THREE.id]
    [_block, course] = told(words.SATISFIED)
    assert quiz.terms
    assert course["context"]["extensions"][words.SESSION_ID] == quiz.terms.session
    assert course["object"]["definition"]["type"] == words.COURSE

    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert (attempt.score, attempt.progress) == (Decimal("0.8"), Decimal(1))
    assert (attempt.parts_seen, attempt.parts_total) == (3, 3)


def test_a_failure_is_an_outcome_too_and_a_later_pass_mends_it(
    lenas: Learner, attempt: Attempt
) -> None:
    lenas.begin(QUIZ.index).say(words.FAILED, score=0.5)
    attempt.refresh_from_db()
    assert (attempt.success, attempt.score) == ("failed", Decimal("0.5"))
    lenas.begin(QUIZ.index).say(words.PASSED, score=0.8)
    attempt.refresh_from_db()
    assert (attempt.success, attempt.score) == ("passed", Decimal("0.8"))


def test_what_asks_for_nothing_is_satisfied_by_the_registration(
    attempt: Attempt, edition: Edition
) -> None:
    """9.6.1.1, 9.3.9: with a session id of its own; once, however often the page is opened."""
    free = course_of(au("one", 0, move_on="NotApplicable"))
    put_in_store(edition, free)
    lenas = Learner(attempt)
    lenas.page()
    lenas.page()
    [course] = told()
    assert course["verb"]["id"] == words.SATISFIED
    lenas.launch()
    [launched] = told(words.LAUNCHED)
    sessions = {each["context"]["extensions"][words.SESSION_ID] for each in (course, launched)}
    assert len(sessions) == 2
    attempt.refresh_from_db()
    assert attempt.completion == "completed"


def test_a_statement_that_is_sent_again_changes_nothing(lenas: Learner, attempt: Attempt) -> None:
    """An answer that was lost: the AU sends the same id, which is no second "completed"."""
    running = lenas.begin(READ.index)
    statement = running.statement(words.COMPLETED)
    for _time in range(2):
        assert running.send(statement).status_code == 200
    assert len(told(words.COMPLETED)) == 1
    other = changed(statement, "result/duration", "PT9M")
    assert running.send(other).status_code == 409
    assert refusal(running, running.statement(words.COMPLETED)) == "cmi5 9.3"


def test_put_is_heard_like_post(lenas: Learner) -> None:
    running = lenas.begin(READ.index)
    statement = running.statement(words.COMPLETED)
    answer = running.ask("PUT", "statements", {"statementId": statement["id"]}, statement)
    assert answer.status_code == 204
    assert len(told(words.COMPLETED)) == 1


def test_the_rules_hold_for_what_is_sent(lenas: Learner) -> None:
    """Each rule has its own test in test_cmi5_rules.py: here, that they are asked."""
    running = lenas.launch(QUIZ.index)
    running.get_token()
    running.learn_terms()
    assert refusal(running, running.statement(words.INITIALIZED)) == "cmi5 11"
    running.preferences()
    assert refusal(running, running.statement("")) == "cmi5 9.3"
    running.say(words.INITIALIZED)
    assert refusal(running, running.statement(words.PASSED, score=0.5)) == "cmi5 9.3.4"
    running.say(words.PASSED, score=0.8)
    assert refusal(running, running.statement(words.FAILED, score=0.2)) == "cmi5 9.3"
    again = lenas.begin(QUIZ.index)
    # Passed already, so it is reviewed.
    assert refusal(again, again.statement(words.PASSED, score=0.9)) == "cmi5 10.2.2"


def test_of_many_together_one_wrong_one_refuses_all(lenas: Learner) -> None:
    running = lenas.begin(READ.index)
    wrong = changed(running.statement("", minute=2), "timestamp")
    answer = running.send(running.statement(words.COMPLETED, minute=1), wrong)
    assert answer.json()["path"] == "$[1].timestamp"
    assert told(words.COMPLETED) == []


def test_after_terminated_there_is_a_moment_of_grace(lenas: Learner, settings: Settings) -> None:
    """9.3.8: for what came about before it; then nothing is taken, by any resource (8.1.2)."""
    running = lenas.begin(READ.index)
    running.say(words.TERMINATED, minute=2)
    running.say("", minute=1)
    assert refusal(running, running.statement("", minute=3)) == "cmi5 9.3"
    settings.CMI5_GRACE_SECONDS = -1
    assert running.send(running.statement("", minute=1)).status_code == 403
    assert running.ask("GET", "statements").status_code == 403
    assert running.preferences().status_code == 403


def test_time_is_what_terminated_says_and_no_more_than_has_passed(
    lenas: Learner, attempt: Attempt
) -> None:
    """9.5.4.1."""
    running = lenas.begin(READ.index)
    earlier = running.session.launched_at - dt.timedelta(minutes=2)
    Session.objects.update(launched_at=earlier)
    running.say(words.TERMINATED)  # says five minutes
    attempt.refresh_from_db()
    assert 12_000 <= attempt.total_centiseconds < 13_000
    other = lenas.begin(QUIZ.index)
    Session.objects.filter(pk=other.session.pk).update(launched_at=earlier - dt.timedelta(hours=1))
    other.say(words.TERMINATED)
    attempt.refresh_from_db()
    assert 42_000 <= attempt.total_centiseconds < 43_000


def test_progress_is_kept(lenas: Learner, attempt: Attempt) -> None:
    """9.5.5.1."""
    running = lenas.begin(READ.index)
    running.say("", result={"extensions": {words.PROGRESS: 60}})
    assert UnitState.objects.get(au=READ.index).progress == 60
    attempt.refresh_from_db()
    assert attempt.progress == Decimal("0.2")


def test_in_review_nothing_changes(lenas: Learner, attempt: Attempt) -> None:
    lenas.begin(READ.index).say(words.COMPLETED)
    attempt.refresh_from_db()
    before = attempt.outcome
    running = lenas.begin(READ.index)
    Session.objects.update(launched_at=running.session.launched_at - dt.timedelta(hours=1))
    running.say("", result={"extensions": {words.PROGRESS: 10}})
    running.say(words.TERMINATED)
    attempt.refresh_from_db()
    assert attempt.outcome == before


def test_every_verb_is_recorded(lenas: Learner) -> None:
    """9.3: cmi5 allowed statements too, whatever verb they have."""
    running = lenas.begin(READ.index)
    verb = "https://publisher.example/verbs/pondered"
    running.send(changed(running.statement(""), "verb", {"id": verb}))
    [pondered] = told(verb)
    assert pondered["authority"]["account"]["name"].startswith("tool-")


def test_an_au_defines_nothing_for_others(lenas: Learner) -> None:
    running = lenas.begin(READ.index)
    about = {"id": "https://publisher.example/page", "definition": {"name": {"en": "Mine"}}}
    running.say("", object=about)
    own = {"activityId": running.activity_id}
    known = running.ask("GET", "activities", own).json()
    assert known["definition"]["name"] == {"en": "Read"}


def test_a_registration_is_one_and_a_new_attempt_has_another(
    lenas: Learner, attempt: Attempt
) -> None:
    lenas.page()
    lenas.launch()
    assert Registration.objects.get().attempt == attempt


def test_what_a_statement_costs(lenas: Learner) -> None:
    """Of a statement that changes nothing, in the middle of a session."""
    running = lenas.begin(READ.index)
    running.say("", minute=1)
    statement = running.statement("", minute=2)
    with CaptureQueriesContext(connection) as queries:
        running.send(statement)
    assert len(queries) <= 22, [each["sql"][:80] for each in queries]
