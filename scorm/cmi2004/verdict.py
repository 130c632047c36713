"""What the root of the activity tree has come to, in the shape of every standard (SN 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from courses.outcomes import Completion, Outcome, Success

# The precision of courses.models.Attempt: score and progress come back from the database as they
# were put in, so that an unchanged outcome compares equal.
_SCORE_STEP: Final = Decimal("0.000001")
_PROGRESS_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tracking model knows of a whole course; None is "not known".

    ``measure`` is -1 to 1 (Objective Normalized Measure), ``amount`` 0 to 1 (Attempt Completion
    Amount). ``leaves`` are the activities to launch that are tracked, ``completed_leaves`` those
    that are completed; ``is_begun`` says that one of them was opened.
    """

    completed: bool | None = None
    satisfied: bool | None = None
    measure: Decimal | None = None
    amount: Decimal | None = None
    leaves: int = 0
    completed_leaves: int = 0
    is_begun: bool = False


def outcome(standing: Standing, total_centiseconds: int = 0) -> Outcome:
    """The outcome of an attempt on the course.

    A measure below 0 is a score of 0, since a gradebook has no less. Progress is the amount where
    the course says how far the learner is, else the share of what is completed; a course that is
    completed is so wholly. A course that was begun is incomplete until it is completed.
    """
    completion = _completion(standing)
    return Outcome(
        completion=completion,
        success=_success(standing.satisfied),
        score=None if standing.measure is None else _clamped(standing.measure, _SCORE_STEP),
        progress=_progress(standing, completion),
        total_centiseconds=total_centiseconds,
    )


def _completion(standing: Standing) -> Completion:
    if standing.completed:
        return Completion.COMPLETED
    begun = standing.completed is False or standing.is_begun
    return Completion.INCOMPLETE if begun else Completion.UNKNOWN


def _success(satisfied: bool | None) -> Success:
    if satisfied is None:
        return Success.UNKNOWN
    return Success.PASSED if satisfied else Success.FAILED


def _progress(standing: Standing, completion: Completion) -> Decimal:
    if completion is Completion.COMPLETED:
        return Decimal(1)
    if standing.amount is not None:
        return _clamped(standing.amount, _PROGRESS_STEP)
    if not standing.leaves:
        return Decimal(0)
    return _clamped(Decimal(standing.completed_leaves) / standing.leaves, _PROGRESS_STEP)


def _clamped(number: Decimal, step: Decimal) -> Decimal:
    return min(max(number, Decimal(0)), Decimal(1)).quantize(step)
