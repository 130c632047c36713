"""Tomas asks why Lena's attempt at a SCORM 1.2 module is not complete."""

from decimal import Decimal

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from courses.explaining import Explanation, PartReport, explainer_of
from courses.models import Attempt, Edition
from courses.outcomes import Completion, Success
from scorm.models import Commit, ScormPackage, ScoState
from tests.scorm.playing import LearnersBrowser, three_parts


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    three_parts(edition)
    return LearnersBrowser(attempt)


def explained(attempt: Attempt) -> Explanation:
    return explainer_of(attempt.edition.standard).explain(attempt)


def parts(attempt: Attempt) -> dict[str, PartReport]:
    return {part.identifier: part for part in explained(attempt).parts}


def said(attempt: Attempt, name: str) -> str:
    return " ".join(parts(attempt)[name].missing).replace("\u2068", "").replace("\u2069", "")


def test_before_anything_was_opened(lenas: LearnersBrowser, attempt: Attempt) -> None:
    found = parts(attempt)

    assert list(found) == ["arrive", "pack", "quiz"]
    assert said(attempt, "arrive") == "“Arrive” was never opened."
    assert said(attempt, "quiz") == "“Quiz” is not open yet. Finish first: Arrive, Pack"
    assert found["pack"].completion is Completion.UNKNOWN
    assert found["pack"].visits == 0
    assert explained(attempt).last_stored_at is None


def test_a_part_that_is_open_one_that_says_so_and_one_that_never_said(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    lenas.open("arrive")
    assert said(attempt, "arrive") == (
        "“Arrive” is open, or was closed without saying that it is complete."
    )

    lenas.commit(core__lesson_status="incomplete", core__session_time="00:02:30")
    assert said(attempt, "arrive") == "“Arrive” says that it is not complete yet."

    lenas.open("pack")
    lenas.commit(finish=True, core__exit="suspend")
    assert said(attempt, "pack") == "“Pack” was left and never said that it is complete."

    lenas.open("arrive")
    lenas.commit(finish=True, core__lesson_status="completed", core__session_time="00:01:00")
    arrive = parts(attempt)["arrive"]
    assert arrive.missing == ()
    assert (arrive.visits, arrive.centiseconds) == (2, 21_000)
    assert arrive.last_stored_at == explained(attempt).last_stored_at
    assert arrive.completion is Completion.COMPLETED


def test_a_score_below_what_is_needed_is_named(lenas: LearnersBrowser, attempt: Attempt) -> None:
    for name in ("arrive", "pack"):
        lenas.open(name)
        lenas.commit(finish=True, core__lesson_status="completed")
    lenas.open("quiz")
    lenas.commit(finish=True, core__score__raw="59.5", core__lesson_status="completed")

    assert said(attempt, "quiz") == (
        "“Quiz”: the score of 59.5 % is below the 70 % needed."  # adlcp:masteryscore
    )
    quiz = parts(attempt)["quiz"]
    assert (quiz.success, quiz.score) == (Success.FAILED, Decimal("0.595"))

    ScoState.objects.filter(sco="quiz").update(cmi={"cmi.core.lesson_status": "failed"})
    assert said(attempt, "quiz") == "“Quiz” was not passed."


def test_it_speaks_the_readers_language(lenas: LearnersBrowser, attempt: Attempt) -> None:
    with translation.override("fr"):
        assert said(attempt, "arrive") != "“Arrive” was never opened."


def test_a_package_that_is_gone_leaves_what_was_reported(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    lenas.open("arrive")
    lenas.commit(finish=True, core__lesson_status="passed")
    ScormPackage.objects.all().delete()

    (part,) = explained(attempt).parts
    assert (part.title, part.success) == ("arrive", Success.PASSED)
    assert explained(attempt).missing == ("The files of this module are gone.",)


def test_of_an_erased_person_the_visit_remains(lenas: LearnersBrowser, attempt: Attempt) -> None:
    lenas.open("arrive")
    lenas.commit(finish=True, core__lesson_status="passed")
    Commit.objects.all().delete()

    assert parts(attempt)["arrive"].visits == 1


def test_it_costs_four_queries(
    lenas: LearnersBrowser, attempt: Attempt, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lenas.open("arrive")
    explained(attempt)

    with django_assert_num_queries(4):
        explained(attempt)
