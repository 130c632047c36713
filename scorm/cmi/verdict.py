"""What the run-time makes of a SCO's data, and of all SCOs together (RTE 3.4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from courses.outcomes import Completion, Outcome, Success
from scorm.cmi.launch import LessonMode
from scorm.cmi.timespan import to_centiseconds

NOT_ATTEMPTED: Final = "not attempted"
FINISHED_STATUSES: Final = frozenset({"passed", "completed", "failed", "browsed"})

# The precision of courses.models.Attempt: score and progress come back from the database as
# they were put in, so that an unchanged outcome compares equal.
SCORE_STEP: Final = Decimal("0.000001")
_PROGRESS_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class ScoResult:
    """Where one SCO of the organisation stands.

    `lesson_status` is a word of cmi.core.lesson_status, `score` is scaled 0 to 1 or None where
    the SCO reported none, `total_centiseconds` is the time of all its sessions.
    """

    lesson_status: str = NOT_ATTEMPTED
    score: Decimal | None = None
    total_centiseconds: int = 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is expected of the learner in this SCO."""
        return self.lesson_status in FINISHED_STATUSES


def lesson_status(
    cmi: Mapping[str, str],
    *,
    finished: bool,
    lesson_mode: LessonMode = "normal",
    mastery_score: str = "",
) -> str:
    """cmi.core.lesson_status of a SCO as the run-time has it, during or after a session.

    RTE 3.4.4: a SCO that never set its status is "completed" by LMSFinish or by leaving it.
    One that asks to be suspended has said that it is not through, so it stays "incomplete".
    Once finished for credit, a score measured against a mastery score decides between
    "passed" and "failed", whatever the content has said; only work that is suspended
    unfinished is not failed for a score that is still growing.
    """
    suspended = cmi.get("cmi.core.exit") == "suspend"
    status = cmi.get("cmi.core.lesson_status", "")
    if status in ("", NOT_ATTEMPTED):
        status = _unsaid(through=finished and not suspended, lesson_mode=lesson_mode)
    raw = cmi.get("cmi.core.score.raw", "")
    if not (finished and lesson_mode == "normal" and mastery_score and raw):
        return status
    if Decimal(raw) >= Decimal(mastery_score):
        return "passed"
    return status if suspended and status == "incomplete" else "failed"


def _unsaid(*, through: bool, lesson_mode: LessonMode) -> str:
    if not through:
        return "incomplete"
    return "browsed" if lesson_mode == "browse" else "completed"


def scaled_score(cmi: Mapping[str, str]) -> Decimal | None:
    """cmi.core.score as a fraction 0 to 1, None when no raw score was set.

    RTE 3.4.4 leaves score.min and score.max to the content; without them, or where they
    do not span a range, the raw score is out of 100.
    """
    raw = cmi.get("cmi.core.score.raw", "")
    if not raw:
        return None
    lowest = Decimal(cmi.get("cmi.core.score.min") or 0)
    highest = Decimal(cmi.get("cmi.core.score.max") or 100)
    if highest <= lowest:
        lowest, highest = Decimal(0), Decimal(100)
    scaled = (Decimal(raw) - lowest) / (highest - lowest)
    return min(max(scaled, Decimal(0)), Decimal(1)).quantize(SCORE_STEP)


def session_centiseconds(cmi: Mapping[str, str]) -> int:
    """Length of the running session as the content reports it, 0 where it reports none."""
    return to_centiseconds(cmi.get("cmi.core.session_time") or "00:00:00")


def roll_up(scos: Sequence[ScoResult]) -> Outcome:
    """The outcome of an attempt from all SCOs of its organisation, unopened ones included.

    SCORM 1.2 has no roll-up rules; this is what gradebooks made of it. The module is
    completed when every SCO is through, with whatever result. It is failed as soon as one
    SCO is, and passed when all are through, one at least "passed" and none "failed". The
    score is the mean over the SCOs that reported one.
    """
    if not scos:
        return Outcome()
    finished = sum(sco.is_finished for sco in scos)
    scores = [sco.score for sco in scos if sco.score is not None]
    return Outcome(
        completion=_completion(scos, finished),
        success=_success(scos, finished),
        score=(sum(scores, Decimal(0)) / len(scores)).quantize(SCORE_STEP) if scores else None,
        progress=(Decimal(finished) / len(scos)).quantize(_PROGRESS_STEP),
        total_centiseconds=sum(sco.total_centiseconds for sco in scos),
    )


def _completion(scos: Sequence[ScoResult], finished: int) -> Completion:
    if finished == len(scos):
        return Completion.COMPLETED
    if all(sco.lesson_status == NOT_ATTEMPTED for sco in scos):
        return Completion.UNKNOWN
    return Completion.INCOMPLETE


def _success(scos: Sequence[ScoResult], finished: int) -> Success:
    statuses = {sco.lesson_status for sco in scos}
    if "failed" in statuses:
        return Success.FAILED
    if "passed" in statuses and finished == len(scos):
        return Success.PASSED
    return Success.UNKNOWN
