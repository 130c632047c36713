"""What a player says of an attempt, in one shape for every standard. Pure Python.

Completion and success are kept apart, as SCORM 2004 (RTE 4.2.4, 4.2.22) and cmi5 (9.3) keep them;
SCORM 1.2's single `lesson_status` is split by `scorm.cmi.verdict`. `judge` puts the module's own
rule in the place of a completion that its package never reports.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

# The precision of courses.models.Attempt.
_PROGRESS_STEP = Decimal("0.0001")


class Completion(StrEnum):
    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"
    COMPLETED = "completed"


class Success(StrEnum):
    UNKNOWN = "unknown"
    PASSED = "passed"
    FAILED = "failed"


class CompletionRule(StrEnum):
    """What makes a module completed; the values stand in the database."""

    REPORTED = "reported"
    SEEN = "seen"
    PASSED = "passed"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Parts:
    """How many parts (SCOs, AUs) of the package were opened, of how many. total 0: not known."""

    seen: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state of an attempt.

    score: scaled, 0 to 1, or None where the content reported none. progress: 0 to 1.
    total_centiseconds: time spent, accumulated by the server, in hundredths of a second.
    """

    completion: Completion = Completion.UNKNOWN
    success: Success = Success.UNKNOWN
    score: Decimal | None = None
    progress: Decimal = Decimal(0)
    total_centiseconds: int = 0

    @property
    def is_settled(self) -> bool:
        """Completed and not failed: nothing more is asked of the learner."""
        return self.completion is Completion.COMPLETED and self.success is not Success.FAILED

    @property
    def grade(self) -> Decimal | None:
        """The grade as a fraction of the line item's maximum; None: not graded yet.

        A grade is due when the attempt is completed or judged. A reported score is the grade; with
        none, completion or a pass is full marks and a failure is zero. Nothing is sent before,
        since a platform may take any unfinished score as an order to erase (Moodle 4.5 does).
        """
        judged = self.success is not Success.UNKNOWN
        if self.completion is not Completion.COMPLETED and not judged:
            return None
        if self.score is not None:
            return self.score
        return Decimal(0) if self.success is Success.FAILED else Decimal(1)


def judge(reported: Outcome, rule: CompletionRule, percent: int, parts: Parts) -> Outcome:
    """`reported` with the completion that the module's rule gives it; the rest stays as it is.

    `percent`: what the score has to reach under CompletionRule.SCORE, 0 to 100. A rule decides
    alone: what the package says of its completion counts under REPORTED only. A package that
    reports no score fulfils SCORE never, one that never says "passed" PASSED never.
    """
    if rule is CompletionRule.REPORTED:
        return reported
    if _is_fulfilled(reported, rule, percent, parts):
        return replace(reported, completion=Completion.COMPLETED, progress=Decimal(1))
    begun = reported.completion is not Completion.UNKNOWN or parts.seen > 0
    completion = Completion.INCOMPLETE if begun else Completion.UNKNOWN
    if rule is CompletionRule.SEEN and parts.total:
        share = (Decimal(parts.seen) / parts.total).quantize(_PROGRESS_STEP)
        return replace(reported, completion=completion, progress=share)
    return replace(reported, completion=completion)


def _is_fulfilled(reported: Outcome, rule: CompletionRule, percent: int, parts: Parts) -> bool:
    if rule is CompletionRule.SEEN:
        return 0 < parts.total <= parts.seen
    if rule is CompletionRule.PASSED:
        return reported.success is Success.PASSED
    return reported.score is not None and reported.score * 100 >= percent
