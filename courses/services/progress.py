"""The one door for every completion, whatever the standard."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from courses.models import Attempt
from courses.outcomes import Completion, CompletionRule, Outcome, Parts, judge
from courses.signals import outcome_recorded

_COLUMNS = (
    *("completion", "success", "score", "progress", "total_centiseconds"),
    *("reported_completion", "reported_progress", "parts_seen", "parts_total"),
    *("last_active_at", "completed_at"),
)


def record_outcome(attempt: Attempt, reported: Outcome, parts: Parts | None = None) -> bool:
    """Store what the package reports, as the module's completion rule has it, and tell the rooms
    above; False when nothing changed.

    `parts`: how many parts were opened; None: as before. Runs inside the caller's transaction: the
    receivers write in it too, so that a completion and the order to report it are stored together
    or not at all. A preview is stored, never told. Asks for the attempt's offering and module,
    which are best loaded with it.
    """
    return _store(attempt, _found(attempt, reported, parts or attempt.parts), is_activity=True)


def judged(attempt: Attempt, reported: Outcome, parts: Parts) -> Outcome:
    """What `reported` comes to by the rule of the attempt's module."""
    return _found(attempt, reported, parts).outcome


def judge_again(attempt: Attempt) -> bool:
    """Apply the module's completion rule to what is on record; False when nothing changed.

    In the caller's transaction, with the attempt locked.
    """
    return _store(attempt, _found(attempt, attempt.reported, attempt.parts), is_activity=False)


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to store. `said`: the package's own word; None: it is what counts."""

    outcome: Outcome
    said: Outcome | None
    parts: Parts


def _found(attempt: Attempt, reported: Outcome, parts: Parts) -> _Found:
    module = attempt.offering.module
    rule = CompletionRule(module.completion_rule)
    outcome = judge(reported, rule, module.completion_percent or 0, parts)
    return _Found(outcome, None if rule is CompletionRule.REPORTED else reported, parts)


def _store(attempt: Attempt, found: _Found, *, is_activity: bool) -> bool:
    before = attempt.outcome
    if (before, attempt.parts) == (found.outcome, found.parts) and _says(attempt, found.said):
        return False
    with transaction.atomic():
        _write(attempt, found, is_activity=is_activity)
        if attempt.kind == Attempt.Kind.CREDIT and _judgement(before) != _judgement(found.outcome):
            outcome_recorded.send(sender=Attempt, attempt=attempt, outcome=found.outcome)
    return True


def _judgement(outcome: Outcome) -> tuple[object, ...]:
    return outcome.grade, outcome.completion, outcome.success


def _says(attempt: Attempt, said: Outcome | None) -> bool:
    """Whether the attempt has this as the package's own word."""
    if said is None:
        return not attempt.reported_completion and attempt.reported_progress is None
    return bool(attempt.reported_completion) and attempt.reported == said


def _write(attempt: Attempt, found: _Found, *, is_activity: bool) -> None:
    outcome, said = found.outcome, found.said
    attempt.completion = outcome.completion
    attempt.success = outcome.success
    attempt.score = outcome.score
    attempt.progress = outcome.progress
    attempt.total_centiseconds = outcome.total_centiseconds
    attempt.reported_completion = said.completion if said else ""
    attempt.reported_progress = said.progress if said else None
    attempt.parts_seen, attempt.parts_total = found.parts.seen, found.parts.total
    if is_activity:
        attempt.last_active_at = timezone.now()
    if outcome.completion is Completion.COMPLETED:
        attempt.completed_at = attempt.completed_at or attempt.last_active_at
    elif not is_activity:
        # By the rule that holds now, it never was.
        attempt.completed_at = None
    attempt.save(update_fields=_COLUMNS)
