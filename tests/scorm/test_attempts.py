"""More than one attempt, and what a module's owner decides about them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.attempt_policy import NewAttempts
from courses.models import Attempt, Edition, Module
from courses.outcomes import CompletionRule
from courses.tickets import read_ticket
from scorm.models import ScoState
from tests.scorm.playing import Answer, LearnersBrowser, one_part, three_parts
from tests.scorm.playing2004 import FREELY, Browser2004, store_2004, three


def rules(**values: Any) -> None:
    Module.objects.update(**values)


def page(browser: LearnersBrowser, path: str = "/scorm/player/", **more: str) -> Answer:
    response = browser.client.post(path, {"ticket": browser.ticket, **more})
    return Answer(response.status_code, response.headers, response.content)


def code(answer: Answer) -> str:
    said: str = json.loads(answer.content)["code"]
    return said


def outcome(attempt: Attempt) -> tuple[str, str]:
    attempt.refresh_from_db()
    return attempt.completion, attempt.success


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    one_part(edition)
    return LearnersBrowser(attempt)


@pytest.fixture
def moves(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    """She may open the lessons of the module in any order."""
    three_parts(edition)
    return LearnersBrowser(attempt)


@pytest.fixture
def lenas_2004(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three(FREELY))
    return Browser2004(attempt)


def fail(browser: LearnersBrowser) -> None:
    browser.open("only")
    browser.commit(finish=True, core__lesson_status="completed", core__score__raw="20")


# Starting again


def test_a_failed_attempt_is_looked_at_and_another_begun(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    rules(new_attempts=NewAttempts.FAILED)
    fail(lenas)
    assert lenas.open(None)["again"] is True

    assert lenas.open("only")["launch"]["cmi"]["cmi.core.lesson_mode"] == "review"
    assert page(lenas, again="1").status_code == 200

    second = Attempt.objects.get(number=2)
    hers = LearnersBrowser(second)
    opened = hers.open("only")
    assert opened["launch"]["cmi"]["cmi.core.entry"] == "ab-initio"
    assert opened["again"] is False
    assert outcome(attempt) == ("completed", "failed")


def test_the_page_of_the_new_attempt_speaks_for_it(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    rules(new_attempts=NewAttempts.FAILED)
    fail(lenas)

    content = page(lenas, again="1").content.decode()

    second = Attempt.objects.get(number=2)
    config = json.loads(content.partition('type="application/json">')[2].partition("</script>")[0])
    assert config["attempt"].startswith(f"{second.pk}-")
    lenas.ticket = config["ticket"]
    assert lenas.open("only")["launch"]["cmi"]["cmi.core.lesson_mode"] == "normal"
    # What another device has kept of the first one may still be sent.
    (earlier,) = config["earlier"]
    assert earlier["attempt"].startswith(f"{attempt.pk}-")
    assert read_ticket(earlier["ticket"]).attempt == attempt.pk


def test_after_the_last_attempt_the_module_is_only_looked_at(lenas: LearnersBrowser) -> None:
    rules(new_attempts=NewAttempts.FAILED, max_attempts=1)
    fail(lenas)

    assert lenas.open("only")["launch"]["records"] is False
    assert lenas.open(None)["again"] is False
    assert page(lenas, again="1").status_code == 409
    assert Attempt.objects.count() == 1


def test_an_earlier_attempt_is_not_opened_any_more_but_keeps_what_is_sent(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    rules(new_attempts=NewAttempts.ALWAYS)
    lenas.open("only")
    page(LearnersBrowser(attempt), again="1")

    assert page(lenas).status_code == 409
    assert code(lenas.post("/scorm/sco/", {"sco": "only", "commits": []})) == "started_again"
    lenas.commit(finish=True, core__lesson_status="completed", core__score__raw="90")
    assert outcome(attempt) == ("completed", "passed")


def test_the_first_page_of_an_attempt_costs_two_queries(
    lenas: LearnersBrowser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rules(new_attempts=NewAttempts.FAILED, max_attempts=3)
    fail(lenas)

    with django_assert_num_queries(2):
        assert page(lenas).status_code == 200


# Completed, and left to be resumed


@pytest.mark.parametrize(
    ("resumes", "exit_", "mode"),
    [
        (False, "suspend", "review"),
        (True, "suspend", "normal"),
        (True, "", "review"),
    ],
)
def test_a_completed_module_that_was_suspended(
    lenas: LearnersBrowser, attempt: Attempt, resumes: bool, exit_: str, mode: str
) -> None:
    rules(resumes_completed=resumes)
    lenas.open("only")
    lenas.commit(finish=True, core__lesson_status="completed", core__exit=exit_)
    assert outcome(attempt)[0] == "completed"

    assert lenas.open("only")["launch"]["cmi"]["cmi.core.lesson_mode"] == mode
    is_said = b"You have completed this module" in page(lenas).content
    assert is_said is (mode == "review")


def test_a_score_that_comes_later_counts_then(lenas: LearnersBrowser, attempt: Attempt) -> None:
    rules(resumes_completed=True)
    lenas.open("only")
    lenas.commit(finish=True, core__lesson_status="completed", core__exit="suspend")

    lenas.open("only")
    lenas.commit(finish=True, core__lesson_status="passed", core__score__raw="85")

    assert outcome(attempt) == ("completed", "passed")


def test_in_scorm_2004_too(lenas_2004: Browser2004, attempt: Attempt) -> None:
    rules(resumes_completed=True)
    lenas_2004.go("open")
    lenas_2004.go("choice", target="quiz")
    lenas_2004.send(completion_status="completed", score__scaled="0.7", exit="suspend")
    lenas_2004.go("suspendAll")
    assert outcome(attempt) == ("completed", "passed")

    launch = lenas_2004.go("open")["launch"]

    assert (launch["cmi"]["cmi.mode"], launch["records"]) == ("normal", True)
    rules(resumes_completed=False)
    assert lenas_2004.go("open")["launch"]["cmi"]["cmi.mode"] == "review"


# The module's rule of completion


def test_a_package_that_never_speaks_is_completed_by_being_seen(
    moves: LearnersBrowser, attempt: Attempt
) -> None:
    rules(completion_rule=CompletionRule.SEEN)
    moves.open("arrive")
    assert outcome(attempt) == ("incomplete", "unknown")
    assert (attempt.parts_seen, attempt.parts_total) == (1, 3)
    moves.open("pack")
    for sco in ("arrive", "pack"):
        ScoState.objects.filter(sco=sco).update(lesson_status="completed")

    answer = moves.open("quiz")

    assert outcome(attempt) == ("completed", "unknown")
    assert answer["progress"]["outcome"]["complete"] is True
    assert "completed" in answer["progress"]["outcome"]["text"]
    # Nothing was said yet: it is gone on with.
    assert moves.open("quiz")["launch"]["cmi"]["cmi.core.lesson_mode"] == "normal"


def test_a_score_completes_with_the_commit_that_reaches_it(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    rules(completion_rule=CompletionRule.SCORE, completion_percent=60)
    lenas.open("only")
    lenas.commit(core__score__raw="59", core__lesson_status="incomplete")
    assert outcome(attempt) == ("incomplete", "unknown")

    told = lenas.commit(core__score__raw="60")["progress"]["outcome"]

    assert outcome(attempt) == ("completed", "unknown")
    assert told == {"complete": True, "text": "0 of 1 part done · completed · score 60 %"}


def test_scorm_2004_goes_through_the_same_door(lenas_2004: Browser2004, attempt: Attempt) -> None:
    rules(completion_rule=CompletionRule.SEEN)
    for part in ("entry", "lesson"):
        lenas_2004.go("open")
        lenas_2004.go("choice", target=part)
    assert outcome(attempt)[0] == "incomplete"

    lenas_2004.go("choice", target="quiz")

    assert outcome(attempt) == ("completed", "unknown")
    # A score of its own takes nothing away.
    lenas_2004.send(completion_status="incomplete", score__scaled="0.9")
    assert outcome(attempt) == ("completed", "passed")
    attempt.refresh_from_db()
    assert (attempt.reported_completion, attempt.parts_seen) == ("incomplete", 3)


def test_in_scorm_2004_a_new_try_takes_no_completion_away(
    lenas_2004: Browser2004, attempt: Attempt
) -> None:
    rules(completion_rule=CompletionRule.SCORE, completion_percent=50)
    lenas_2004.go("open")
    lenas_2004.go("choice", target="quiz")
    lenas_2004.send(score__scaled="0.5", completion_status="incomplete", success_status="unknown")
    lenas_2004.go("exitAll")
    before = outcome(attempt)
    assert before[0] == "completed"

    lenas_2004.go("open")

    assert outcome(attempt) == before
