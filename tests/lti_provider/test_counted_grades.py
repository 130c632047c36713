"""Of several attempts of Lena's, the grade that counts is the one that the gradebook gets."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from courses.attempt_policy import Counting
from courses.models import Attempt, Module
from courses.outcomes import Completion, Outcome, Success
from courses.services.progress import record_outcome
from courses.signals import counting_changed
from lti_provider.models import Passback, ResourceLink
from tests import cast

C, S = Completion, Success
GOOD = Outcome(C.COMPLETED, S.PASSED, Decimal("0.9"))
BAD = Outcome(C.COMPLETED, S.FAILED, Decimal("0.3"))


@pytest.fixture
def second(attempt: Attempt, resource_link: ResourceLink) -> Attempt:
    """She has begun once more."""
    return cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, number=2)


def choose(module: Module, counting: Counting) -> None:
    Module.objects.filter(pk=module.pk).update(counted_attempt=counting)


def again(attempt: Attempt) -> Attempt:
    """As another request finds it."""
    return Attempt.objects.get(pk=attempt.pk)


def wished() -> tuple[Decimal, int, int]:
    row = Passback.objects.get()
    return row.score_given, row.attempt.number, row.revision


@pytest.mark.parametrize(
    ("counting", "points", "number"),
    [
        (Counting.LAST, "30", 2),
        (Counting.BEST, "90", 1),
        (Counting.FIRST, "90", 1),
        (Counting.AVERAGE, "60", 2),
    ],
)
def test_a_second_attempt_changes_what_the_owner_wants(
    attempt: Attempt, second: Attempt, module: Module, counting: Counting, points: str, number: int
) -> None:
    choose(module, counting)
    record_outcome(again(attempt), GOOD)
    assert wished() == (Decimal(90), 1, 1)

    record_outcome(again(second), BAD)

    assert wished()[:2] == (Decimal(points), number)


def test_a_worse_attempt_sends_nothing_where_the_best_counts(
    attempt: Attempt, second: Attempt, module: Module
) -> None:
    choose(module, Counting.BEST)
    record_outcome(again(attempt), GOOD)

    record_outcome(again(second), BAD)

    assert wished() == (Decimal(90), 1, 1)


def test_a_new_attempt_takes_nothing_away_until_it_is_graded(
    attempt: Attempt, second: Attempt
) -> None:
    record_outcome(again(attempt), GOOD)

    record_outcome(again(second), Outcome(C.INCOMPLETE, score=Decimal("0.1")))

    assert wished() == (Decimal(90), 1, 1)


def test_another_choice_of_the_owner_makes_another_grade(
    attempt: Attempt, second: Attempt, module: Module
) -> None:
    record_outcome(again(attempt), GOOD)
    record_outcome(again(second), BAD)
    choose(module, Counting.BEST)

    counting_changed.send(sender=Attempt, attempt=again(second))
    assert wished() == (Decimal(90), 1, 3)

    counting_changed.send(sender=Attempt, attempt=again(second))
    assert wished() == (Decimal(90), 1, 3), "the same grade is not sent twice"


@pytest.mark.django_db(transaction=True)
def test_two_attempts_that_report_at_once_lose_nothing(
    attempt: Attempt, second: Attempt, module: Module
) -> None:
    choose(module, Counting.AVERAGE)
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def report(one: Attempt, outcome: Outcome) -> None:
        try:
            start.wait(10)
            record_outcome(again(one), outcome)
        except BaseException as failure:
            failures.append(failure)
            raise
        finally:
            connection.close()

    reports = [
        threading.Thread(target=report, args=said) for said in ((attempt, GOOD), (second, BAD))
    ]
    for each in reports:
        each.start()
    for each in reports:
        each.join()

    assert failures == []
    assert wished()[0] == Decimal(60)
