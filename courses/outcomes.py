"""What a player says of an attempt, in one shape for every standard. Pure Python.

Completion and success are kept apart, as SCORM 2004 (RTE 4.2.4, 4.2.22) and cmi5 (9.3) keep them;
SCORM 1.2's single `lesson_status` is split by `scorm.cmi.verdict`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Completion(StrEnum):
    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"
    COMPLETED = "completed"


class Success(StrEnum):
    UNKNOWN = "unknown"
    PASSED = "passed"
    FAILED = "failed"


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
