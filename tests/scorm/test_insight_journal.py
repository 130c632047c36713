"""Tomas reads what Lena has answered and noted, in both versions of SCORM."""

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.explaining import Answer, Comment, Journal, explainer_of
from courses.models import Attempt, Edition
from courses.outcomes import Completion, Success
from lti_provider.models import Platform
from scorm.models import Commit, ScoState
from tests import cast
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import FREELY, Browser2004, store_2004, three


def journal(attempt: Attempt) -> Journal:
    return explainer_of(attempt.edition.standard).journal(attempt)


def question(number: int = 0, **values: str) -> dict[str, Any]:
    prefix = f"interactions__{number}__"
    return {f"{prefix}{name}": text for name, text in values.items()}


@pytest.fixture
def twelve(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    three_parts(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("arrive")
    return lenas


def test_answers_of_scorm_12(twelve: LearnersBrowser, attempt: Attempt) -> None:
    first = question(
        id="seize-first",
        type="choice",
        student_response="a,c",
        correct_responses__0__pattern="b",
        result="wrong",
        latency="00:00:07.5",
        objectives__0__id="phones",
    )
    twelve.commit(**first)
    twelve.commit(**question(student_response="b", result="correct"), comments="Unclear.")
    twelve.commit(**question(1, id="", type="true-false", student_response="t"))

    wrong, right, nameless = journal(attempt).answers

    assert wrong == Answer(
        part="Arrive",
        question="seize-first",
        stored_at=wrong.stored_at,
        kind="choice",
        response="a, c",
        correct=("b",),
        result="incorrect",
        latency=750,
        objectives=("phones",),
    )
    assert (right.response, right.result, right.question) == ("b", "correct", "seize-first")
    assert right.stored_at > wrong.stored_at
    assert (nameless.question, nameless.response) == ("2", "true")
    (comment,) = journal(attempt).comments
    assert comment == Comment("Arrive", "Unclear.", comment.stored_at)
    assert not journal(attempt).is_cut


def test_objectives_of_scorm_12(twelve: LearnersBrowser, attempt: Attempt) -> None:
    twelve.commit(
        objectives__0__id="phones",
        objectives__0__status="passed",
        objectives__0__score__raw="80",
        objectives__1__id="cables",
    )

    phones, cables = journal(attempt).objectives

    assert (phones.part, phones.objective) == ("Arrive", "phones")
    assert (phones.completion, phones.success) == (Completion.COMPLETED, Success.PASSED)
    assert (phones.score, phones.score_percent) == (Decimal("0.8"), 80)
    assert (cables.completion, cables.success, cables.score) == (
        Completion.UNKNOWN,
        Success.UNKNOWN,
        None,
    )


@pytest.fixture
def lenas2004(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three(FREELY))
    lenas = Browser2004(attempt)
    lenas.go("open")
    return lenas


def test_the_journal_of_scorm_2004(lenas2004: Browser2004, attempt: Attempt) -> None:
    lenas2004.send(
        **question(
            id="urn:sample:q1",
            type="matching",
            description="{lang=en}Match them.",
            correct_responses__0__pattern="1[.]a[,]2[.]b",
            learner_response="1[.]b[,]2[.]a",
            result="incorrect",
            latency="PT1M2.5S",
            timestamp="2026-05-04T10:00:00",
        ),
        comments_from_learner__0__comment="{lang=en}Why?",
        comments_from_learner__0__location="page 2",
        objectives__0__success_status="passed",
        objectives__0__score__scaled="-0.5",
    )

    found = journal(attempt)

    (answer,) = found.answers
    assert (answer.part, answer.description) == ("Entry", "Match them.")
    assert (answer.response, answer.correct) == ("1 – b; 2 – a", ("1 – a; 2 – b",))
    assert answer.latency == 6250
    (comment,) = found.comments
    assert (comment.text, comment.location) == ("Why?", "page 2")
    (knows,) = found.objectives
    assert (knows.objective, knows.success, knows.score) == (
        "knows",
        Success.PASSED,
        Decimal("-0.5"),
    )


def test_a_new_attempt_on_the_activity_keeps_what_was_answered_before(
    lenas2004: Browser2004, attempt: Attempt
) -> None:
    same = question(id="q", type="choice", learner_response="a", result="correct")
    lenas2004.send(finish=True, **same)
    lenas2004.go("choice", target="quiz")
    lenas2004.go("choice", target="entry")
    lenas2004.send(**same)

    assert [one.response for one in journal(attempt).answers] == ["a", "a"]
    assert ScoState.objects.filter(sco="entry").count() == 1


def test_what_another_window_left_behind_is_shown_whatever_it_is(
    twelve: LearnersBrowser, attempt: Attempt
) -> None:
    forged = {
        "cmi.interactions.0.id": "<script>",
        "cmi.interactions.0.latency": "soon",
        "cmi.interactions.0.student_response": "x" * 9_000,
        "cmi.interactions.0.result": "wrong",
    }
    Commit.objects.create(
        attempt=attempt, sco="gone", session="other-99999999999999", sequence=2, delta=forged
    )

    (answer,) = journal(attempt).answers

    assert (answer.part, answer.question, answer.latency) == ("gone", "<script>", None)
    assert len(answer.response) == 4_001


def test_the_answers_of_a_class_cost_one_query_for_its_commits(
    twelve: LearnersBrowser, attempt: Attempt, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    leo = cast.make_platform_user(cast.LEO, Platform.objects.get()).learner
    other = cast.make_attempt(leo, attempt.edition, attempt.offering)
    leos = LearnersBrowser(other)
    leos.open("arrive")
    leos.commit(**question(id="q", student_response="b", result="correct"))
    twelve.commit(**question(id="q", student_response="a", result="wrong"))
    twelve.commit(core__lesson_location="3")
    silent = cast.make_attempt(leo, attempt.edition, attempt.offering, number=2)

    with django_assert_num_queries(2):
        found = dict(explainer_of("scorm12").answers([attempt, other, silent]))

    assert [one.response for one in found[attempt]] == ["a"]
    assert [one.response for one in found[other]] == ["b"]
    assert silent not in found


def test_no_journal_is_read_without_end(
    twelve: LearnersBrowser, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorm.services.insight.journal.MOST_CHARACTERS", 100)
    # What the module keeps for itself is not counted.
    twelve.commit(**question(id="first", student_response="a"), suspend_data="x" * 1_000)
    twelve.commit(**question(1, id="second", student_response="b" * 90))

    told = journal(attempt)

    assert ([one.question for one in told.answers], told.is_cut) == (["first"], True)
    [(_attempt, of_class)] = explainer_of(attempt.edition.standard).answers([attempt])
    assert [one.question for one in of_class] == ["first"]
