"""The exceptions of the sequencing pseudo-code (SN, appendix C), by their numbers."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    "NB.2.1-1": "The sequencing session has already begun.",
    "NB.2.1-2": "The sequencing session has not begun yet.",
    "NB.2.1-3": "Nothing was suspended that could be resumed.",
    "NB.2.1-4": "Flow is not enabled where the learner is, so there is no Continue.",
    "NB.2.1-5": "Going back is not allowed where the learner is.",
    "NB.2.1-6": "There is no Previous from the root of the activity tree.",
    "NB.2.1-7": "Forward and Backward are not supported.",
    "NB.2.1-8": "The learner is in a part that may not be left by choosing.",
    "NB.2.1-9": "No way leads from the current activity to the chosen one.",
    "NB.2.1-10": "Choosing is not enabled for this activity.",
    "NB.2.1-11": "The activity does not exist or is not available.",
    "NB.2.1-12": "The current activity has already ended.",
    "NB.2.1-13": "The navigation request is unknown.",
    "TB.2.3-1": "There is no current activity to end.",
    "TB.2.3-2": "The current activity has already ended.",
    "TB.2.3-3": "There is nothing to suspend.",
    "TB.2.3-4": "The root of the activity tree has no parent that could end.",
    "TB.2.3-5": "There is nothing to suspend: the path to the root is empty.",
    "TB.2.3-6": "There is nothing to abandon: the path to the root is empty.",
    "TB.2.3-7": "The termination request is unknown.",
    "SB.2.1-1": "The last activity of the course was reached.",
    "SB.2.1-2": "A group of activities has nothing available.",
    "SB.2.1-3": "The beginning of the course was reached.",
    "SB.2.1-4": "The group may only be gone through forwards.",
    "SB.2.2-1": "Flow is not enabled for the group that was reached.",
    "SB.2.2-2": "The activity that was reached is not allowed now.",
    "SB.2.4-1": "An activity on the way stops the way forward.",
    "SB.2.4-2": "A group on the way may only be gone through forwards.",
    "SB.2.4-3": "There is no way back from the root of the activity tree.",
    "SB.2.5-1": "The sequencing session has already begun.",
    "SB.2.6-1": "The sequencing session has already begun.",
    "SB.2.6-2": "Nothing was suspended that could be resumed.",
    "SB.2.7-1": "The sequencing session has not begun yet.",
    "SB.2.7-2": "Flow is not enabled where the learner is.",
    "SB.2.8-1": "The sequencing session has not begun yet.",
    "SB.2.8-2": "Flow is not enabled where the learner is.",
    "SB.2.9-1": "Nothing was chosen.",
    "SB.2.9-2": "The chosen activity, or a group it is in, is not available.",
    "SB.2.9-3": "The chosen activity, or a group it is in, is hidden from choice.",
    "SB.2.9-4": "Choosing is not enabled for the chosen activity.",
    "SB.2.9-5": "There is no activity to consider.",
    "SB.2.9-6": "The chosen activity is in a group that may not be entered by choosing.",
    "SB.2.9-7": "The learner is in a part that may not be left by choosing.",
    "SB.2.9-8": "Only neighbouring activities may be chosen from here.",
    "SB.2.9-9": "Nothing in the chosen group may be opened now.",
    "SB.2.10-1": "The sequencing session has not begun yet.",
    "SB.2.10-2": "The current activity has not ended and cannot be tried again.",
    "SB.2.10-3": "Nothing in the group may be tried again now.",
    "SB.2.11-1": "The sequencing session has not begun yet.",
    "SB.2.11-2": "The current activity has not ended.",
    "SB.2.12-1": "The sequencing request is unknown.",
    "SB.2.13-1": "The sequencing session has not begun yet.",
    "DB.1.1-1": "A group of activities cannot be opened itself.",
    "DB.1.1-2": "There is no activity to open.",
    "DB.1.1-3": "The activity, or a group it is in, is not allowed now.",
    "DB.2-1": "The current activity has not ended.",
}


class SequencingException(Exception):
    """A request that the sequencing of the course does not allow.

    ``code`` is the number of the exception in the pseudo-code ("NB.2.1-4"), ``activity`` the
    identifier of the activity where it arose, or "".
    """

    def __init__(self, code: str, activity: str = "") -> None:
        super().__init__(f"{code}: {MESSAGES[code]}")
        self.code = code
        self.message = MESSAGES[code]
        self.activity = activity
