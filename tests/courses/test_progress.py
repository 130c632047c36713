"""The one door for every completion: stored and told together, or not at all."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from courses.models import Attempt
from courses.outcomes import Completion, Outcome, Success
from courses.services.progress import record_outcome
from courses.signals import outcome_recorded

PASSED = Outcome(
    completion=Completion.COMPLETED,
    success=Success.PASSED,
    score=Decimal("0.8"),
    progress=Decimal(1),
    total_centiseconds=60_000,
)


class Listener:
    """Somebody above who is told of outcomes."""

    def __init__(self) -> None:
        self.told: list[Outcome] = []
        self.broken = False

    def __call__(self, *, outcome: Outcome, **rest: Any) -> None:
        if self.broken:
            raise RuntimeError("the outbox cannot be written")
        self.told.append(outcome)


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    outcome_recorded.connect(listener)
    yield listener
    outcome_recorded.disconnect(listener)


def test_a_completion_is_stored_and_told(attempt: Attempt, listener: Listener) -> None:
    assert record_outcome(attempt, PASSED)

    stored = Attempt.objects.get(pk=attempt.pk)
    assert stored.outcome == PASSED
    assert stored.completed_at is not None
    assert listener.told == [PASSED]


def test_the_same_outcome_again_is_no_news(attempt: Attempt, listener: Listener) -> None:
    record_outcome(attempt, PASSED)

    assert not record_outcome(attempt, PASSED)
    assert len(listener.told) == 1


def test_more_time_is_stored_but_no_new_grade_is_told(attempt: Attempt, listener: Listener) -> None:
    record_outcome(attempt, PASSED)

    record_outcome(attempt, dataclasses.replace(PASSED, total_centiseconds=90_000))

    assert Attempt.objects.get(pk=attempt.pk).total_centiseconds == 90_000
    assert len(listener.told) == 1


def test_a_preview_is_stored_and_never_told(attempt: Attempt, listener: Listener) -> None:
    attempt.kind = Attempt.Kind.PREVIEW
    attempt.save()

    record_outcome(attempt, PASSED)

    assert listener.told == []


def test_a_grade_that_cannot_be_queued_undoes_the_record(
    attempt: Attempt, listener: Listener
) -> None:
    listener.broken = True

    with pytest.raises(RuntimeError):
        record_outcome(attempt, PASSED)

    assert Attempt.objects.get(pk=attempt.pk).outcome == Outcome()


def test_the_day_of_completion_is_the_first_one(attempt: Attempt, listener: Listener) -> None:
    record_outcome(attempt, PASSED)
    first = Attempt.objects.get(pk=attempt.pk).completed_at

    record_outcome(attempt, dataclasses.replace(PASSED, score=Decimal("0.9")))

    assert Attempt.objects.get(pk=attempt.pk).completed_at == first
