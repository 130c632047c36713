"""The data model a SCO finds at LMSInitialize (RTE 3.4.4, "LMS behavior" of each element)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from scorm.cmi.model import ELEMENTS
from scorm.cmi.timespan import from_centiseconds

LessonMode = Literal["normal", "browse", "review"]
ScormType = Literal["sco", "asset"]

# What the learner leaves behind for the run-time, not for the next session to read.
SESSION_ELEMENTS: Final = frozenset({"cmi.core.exit", "cmi.core.session_time"})


@dataclass(frozen=True, slots=True)
class ScoContext:
    """What the run-time knows about one SCO of one attempt before it is launched.

    `mastery_score` is a CMIDecimal between 0 and 100 or "" (adlcp:masteryscore),
    `max_time_allowed` and `time_limit_action` are as in the manifest, "" when absent,
    `launch_data` is adlcp:datafromlms. `total_centiseconds` is the time of all earlier
    sessions. `launched_before` tells a first launch from a return; `suspended` says that
    the last session ended with cmi.core.exit "suspend", or never ended at all.
    """

    student_id: str
    student_name: str = ""
    lesson_mode: LessonMode = "normal"
    scorm_type: ScormType = "sco"
    mastery_score: str = ""
    max_time_allowed: str = ""
    time_limit_action: str = ""
    launch_data: str = ""
    comments_from_lms: str = ""
    total_centiseconds: int = 0
    launched_before: bool = False
    suspended: bool = False
    stored: Mapping[str, str] = field(default_factory=dict)

    @property
    def credit(self) -> Literal["credit", "no-credit"]:
        """Browsing and reviewing are not taken for credit (RTE 3.4.4, cmi.core.credit)."""
        return "credit" if self.lesson_mode == "normal" else "no-credit"

    @property
    def entry(self) -> Literal["ab-initio", "resume", ""]:
        """cmi.core.entry: first launch, coming back to suspended work, or neither."""
        if not self.launched_before:
            return "ab-initio"
        return "resume" if self.suspended else ""


def initial_cmi(context: ScoContext) -> dict[str, str]:
    """Every element with a value at the start of a session, array records included."""
    values = {
        name: element.default
        for name, element in ELEMENTS.items()
        if ".n." not in name and name not in SESSION_ELEMENTS
    }
    # Stored values are what the content itself set: they can never stand for an element
    # that only the run-time sets, whatever way they came into the database.
    values.update(
        {name: value for name, value in context.stored.items() if name not in SESSION_ELEMENTS}
    )
    values.update(_set_by_the_run_time(context))
    if context.launched_before and values["cmi.core.lesson_status"] == "not attempted":
        values["cmi.core.lesson_status"] = "incomplete"
    return values


def _set_by_the_run_time(context: ScoContext) -> dict[str, str]:
    return {
        "cmi.core.student_id": context.student_id,
        "cmi.core.student_name": context.student_name or context.student_id,
        "cmi.core.credit": context.credit,
        "cmi.core.entry": context.entry,
        "cmi.core.lesson_mode": context.lesson_mode,
        "cmi.core.total_time": from_centiseconds(context.total_centiseconds),
        "cmi.launch_data": context.launch_data,
        "cmi.comments_from_lms": context.comments_from_lms,
        "cmi.student_data.mastery_score": context.mastery_score,
        "cmi.student_data.max_time_allowed": context.max_time_allowed,
        "cmi.student_data.time_limit_action": context.time_limit_action,
    }
