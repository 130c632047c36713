"""The SCORM 1.2 data model as one table (RTE 3.4.4, tables 3.4.4a and following).

Names in the table carry `n` where an array index stands: "cmi.interactions.n.id".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from scorm.cmi import datatypes as t
from scorm.cmi.errors import (
    CANNOT_HAVE_CHILDREN,
    INCORRECT_TYPE,
    INVALID_ARGUMENT,
    IS_A_KEYWORD,
    NOT_AN_ARRAY,
    NOT_IMPLEMENTED,
    READ_ONLY,
    WRITE_ONLY,
    CmiError,
)

Access = Literal["ro", "rw", "wo"]
KEYWORDS: Final = frozenset({"_children", "_count", "_version"})
VERSION: Final = "3.4"

# No element of the model has a longer name than this, even with large indices.
NAME_LIMIT: Final = 100
# RTE 3.4.2 lets a CMIInteger count to 65,536; a record of that many answers is an attack.
ARRAY_LIMIT: Final = 5_000
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the table: who may call what on it, and what a value looks like."""

    access: Access
    datatype: t.DataType
    default: str = ""


def _score(prefix: str) -> Iterator[tuple[str, Element]]:
    for part in ("raw", "min", "max"):
        yield f"{prefix}.score.{part}", Element("rw", t.score)


_STATUS_TO_SET: Final = t.vocabulary(*(t.LESSON_STATUSES - {"not attempted"}))

ELEMENTS: Final[dict[str, Element]] = {
    "cmi.core.student_id": Element("ro", t.identifier),
    "cmi.core.student_name": Element("ro", t.string(255)),
    "cmi.core.lesson_location": Element("rw", t.string(255)),
    "cmi.core.credit": Element("ro", t.vocabulary("credit", "no-credit"), "credit"),
    "cmi.core.lesson_status": Element("rw", _STATUS_TO_SET, "not attempted"),
    "cmi.core.entry": Element("ro", t.vocabulary("ab-initio", "resume", ""), "ab-initio"),
    **dict(_score("cmi.core")),
    "cmi.core.total_time": Element("ro", t.timespan, "0000:00:00.00"),
    "cmi.core.lesson_mode": Element("ro", t.vocabulary("browse", "normal", "review"), "normal"),
    "cmi.core.exit": Element("wo", t.vocabulary("time-out", "suspend", "logout", "")),
    "cmi.core.session_time": Element("wo", t.timespan),
    "cmi.suspend_data": Element("rw", t.string(t.SUSPEND_DATA_LIMIT)),
    "cmi.launch_data": Element("ro", t.string(4096)),
    "cmi.comments": Element("rw", t.string(4096)),
    "cmi.comments_from_lms": Element("ro", t.string(4096)),
    "cmi.objectives.n.id": Element("rw", t.identifier),
    **dict(_score("cmi.objectives.n")),
    "cmi.objectives.n.status": Element("rw", t.vocabulary(*t.LESSON_STATUSES)),
    "cmi.student_data.mastery_score": Element("ro", t.score),
    "cmi.student_data.max_time_allowed": Element("ro", t.blank_or(t.timespan)),
    "cmi.student_data.time_limit_action": Element(
        "ro",
        t.vocabulary(
            "exit,message", "exit,no message", "continue,message", "continue,no message", ""
        ),
    ),
    "cmi.student_preference.audio": Element("rw", t.signed_integer(-1, 100), "0"),
    "cmi.student_preference.language": Element("rw", t.string(255)),
    "cmi.student_preference.speed": Element("rw", t.signed_integer(-100, 100), "0"),
    "cmi.student_preference.text": Element("rw", t.signed_integer(-1, 1), "0"),
    "cmi.interactions.n.id": Element("wo", t.identifier),
    "cmi.interactions.n.objectives.n.id": Element("wo", t.identifier),
    "cmi.interactions.n.time": Element("wo", t.time),
    "cmi.interactions.n.type": Element(
        "wo",
        t.vocabulary(
            "true-false",
            "choice",
            "fill-in",
            "matching",
            "performance",
            "sequencing",
            "likert",
            "numeric",
        ),
    ),
    "cmi.interactions.n.correct_responses.n.pattern": Element("wo", t.string(t.FEEDBACK_LIMIT)),
    "cmi.interactions.n.weighting": Element("wo", t.decimal(-100, 100)),
    "cmi.interactions.n.student_response": Element("wo", t.string(t.FEEDBACK_LIMIT)),
    "cmi.interactions.n.result": Element("wo", t.result),
    "cmi.interactions.n.latency": Element("wo", t.timespan),
}

