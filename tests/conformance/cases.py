"""ADL's cases as values: visits, with API calls, questions and what the learner does next."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.conformance.properties import read_properties

DEFAULT_PLACE = "/work/shared/adl-scorm-2004"
PLACE = Path(os.environ.get("ADL_SCORM_2004") or DEFAULT_PLACE)
_KEY = re.compile(r"Act([0-9]+)([a-z]?)V([0-9]+)\.(commands\.([0-9]+)|UIQ|UIA|CUI)")


@dataclass(frozen=True, slots=True)
class Call:
    """One line of a visit: a method, its argument as written, the return value and the error code
    that are expected ("" and 0 where the line names none)."""

    method: str
    argument: str
    returns: str = ""
    error: int = 0


@dataclass(slots=True)
class Visit:
    """One visit of an activity. ``questions`` are about the controls that the learner sees,
    ``next`` is what the learner does when the content is through, "" for nothing."""

    package: str
    activity: str
    number: int
    calls: list[tuple[int, Call]] = field(default_factory=list)
    questions: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    next: str = ""

    @property
    def name(self) -> str:
        return f"Act{self.activity}{self.package}V{self.number}"


@dataclass(frozen=True, slots=True)
class Case:
    """A case: where it starts ("." leaves it to the LMS), and the visits in their order."""

    name: str
    start: str
    visits: tuple[Visit, ...]


def names() -> list[str]:
    """The cases that are there."""
    return sorted(place.stem for place in PLACE.glob("cases/*.properties"))


@cache
def abbreviations() -> dict[str, str]:
    return dict(read_properties(PLACE / "Commands.properties"))


def read_case(name: str) -> Case:
    properties = read_properties(PLACE / "cases" / f"{name}.properties")
    visits: dict[str, Visit] = {}
    for key, value in properties:
        match = _KEY.fullmatch(key)
        if match is None:
            continue
        activity, package, number, what, index = match.groups()
        visit = visits.setdefault(
            f"{package}{activity}.{number}", Visit(package, activity, int(number))
        )
        if index is not None:
            visit.calls.append((int(index), read_call(value)))
        elif what == "CUI":
            visit.next = value
        elif what == "UIQ":
            visit.questions = tuple(value.split("~"))
        else:
            visit.answers = tuple(value.split("~"))
    return Case(name, dict(properties)["start"], tuple(visits.values()))


def read_call(line: str) -> Call:
    """METHOD->argument->return value->error code. A value may have "-" at its end."""
    method, _, rest = line.partition("->")
    if "~" in method:
        # One line of DMI has lost its method: what it looks at was set by nobody.
        return Call("", line)
    if method == "COI":
        return Call(method, rest)
    if method == "SET":
        argument, returns, error = rest.rsplit("->", 2)
        # One line of DDM says its error code twice.
        return Call(method, argument.removesuffix("->0"), returns, int(error))
    argument, _, rest = rest.partition("->")
    returns, error = rest.rsplit("->", 1)
    return Call(method, argument, returns, int(error))
