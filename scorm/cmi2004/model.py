"""The SCORM 2004 data model as one table (RTE 4.2, 4.3; SN 5.6).

Names in the table carry `n` where an array index stands: "cmi.interactions.n.id".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from scorm.cmi2004 import datatypes as t
from scorm.cmi2004.errors import UNDEFINED_ELEMENT, CmiError
from scorm.cmi2004.responses import TYPES

Access = Literal["ro", "rw", "wo"]
KEYWORDS: Final = frozenset({"_children", "_count", "_version"})
VERSION: Final = "1.0"

# No element of the model has a longer name, but for the target of a navigation request.
NAME_LIMIT: Final = 4_200
# The largest SPM is 250 records; a record of this many answers is an attack.
ARRAY_LIMIT: Final = 5_000
_INDEX: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the table. ``default`` None: the element has no value until one is set."""

    access: Access
    datatype: t.DataType
    default: str | None = None


COMPLETION: Final = t.vocabulary("completed", "incomplete", "not attempted", "unknown")
SUCCESS: Final = t.vocabulary("passed", "failed", "unknown")
_MEASURE: Final = t.real(-1, 1)
_FRACTION: Final = t.real(0, 1)
_TIME_LIMIT_ACTION: Final = t.vocabulary(
    "exit,message", "exit,no message", "continue,message", "continue,no message"
)


def _score(prefix: str) -> Iterator[tuple[str, Element]]:
    yield f"{prefix}.score.scaled", Element("rw", _MEASURE)
    for part in ("raw", "min", "max"):
        yield f"{prefix}.score.{part}", Element("rw", t.real())


def _comments(prefix: str, access: Access) -> Iterator[tuple[str, Element]]:
    yield f"{prefix}.n.comment", Element(access, t.localized)
    yield f"{prefix}.n.location", Element(access, t.text)
    yield f"{prefix}.n.timestamp", Element(access, t.time)


ELEMENTS: Final[dict[str, Element]] = {
    **dict(_comments("cmi.comments_from_learner", "rw")),
    **dict(_comments("cmi.comments_from_lms", "ro")),
    "cmi.completion_status": Element("rw", COMPLETION, "unknown"),
    "cmi.completion_threshold": Element("ro", _FRACTION),
    "cmi.credit": Element("ro", t.vocabulary("credit", "no-credit"), "credit"),
    "cmi.entry": Element("ro", t.vocabulary("ab-initio", "resume", ""), ""),
    "cmi.exit": Element("wo", t.vocabulary("time-out", "suspend", "logout", "normal", ""), ""),
    "cmi.interactions.n.id": Element("rw", t.long_identifier),
    "cmi.interactions.n.type": Element("rw", t.vocabulary(*TYPES)),
    "cmi.interactions.n.objectives.n.id": Element("rw", t.long_identifier),
    "cmi.interactions.n.timestamp": Element("rw", t.time),
    "cmi.interactions.n.correct_responses.n.pattern": Element("rw", t.text),
    "cmi.interactions.n.weighting": Element("rw", t.real()),
    "cmi.interactions.n.learner_response": Element("rw", t.text),
    "cmi.interactions.n.result": Element("rw", t.result),
    "cmi.interactions.n.latency": Element("rw", t.timeinterval),
    "cmi.interactions.n.description": Element("rw", t.localized),
    "cmi.launch_data": Element("ro", t.text),
    "cmi.learner_id": Element("ro", t.text),
    "cmi.learner_name": Element("ro", t.localized),
    "cmi.learner_preference.audio_level": Element("rw", t.real(0), "1"),
    "cmi.learner_preference.language": Element("rw", t.language, ""),
    "cmi.learner_preference.delivery_speed": Element("rw", t.real(0), "1"),
    "cmi.learner_preference.audio_captioning": Element("rw", t.vocabulary("-1", "0", "1"), "0"),
    "cmi.location": Element("rw", t.text),
    "cmi.max_time_allowed": Element("ro", t.timeinterval),
    "cmi.mode": Element("ro", t.vocabulary("browse", "normal", "review"), "normal"),
    "cmi.objectives.n.id": Element("rw", t.long_identifier),
    **dict(_score("cmi.objectives.n")),
    "cmi.objectives.n.success_status": Element("rw", SUCCESS, "unknown"),
    "cmi.objectives.n.completion_status": Element("rw", COMPLETION, "unknown"),
    "cmi.objectives.n.progress_measure": Element("rw", _FRACTION),
    "cmi.objectives.n.description": Element("rw", t.localized),
    "cmi.progress_measure": Element("rw", _FRACTION),
    "cmi.scaled_passing_score": Element("ro", _MEASURE),
    **dict(_score("cmi")),
    "cmi.session_time": Element("wo", t.timeinterval),
    "cmi.success_status": Element("rw", SUCCESS, "unknown"),
    "cmi.suspend_data": Element("rw", t.text),
    "cmi.time_limit_action": Element("ro", _TIME_LIMIT_ACTION, "continue,no message"),
    "cmi.total_time": Element("ro", t.timeinterval, "PT0H0M0S"),
    "adl.nav.request": Element("rw", t.navigation, "_none_"),
    "adl.data.n.id": Element("ro", t.long_identifier),
    "adl.data.n.store": Element("rw", t.text),
}

ARRAYS: Final = frozenset(
    {
        "cmi.comments_from_learner",
        "cmi.comments_from_lms",
        "cmi.interactions",
        "cmi.interactions.n.objectives",
        "cmi.interactions.n.correct_responses",
        "cmi.objectives",
        "adl.data",
    }
)
# Records whose other elements need the one that names them (RTE: error 408).
NAMED_ARRAYS: Final = frozenset({"cmi.interactions", "cmi.objectives"})
# Read-only, and about what could be asked for next: "continue", "choice.{target=…}".
REQUEST_VALID: Final = "adl.nav.request_valid."
VALID_REQUESTS: Final = frozenset(
    {"continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll"}
)
_TARGETED: Final = re.compile(r"(?:choice|jump)\.\{target=[^{}]{1,4000}\}")


def _parents() -> dict[str, tuple[str, ...]]:
    """Every inner node of the model with the names of its children, in table order."""
    children: dict[str, dict[str, None]] = {}
    for name in ELEMENTS:
        steps = name.split(".")
        for depth in range(1, len(steps)):
            if steps[depth] != "n":
                parent = ".".join(steps[:depth]).removesuffix(".n")
                children.setdefault(parent, {})[steps[depth]] = None
    for root in ("cmi", "adl", "adl.nav"):
        children.pop(root, None)
    return {parent: tuple(names) for parent, names in children.items()}


CHILDREN: Final = _parents()


def generic_name(element: str) -> str:
    """The name in the table: each array index becomes `n`. CmiError 401 for what cannot be one."""
    if len(element) > NAME_LIMIT:
        raise CmiError(UNDEFINED_ELEMENT, element[:100], "no element has such a long name")
    steps = element.split(".")
    if "n" in steps:
        raise CmiError(UNDEFINED_ELEMENT, element, "no such element in the data model")
    return ".".join("n" if _INDEX.fullmatch(step) else step for step in steps)


def is_request_valid(element: str) -> bool:
    """Whether the name is one of adl.nav.request_valid."""
    rest = element.removeprefix(REQUEST_VALID)
    return rest != element and (rest in VALID_REQUESTS or _TARGETED.fullmatch(rest) is not None)
