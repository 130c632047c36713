"""What the root of the activity tree has come to, in the shape of every standard (SN 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from courses.outcomes import Completion, Outcome, Success
from scorm.sequencing import Sequencer
from scorm.sequencing.objectives import amount, completed, measure, satisfied

# The precision of courses.models.Attempt: score and progress come back from the database as they
# were put in, so that an unchanged outcome compares equal.
_SCORE_STEP: Final = Decimal("0.000001")
_PROGRESS_STEP: Final = Decimal("0.0001")


def outcome(sequencer: Sequencer, total_centiseconds: int = 0) -> Outcome:
    """The outcome of a learner's attempt on the course: what its root has come to.

    A measure below 0 is a score of 0, since a gradebook has no less. Progress is the Attempt
    Completion Amount where the course says how far the learner is, else the share of the tracked
    activities that are completed. A course that was begun is incomplete until it is completed.
    """
    run, root = sequencer.run(), sequencer.tree.root
    leaves = [one for one in run.tree.activities if one.is_leaf and one.definition.delivery.tracked]
    done = [completed(run, one) for one in leaves]
    completion = _completion(
        completed(run, root), is_begun=any(run.tracking(one).attempts for one in leaves)
    )
    reached = measure(run, root)
    return Outcome(
        completion=completion,
        success=_success(satisfied(run, root)),
        score=None if reached is None else _clamped(reached, _SCORE_STEP),
        progress=_progress(completion, amount(run, root), done),
        total_centiseconds=total_centiseconds,
    )


def _completion(found: bool | None, *, is_begun: bool) -> Completion:
    if found:
        return Completion.COMPLETED
    return Completion.INCOMPLETE if is_begun or found is False else Completion.UNKNOWN


def _success(found: bool | None) -> Success:
    if found is None:
        return Success.UNKNOWN
    return Success.PASSED if found else Success.FAILED


def _progress(
    completion: Completion, reached: Decimal | None, done: Sequence[bool | None]
) -> Decimal:
    if completion is Completion.COMPLETED:
        return Decimal(1)
    if reached is not None:
        return _clamped(reached, _PROGRESS_STEP)
    share = Decimal(done.count(True)) / len(done) if done else Decimal(0)
    return _clamped(share, _PROGRESS_STEP)


def _clamped(number: Decimal, step: Decimal) -> Decimal:
    return min(max(number, Decimal(0)), Decimal(1)).quantize(step)
