"""The cases of `scorm12.txt` as values, and the pure data model as an API that answers them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from scorm.cmi.delta import apply_delta, count
from scorm.cmi.errors import ERROR_STRINGS, CmiError
from scorm.cmi.launch import ScoContext, initial_cmi
from scorm.cmi.model import CHILDREN, ELEMENTS, KEYWORDS, VERSION, check_get, generic_name
from scorm.cmi.refusals import DeltaRefused

_PLACE = Path(__file__).parent / "scorm12.txt"
_CALL = re.compile(r'  (LMS\w+)((?: "(?:[^"\\]|\\.)*")+) = ("(?:[^"\\]|\\.)*") (\d+)')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
ANY_TEXT = "…"
_WORDS = {"0": "No error"} | {str(code): words for code, words in ERROR_STRINGS.items()}
CONTEXT = ScoContext("lena", "Lund, Lena", mastery_score="70", launch_data="key=7")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API, and what it must answer."""

    method: str
    arguments: tuple[str, ...]
    answer: str
    error: int


@dataclass(slots=True)
class Case:
    """One session of a SCO."""

    title: str
    calls: list[Call] = field(default_factory=list)


def read_cases() -> list[Case]:
    """Every case, in the order of the file."""
    found: list[Case] = []
    for line in _PLACE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            found.append(Case(line))
            continue
        match = _CALL.fullmatch(line)
        assert match, f"not a call: {line}"
        method, arguments, answer, error = match.groups()
        texts = tuple(json.loads(one) for one in _STRING.findall(arguments))
        found[-1].calls.append(Call(method, texts, json.loads(answer), int(error)))
    return found


def differences(case: Case, answers: list[tuple[str, int]]) -> list[str]:
    """Where the answers are not what they must be."""
    return [
        f"{case.title}: {call.method}{call.arguments} gave {answer!r} {error}, "
        f"not {call.answer!r} {call.error}"
        for call, (answer, error) in zip(case.calls, answers, strict=True)
        if error != call.error or not _is_right(answer, call.answer)
    ]


def _is_right(answer: str, expected: str) -> bool:
    return answer == expected or (expected == ANY_TEXT and answer != "")


class PureApi:
    """The API adapter of SCORM 1.2 (RTE 3.3) on `scorm.cmi` alone. ``stored`` is what was set."""

    def __init__(self) -> None:
        self.stored: dict[str, str] = {}
        self.known = initial_cmi(CONTEXT)
        self.state = "new"
        self.error = 0

    def call(self, method: str, *arguments: str) -> tuple[str, int]:
        """The answer, and what LMSGetLastError says after it."""
        answer: str = getattr(self, method)(*arguments)
        return answer, self.error

    def LMSInitialize(self, argument: str) -> str:  # noqa: N802  # RTE 3.3.2
        if argument or self.state != "new":
            return self._failed(201 if argument else 101)
        self.state = "running"
        return self._done("true")

    def LMSFinish(self, argument: str) -> str:  # noqa: N802
        answer = self.LMSCommit(argument)
        self.state = "over" if answer == "true" else self.state
        return answer

    def LMSCommit(self, argument: str) -> str:  # noqa: N802
        if argument:
            return self._failed(201)
        return self._done("true") if self.state == "running" else self._failed(301)

    def LMSGetValue(self, element: str) -> str:  # noqa: N802
        if self.state != "running":
            self.error = 301
            return ""
        try:
            return self._done(self._value(element))
        except CmiError as error:
            self.error = error.code
            return ""

    def LMSSetValue(self, element: str, value: str) -> str:  # noqa: N802
        if self.state != "running":
            return self._failed(301)
        given = f"{self.known['cmi.comments']}{value}" if element == "cmi.comments" else value
        try:
            self.stored = apply_delta(self.stored, {element: given})
        except DeltaRefused as refused:
            return self._failed(refused.errors[0].code)
        self.known[element] = given
        return self._done("true")

    def LMSGetErrorString(self, code: str) -> str:  # noqa: N802
        return _WORDS.get(code, "")

    def LMSGetDiagnostic(self, code: str) -> str:  # noqa: N802
        return _WORDS.get(code or str(self.error), "")

    def _value(self, element: str) -> str:
        check_get(element)
        parent, _, last = element.rpartition(".")
        if last in KEYWORDS:
            return self._keyword(parent, last)
        array = re.match(r"(.*)\.(\d+)\.", element)
        if array and int(array[2]) >= count(self.stored, array[1]):
            raise CmiError(201, element, "the array has no such record")
        return self.known.get(element, ELEMENTS[generic_name(element)].default)

    def _keyword(self, parent: str, keyword: str) -> str:
        if keyword == "_version":
            return VERSION
        if keyword == "_count":
            return str(count(self.stored, parent))
        return ",".join(CHILDREN[generic_name(f"{parent}.x").removesuffix(".x")])

    def _failed(self, code: int) -> str:
        self.error = code
        return "false"

    def _done(self, answer: str) -> str:
        self.error = 0
        return answer
