"""When a learner may start again, when an attempt is only looked at, and which one counts.

Pure Python.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from courses.outcomes import Completion, Outcome, Success

# The precision of courses.models.Attempt.
_SCORE_STEP = Decimal("0.000001")
_SUCCESSES = (Success.UNKNOWN, Success.FAILED, Success.PASSED)
_COMPLETIONS = (Completion.UNKNOWN, Completion.INCOMPLETE, Completion.COMPLETED)


class NewAttempts(StrEnum):
    """When the last attempt lets another one begin; the values stand in the database."""

    NEVER = "never"
    COMPLETED = "completed"
    FAILED = "failed"
    ALWAYS = "always"


class Counting(StrEnum):
    """Which of a learner's attempts is the result; the values stand in the database."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class AttemptPolicy:
    """`maximum`: attempts a learner has in all; None: any number."""

    new_attempts: NewAttempts = NewAttempts.NEVER
    maximum: int | None = None

    def may_begin(self, last: Outcome, said: Completion, used: int) -> bool:
        """Whether another attempt may follow `last`, the learner's newest, of `used` in all.

        `said`: the completion that the package itself reported, whatever the module's rule says.
        """
        if self.maximum is not None and used >= self.maximum:
            return False
        if self.new_attempts is NewAttempts.COMPLETED:
            return Completion.COMPLETED in (said, last.completion)
        if self.new_attempts is NewAttempts.FAILED:
            return _fell_short(last, said)
        return self.new_attempts is NewAttempts.ALWAYS

    def is_over(self, outcome: Outcome, said: Completion) -> bool:
        """Whether the attempt is only looked at when it is opened again.

        Never before the package has said itself that it is through: what is completed by the
        module's rule alone may have more to report. What fell short is gone on with in the same
        attempt where no new one may ever begin.
        """
        if said is not Completion.COMPLETED:
            return False
        return not _fell_short(outcome, said) or self.new_attempts is not NewAttempts.NEVER


def counted(outcomes: Sequence[Outcome], counting: Counting) -> tuple[int, Outcome]:
    """The result of a learner's attempts, at least one, oldest first; and the place of the one
    it stands for.

    An attempt that is not graded yet takes nothing away from one that is. The average is over the
    graded ones: its score is the mean of the grades, and it is completed and passed when one of
    them is; the newest of them stands for it.
    """
    graded = [place for place, outcome in enumerate(outcomes) if outcome.grade is not None]
    if not graded:
        return len(outcomes) - 1, outcomes[-1]
    if counting is Counting.AVERAGE:
        return graded[-1], _average([outcomes[place] for place in graded])
    if counting is Counting.FIRST:
        place = graded[0]
    elif counting is Counting.LAST:
        place = graded[-1]
    else:
        # Of two that are equally good the later one, whose dates are nearer.
        place = max(graded, key=lambda at: (_rank(outcomes[at]), at))
    return place, outcomes[place]


def _fell_short(outcome: Outcome, said: Completion) -> bool:
    """Failed, or through without what the module's rule asks for."""
    if outcome.success is Success.FAILED:
        return True
    return said is Completion.COMPLETED and outcome.completion is not Completion.COMPLETED


def _rank(outcome: Outcome) -> tuple[Decimal, int, int]:
    grade = outcome.grade if outcome.grade is not None else Decimal(-1)
    return grade, _SUCCESSES.index(outcome.success), _COMPLETIONS.index(outcome.completion)


def _average(graded: Sequence[Outcome]) -> Outcome:
    grades = [outcome.grade for outcome in graded if outcome.grade is not None]
    return replace(
        graded[-1],
        completion=max((o.completion for o in graded), key=_COMPLETIONS.index),
        success=max((o.success for o in graded), key=_SUCCESSES.index),
        score=(sum(grades, Decimal(0)) / len(grades)).quantize(_SCORE_STEP),
        progress=max(outcome.progress for outcome in graded),
        total_centiseconds=sum(outcome.total_centiseconds for outcome in graded),
    )
