"""The owner changes the rules of a module: what was reached before is judged by the new ones."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone

from courses.models import Attempt, Module, RuleChange
from courses.outcomes import Completion, CompletionRule, Outcome, Parts, Success
from courses.services import rule_changes
from courses.services.progress import record_outcome
from courses.signals import counting_changed, outcome_recorded
from tests import cast

C, S, R = Completion, Success, CompletionRule


class Listener:
    """Somebody above who is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def outcome(self, *, attempt: Attempt, outcome: Outcome, **rest: object) -> None:
        self.told.append(f"{attempt.number} {outcome.completion}")

    def counting(self, *, attempt: Attempt, **rest: object) -> None:
        self.told.append(f"{attempt.number} newest")


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    outcome_recorded.connect(listener.outcome)
    counting_changed.connect(listener.counting)
    yield listener
    outcome_recorded.disconnect(listener.outcome)
    counting_changed.disconnect(listener.counting)


@pytest.fixture
def second(attempt: Attempt) -> Attempt:
    """Both attempts passed one part of two and never said that they were completed."""
    second = cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, number=2)
    for one in (attempt, second):
        record_outcome(one, Outcome(C.INCOMPLETE, S.PASSED), Parts(1, 2))
    return second


def change(module: Module, **rules: object) -> RuleChange:
    Module.objects.filter(pk=module.pk).update(**rules)
    return rule_changes.begin(module)


def carry_through(row: RuleChange) -> RuleChange:
    while rule_changes.carry_on(row.pk):
        pass
    row.refresh_from_db()
    return row


def completions() -> list[str]:
    return list(Attempt.objects.order_by("number").values_list("completion", flat=True))


def test_attempts_are_judged_by_the_new_rule(
    second: Attempt, module: Module, listener: Listener
) -> None:
    row = carry_through(change(module, completion_rule=R.PASSED))

    assert completions() == [C.COMPLETED, C.COMPLETED]
    assert listener.told == ["1 completed", "2 completed", "2 newest"]
    assert (row.done, row.total, row.finished_at is not None) == (2, 2, True)
    # The day on which the learner was there, not today's.
    second.refresh_from_db()
    assert second.completed_at == second.last_active_at


def test_what_the_package_said_comes_back(second: Attempt, module: Module) -> None:
    carry_through(change(module, completion_rule=R.PASSED))

    carry_through(change(module, completion_rule=R.REPORTED))

    assert completions() == [C.INCOMPLETE, C.INCOMPLETE]
    second.refresh_from_db()
    assert second.completed_at is None
    assert (float(second.progress), second.success) == (0.0, "passed")


def test_the_parts_that_were_seen_are_remembered(second: Attempt, module: Module) -> None:
    record_outcome(Attempt.objects.get(pk=second.pk), Outcome(C.INCOMPLETE), Parts(2, 2))

    carry_through(change(module, completion_rule=R.SEEN))

    assert completions() == [C.INCOMPLETE, C.COMPLETED]


def test_a_killed_worker_is_followed_by_another(
    second: Attempt, module: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_changes, "BATCH", 1)
    row = change(module, completion_rule=R.PASSED)
    assert rule_changes.carry_on(row.pk)
    assert completions() == [C.COMPLETED, C.INCOMPLETE]
    # Nobody is rung for while somebody may be at work.
    assert rule_changes.stalled() == []
    later = timezone.now() + dt.timedelta(minutes=2)
    assert rule_changes.stalled(later) == [row.pk]

    row = carry_through(row)

    assert completions() == [C.COMPLETED, C.COMPLETED]
    assert (row.done, rule_changes.stalled(later)) == (2, [])


def test_a_second_change_begins_from_the_start(
    second: Attempt, module: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_changes, "BATCH", 1)
    first = change(module, completion_rule=R.PASSED)
    rule_changes.carry_on(first.pk)

    row = carry_through(change(module, completion_rule=R.SEEN))

    assert completions() == [C.INCOMPLETE, C.INCOMPLETE]
    assert (row.pk, row.revision, row.done) == (first.pk, 2, 2)


def test_another_modules_attempts_are_left_alone(second: Attempt, listener: Listener) -> None:
    elsewhere = cast.make_module("Another module")

    row = carry_through(change(elsewhere, completion_rule=R.PASSED))

    assert (row.total, listener.told) == (0, [])
    assert completions() == [C.INCOMPLETE, C.INCOMPLETE]
