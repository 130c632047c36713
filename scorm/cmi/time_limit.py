"""How long a learner may be in a SCO, and what the run-time does then, in both data models.

SCORM 1.2: adlcp:maxtimeallowed and adlcp:timelimitaction (CAM 2.3; RTE 3.4.4, cmi.student_data).
SCORM 2004: imsss attemptAbsoluteDurationLimit and adlcp:timeLimitAction (SN 3.5; CAM 3.4; RTE
4.2.13, 4.2.26). Where a package sets a time and no action, nothing happens: that is the default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_EXITS: Final = "exit,"
_TELLS: Final = ",message"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """What is left of the time allowed, in centiseconds, never below 0.

    ends: the SCO is closed then, with an exit of "time-out"; tells: the learner gets a message.
    """

    left: int
    ends: bool
    tells: bool

    @property
    def is_over(self) -> bool:
        """The SCO may not be opened any more."""
        return self.ends and self.left == 0

    def for_page(self) -> dict[str, float | bool]:
        """What the player page counts down from: `left` in seconds."""
        return {"left": self.left / 100, "ends": self.ends, "tells": self.tells}


def time_limit(allowed: int, spent: int, action: str) -> TimeLimit | None:
    """The limit of a SCO in which the learner has spent `spent` centiseconds of `allowed`.

    `allowed` 0: no time was set. `action`: one of the four words of the standard, or "". None where
    nothing follows from the time.
    """
    ends, tells = action.startswith(_EXITS), action.endswith(_TELLS)
    if allowed <= 0 or not (ends or tells):
        return None
    return TimeLimit(max(0, allowed - spent), ends, tells)
