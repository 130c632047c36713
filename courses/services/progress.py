"""The one door for every completion, whatever the standard."""

from django.db import transaction
from django.utils import timezone

from courses.models import Attempt
from courses.outcomes import Completion, Outcome
from courses.signals import outcome_recorded


def record_outcome(attempt: Attempt, outcome: Outcome) -> bool:
    """Store `outcome` on the attempt and tell the rooms above; False when nothing changed.

    Runs inside the caller's transaction: the receivers write in it too, so that a completion and
    the order to report it are stored together or not at all. A preview is stored, never told.
    """
    if attempt.outcome == outcome:
        return False
    judged_before = (attempt.outcome.grade, attempt.completion, attempt.success)
    with transaction.atomic():
        _store(attempt, outcome)
        judged = (outcome.grade, attempt.completion, attempt.success)
        if attempt.kind == Attempt.Kind.CREDIT and judged != judged_before:
            outcome_recorded.send(sender=Attempt, attempt=attempt, outcome=outcome)
    return True


def _store(attempt: Attempt, outcome: Outcome) -> None:
    now = timezone.now()
    attempt.completion = outcome.completion
    attempt.success = outcome.success
    attempt.score = outcome.score
    attempt.progress = outcome.progress
    attempt.total_centiseconds = outcome.total_centiseconds
    attempt.last_active_at = now
    if outcome.completion is Completion.COMPLETED and attempt.completed_at is None:
        attempt.completed_at = now
    attempt.save(
        update_fields=[
            "completion",
            "success",
            "score",
            "progress",
            "total_centiseconds",
            "last_active_at",
            "completed_at",
        ]
    )
