"""How correct responses and learner responses are written, by type of interaction (RTE 4.2.9.1).

[,] separates the parts of a response, [.] the two halves of a part, [:] the ends of a range.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from scorm.cmi2004 import datatypes as t
from scorm.cmi2004.errors import NO_ERROR

# The SPMs are at most 250 parts; none of the forms needs a bound of its own beside TEXT_LIMIT.
_FLAG: Final = re.compile(r"\{(case_matters|order_matters)=(true|false)\}")
_BROKEN_FLAG: Final = re.compile(r"\{(?:case_matters|order_matters)=[^{}]*\}")

# Types that have only one correct response, and those whose responses must differ.
SINGLE: Final = frozenset({"true-false", "likert", "numeric", "other"})
DISTINCT: Final = frozenset({"choice", "sequencing"})

TYPES: Final = (
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "likert",
    "matching",
    "performance",
    "sequencing",
    "numeric",
    "other",
)


def is_pattern(kind: str, value: str) -> bool:
    """Whether a correct response to an interaction of type ``kind`` may be written so."""
    return t.text(value) == NO_ERROR and _PATTERNS[kind](value)


def is_response(kind: str, value: str) -> bool:
    """Whether a learner's response to an interaction of type ``kind`` may be written so."""
    return t.text(value) == NO_ERROR and _RESPONSES[kind](value)


def _true_false(value: str) -> bool:
    return value in ("true", "false")


def _identifier(value: str) -> bool:
    return t.short_identifier(value) == NO_ERROR


def _choice(value: str) -> bool:
    """A set: nothing twice, and there may be nothing in it."""
    parts = value.split("[,]")
    return value == "" or (all(map(_identifier, parts)) and len(set(parts)) == len(parts))


def _sequencing(value: str) -> bool:
    return all(map(_identifier, value.split("[,]")))


def _matching(value: str) -> bool:
    return value == "" or all(_pair(part) for part in value.split("[,]"))


def _pair(part: str) -> bool:
    halves = part.split("[.]")
    return len(halves) == 2 and all(map(_identifier, halves))


def _localized(value: str) -> bool:
    return t.localized(value) == NO_ERROR


def _fill_in(value: str) -> bool:
    return all(map(_localized, value.split("[,]")))


def _fill_in_pattern(value: str) -> bool:
    return _with_flags(value, ("case_matters", "order_matters"), _fill_in)


def _long_fill_in_pattern(value: str) -> bool:
    return _with_flags(value, ("case_matters",), _localized)


def _performance_pattern(value: str) -> bool:
    return _with_flags(value, ("order_matters",), lambda rest: _steps(rest, _step_pattern))


def _with_flags(value: str, allowed: tuple[str, ...], rest_is: Callable[[str], bool]) -> bool:
    """The flags in front, each once and in any order, and then a value without any."""
    seen: set[str] = set()
    while flag := _FLAG.match(value):
        if flag[1] not in allowed or flag[1] in seen:
            return False
        seen.add(flag[1])
        value = value[flag.end() :]
    return _BROKEN_FLAG.match(value) is None and rest_is(value)


def _performance(value: str) -> bool:
    return _steps(value, lambda answer: t.text(answer) == NO_ERROR)


def _steps(value: str, answer_is: Callable[[str], bool]) -> bool:
    return all(_step(part, answer_is) for part in value.split("[,]"))


def _step(part: str, answer_is: Callable[[str], bool]) -> bool:
    """step_name[.]step_answer, one of which may be missing but not both."""
    halves = part.split("[.]")
    if len(halves) != 2 or halves == ["", ""]:
        return False
    name, answer = halves
    return (name == "" or _identifier(name)) and answer_is(answer)


def _step_pattern(answer: str) -> bool:
    return "[:]" not in answer or _range(answer)


def _range(value: str) -> bool:
    ends = value.split("[:]")
    if len(ends) != 2 or any(end and not t.is_real(end) for end in ends):
        return False
    return not all(ends) or Decimal(ends[0]) <= Decimal(ends[1])


def _anything(value: str) -> bool:
    return True


_PATTERNS: Final[dict[str, Callable[[str], bool]]] = {
    "true-false": _true_false,
    "choice": _choice,
    "fill-in": _fill_in_pattern,
    "long-fill-in": _long_fill_in_pattern,
    "likert": _identifier,
    "matching": _matching,
    "performance": _performance_pattern,
    "sequencing": _sequencing,
    "numeric": _range,
    "other": _anything,
}
_RESPONSES: Final[dict[str, Callable[[str], bool]]] = {
    "true-false": _true_false,
    "choice": _choice,
    "fill-in": _fill_in,
    "long-fill-in": _localized,
    "likert": _identifier,
    "matching": _matching,
    "performance": _performance,
    "sequencing": _sequencing,
    "numeric": t.is_real,
    "other": _anything,
}
