"""How a SCO stands by what it has said: completed, passed or failed, and with which score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from courses.happenings import Score
from scorm.cmi import model as model12
from scorm.cmi import timespan
from scorm.cmi.verdict import FINISHED_STATUSES, lesson_status, scaled_score
from scorm.cmi2004 import model as model2004
from scorm.cmi2004 import timeinterval
from scorm.cmi2004.data import DataModel
from scorm.cmi2004.errors import NO_ERROR

SAID: Final = frozenset(
    {
        *("cmi.core.lesson_status", "cmi.core.exit", "cmi.core.session_time"),
        *("cmi.core.score.raw", "cmi.core.score.min", "cmi.core.score.max"),
        *("cmi.completion_status", "cmi.success_status", "cmi.progress_measure"),
        *("cmi.score.scaled", "cmi.score.raw", "cmi.score.min", "cmi.score.max"),
        *("cmi.exit", "cmi.session_time", "adl.nav.request"),
    }
)
# Of one session only; the next begins without them.
OF_A_SESSION: Final = frozenset(
    {
        *("cmi.core.exit", "cmi.core.session_time"),
        *("cmi.exit", "cmi.session_time", "adl.nav.request"),
    }
)
# What still counts of a session that another one has replaced.
ACHIEVEMENTS: Final = SAID - OF_A_SESSION
_STATUS: Final = "cmi.core.lesson_status"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the package says of a SCO; the defaults stand for one that is not there any more.

    mastery_score: SCORM 1.2's, "" for none. completion_threshold, passing_score: SCORM 2004's,
    None where the content's own word counts. completes_itself: left without a word, it is not
    taken for completed (SM.11).
    """

    title: str = ""
    is_2004: bool = False
    mastery_score: str = ""
    completion_threshold: Decimal | None = None
    passing_score: Decimal | None = None
    completes_itself: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """success: "passed", "failed" or ""."""

    completed: bool
    success: str
    score: Score | None


def is_sayable(name: str, value: object) -> bool:
    """Whether it says how the SCO stands, and as the data model has it.

    The journal also keeps what came in the name of a session that nobody had opened.
    """
    if name not in SAID or not isinstance(value, str):
        return False
    if name.startswith("cmi.core."):
        return model12.ELEMENTS[name].datatype(value)
    return model2004.ELEMENTS[name].datatype(value) == NO_ERROR


def standing(said: Mapping[str, str], facts: Facts, *, finished: bool) -> Standing:
    """The run-time's verdict; `finished`: the session is over."""
    if facts.is_2004:
        return _standing_2004(said, facts, finished=finished)
    status = lesson_status(said, finished=finished, mastery_score=facts.mastery_score)
    success = status if status in ("passed", "failed") else ""
    return Standing(status in FINISHED_STATUSES, success, _score(said, "cmi.core.score"))


def as_read_back(said: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """What the run-time itself says after the end of a session (RTE 3.4.4, lesson_status)."""
    if facts.is_2004:
        return dict(said)
    status = lesson_status(said, finished=True, mastery_score=facts.mastery_score)
    return {**said, _STATUS: status} if status in FINISHED_STATUSES else dict(said)


def is_suspended(said: Mapping[str, str]) -> bool:
    """Whether the session that ends wants to be resumed."""
    return "suspend" in (said.get("cmi.core.exit"), said.get("cmi.exit"))


def session_centiseconds(said: Mapping[str, str]) -> int | None:
    """The length of the session as it says itself; None where it does not."""
    if said.get("cmi.core.session_time"):
        return timespan.to_centiseconds(said["cmi.core.session_time"])
    if said.get("cmi.session_time"):
        return timeinterval.to_centiseconds(said["cmi.session_time"])
    return None


def _standing_2004(said: Mapping[str, str], facts: Facts, *, finished: bool) -> Standing:
    values = dict(said)
    if facts.completion_threshold is not None:
        values["cmi.completion_threshold"] = str(facts.completion_threshold)
    if facts.passing_score is not None:
        values["cmi.scaled_passing_score"] = str(facts.passing_score)
    model = DataModel(values)
    completion = model.current("cmi.completion_status", "unknown")
    if completion == "unknown" and finished and not is_suspended(said):
        # UP.4: the run-time says it in the content's place. Success it never measured.
        completion = "unknown" if facts.completes_itself else "completed"
    success = model.current("cmi.success_status")
    return Standing(
        completion == "completed",
        success if success in ("passed", "failed") else "",
        _score(said, "cmi.score"),
    )


def _score(said: Mapping[str, str], prefix: str) -> Score | None:
    raw, low, high = (_number(said.get(f"{prefix}.{part}")) for part in ("raw", "min", "max"))
    scaled = _number(said.get(f"{prefix}.scaled"))
    if prefix == "cmi.core.score":
        scaled = scaled_score(said)
    if raw is None and scaled is None:
        return None
    return Score(scaled, raw, low, high)


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
