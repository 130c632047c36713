"""The one door for every completion: stored and told together, or not at all."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from courses.models import Attempt, Module
from courses.outcomes import Completion, CompletionRule, Outcome, Parts, Success
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


# The module's own rule


def ruled(attempt: Attempt, rule: CompletionRule, percent: int | None = None) -> Attempt:
    """The attempt as a request finds it after the owner has chosen."""
    Module.objects.update(completion_rule=rule, completion_percent=percent)
    return Attempt.objects.select_related("offering__module").get(pk=attempt.pk)


def test_the_rule_decides_and_what_was_said_is_kept(attempt: Attempt, listener: Listener) -> None:
    attempt = ruled(attempt, CompletionRule.SCORE, 60)
    silent = Outcome(Completion.INCOMPLETE, score=Decimal("0.6"))

    record_outcome(attempt, silent)

    stored = Attempt.objects.get(pk=attempt.pk)
    assert (stored.completion, stored.reported) == (Completion.COMPLETED, silent)
    assert [outcome.grade for outcome in listener.told] == [Decimal("0.6")]
    assert not record_outcome(stored, silent), "nothing new"


def test_a_part_that_is_seen_is_news(attempt: Attempt, listener: Listener) -> None:
    attempt = ruled(attempt, CompletionRule.SEEN)
    begun = Outcome(Completion.INCOMPLETE)

    assert record_outcome(attempt, begun, Parts(1, 2))
    assert not record_outcome(attempt, begun)
    assert record_outcome(attempt, begun, Parts(2, 2))

    assert Attempt.objects.get(pk=attempt.pk).outcome.is_settled


def test_a_module_that_is_completed_by_rule_alone_may_be_gone_on_with(attempt: Attempt) -> None:
    attempt = ruled(attempt, CompletionRule.SEEN)

    record_outcome(attempt, Outcome(Completion.INCOMPLETE), Parts(1, 1))
    assert (attempt.is_settled, attempt.is_over) == (True, False)

    record_outcome(attempt, Outcome(Completion.COMPLETED), Parts(1, 1))
    assert attempt.is_over
