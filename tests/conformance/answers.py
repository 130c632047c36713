"""What a case expects of a call, and whether an answer is that."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scorm.cmi2004.datatypes import is_real
from scorm.cmi2004.timeinterval import is_timeinterval, to_centiseconds
from tests.conformance.cases import Call, abbreviations

_FLAG = re.compile(r"\{(case_matters|order_matters|lang)=([^{}]*)\}")
_BY_DEFAULT = {"case_matters": "false", "order_matters": "true", "lang": "en"}
ANYTHING = "Returned a valid value or error code"
OBJECTIVES = "the identifiers of cmi.objectives"
_METHODS = {
    "I": "Initialize",
    "T": "Terminate",
    "C": "Commit",
    "GET": "GetValue",
    "SET": "SetValue",
    "GLE": "GetLastError",
    "GES": "GetErrorString",
    "GeDi": "GetDiagnostic",
    "COI": OBJECTIVES,
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """An index that content finds: that of the record with this identifier."""

    identifier: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of the API: its method by the name that RTE 3.1 gives it, the element as the steps
    of its name, and the other argument. `OBJECTIVES` is no method, but content asks it too."""

    method: str
    element: tuple[str | Lookup, ...] = ()
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call returned, GetLastError afterwards, and the element that was meant in the end
    (None where a `Lookup` found nothing)."""

    text: str
    error: int
    element: str | None = ""


def asked(call: Call) -> Asked:
    """A line of a case as a call."""
    method = _METHODS[call.method]
    if call.method == "COI":
        return Asked(method)
    if call.method not in ("GET", "SET"):
        return Asked(method, argument=call.argument)
    name, _, value = call.argument.partition("!")
    return Asked(method, _element(name), _value(value))


def _element(name: str) -> tuple[str | Lookup, ...]:
    steps = iter(name.split("~"))
    found: list[str | Lookup] = []
    for step in steps:
        if step == "tar":
            found.append(f"{{target={next(steps)}}}")
        elif step.startswith("&"):
            found.append(Lookup(step.strip("&")))
        else:
            found.append(abbreviations().get(step, step))
    return tuple(found)


def _value(value: str) -> str:
    if value.startswith("tar~"):
        _, target, word = value.split("~")
        return f"{{target={target}}}{abbreviations()[word]}"
    return abbreviations().get(value, value)


def difference(call: Call, was: Asked, answer: Answer) -> str:
    """How the answer differs from what is expected, "" when it does not."""
    if answer.element is None:
        return f"{was.element} is not there"
    if call.method == "COI":
        found = set(answer.text.split(","))
        return "" if found == set(call.argument.split(",")) else f"objectives {found}"
    expected = abbreviations().get(call.returns, call.returns)
    if call.returns == ANYTHING:
        return ""
    if answer.error == call.error and _same(answer.text, expected, call, answer.element):
        return ""
    return (
        f"{was.method} {answer.element} {was.argument[:300]!r} gave {answer.text[:300]!r} and "
        f"{answer.error}, not {expected[:300]!r} and {call.error}"
    )


def _same(answer: str, expected: str, call: Call, element: str) -> bool:
    # What is not compared: the learner's name, and an identifier that was just looked up.
    is_known_anyway = element == "cmi.learner_name" or call.argument.endswith("~id")
    if call.method == "GET" and call.returns == "" and call.error == 0 and is_known_anyway:
        return answer != ""
    if call.returns == "less255":
        return 0 < len(answer) <= 255
    if call.returns == "emptyCS":
        return answer == ""
    if element.endswith("._children"):
        return set(answer.split(",")) == set(expected.split(","))
    if is_real(answer) and is_real(expected):
        return float(answer) == float(expected)
    if is_timeinterval(answer) and is_timeinterval(expected):
        return to_centiseconds(answer) == to_centiseconds(expected)
    return _plain(answer) == _plain(expected)


def _plain(response: str) -> tuple[dict[str, str], str]:
    """A response without what it says anyway: flags may stand in any order in front of it, and
    those that say what is so by default may be missing (RTE 4.2.9.1)."""
    flags: dict[str, str] = {}
    while flag := _FLAG.match(response):
        flags.setdefault(flag[1], flag[2])
        response = response[flag.end() :]
    return {name: value for name, value in flags.items() if _BY_DEFAULT[name] != value}, response