ARRAYS: Final = frozenset(
    {
        "cmi.objectives",
        "cmi.interactions",
        "cmi.interactions.n.objectives",
        "cmi.interactions.n.correct_responses",
    }
)


def _parents() -> dict[str, tuple[str, ...]]:
    """Every inner node of the model with the names of its children, in table order."""
    children: dict[str, dict[str, None]] = {}
    for name in ELEMENTS:
        steps = name.split(".")
        for depth in range(1, len(steps)):
            if steps[depth] != "n":
                parent = ".".join(steps[:depth]).removesuffix(".n")
                children.setdefault(parent, {})[steps[depth]] = None
    return {parent: tuple(names) for parent, names in children.items()}


CHILDREN: Final = _parents()


def generic_name(element: object) -> str:
    """The name in the table of an element: each array index becomes `n`.

    CmiError 201 for what cannot be the name of an element at all.
    """
    if not isinstance(element, str) or len(element) > NAME_LIMIT or not element.startswith("cmi."):
        raise CmiError(INVALID_ARGUMENT, str(element)[:NAME_LIMIT], "not the name of an element")
    steps = element.split(".")
    for place, step in enumerate(steps):
        if step[:1].isdigit():
            if not _INDEX.fullmatch(step) or int(step) >= ARRAY_LIMIT:
                raise CmiError(INVALID_ARGUMENT, element, "not an array index")
            steps[place] = "n"
    return ".".join(steps)


def check_set(element: str, value: object) -> None:
    """Whether LMSSetValue(element, value) is allowed (RTE 3.3.2.4); CmiError when not."""
    name = generic_name(element)
    if name.rpartition(".")[2] in KEYWORDS:
        raise CmiError(IS_A_KEYWORD, element, "a keyword cannot be set")
    known = ELEMENTS.get(name)
    if known is None or "n" in element.split("."):
        raise CmiError(NOT_IMPLEMENTED, element, "no such element in the data model")
    if known.access == "ro":
        raise CmiError(READ_ONLY, element, "only the run-time sets this element")
    if not isinstance(value, str) or not known.datatype(value):
        raise CmiError(INCORRECT_TYPE, element, "the value does not have the type of the element")


def check_get(element: str) -> None:
    """Whether LMSGetValue(element) is allowed (RTE 3.3.2.3); CmiError when not."""
    name = generic_name(element)
    parent, _, last = name.rpartition(".")
    if last in KEYWORDS:
        _check_keyword(element, parent.removesuffix(".n"), last)
        return
    known = ELEMENTS.get(name)
    if known is None or "n" in element.split("."):
        raise CmiError(NOT_IMPLEMENTED, element, "no such element in the data model")
    if known.access == "wo":
        raise CmiError(WRITE_ONLY, element, "content may set this element, not read it")


def _check_keyword(element: str, parent: str, keyword: str) -> None:
    if keyword == "_version" and parent != "cmi":
        raise CmiError(INVALID_ARGUMENT, element, "only cmi has a version")
    if keyword == "_children" and parent not in CHILDREN:
        raise CmiError(CANNOT_HAVE_CHILDREN, element, "the element has no children")
    if keyword == "_count" and parent not in ARRAYS:
        raise CmiError(NOT_AN_ARRAY, element, "the element is not an array")
