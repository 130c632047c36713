"""One SCO's data model as it is read and written through the API (RTE 3.1.4, 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from scorm.cmi2004.errors import (
    DEPENDENCY,
    GET_FAILURE,
    NO_ERROR,
    NOT_INITIALIZED,
    READ_ONLY,
    SET_FAILURE,
    TYPE_MISMATCH,
    UNDEFINED_ELEMENT,
    WRITE_ONLY,
    CmiError,
)
from scorm.cmi2004.model import (
    ARRAY_LIMIT,
    ARRAYS,
    CHILDREN,
    ELEMENTS,
    KEYWORDS,
    NAMED_ARRAYS,
    REQUEST_VALID,
    VERSION,
    generic_name,
    is_request_valid,
)
from scorm.cmi2004.responses import DISTINCT, SINGLE, is_pattern, is_response

_MEASURES: Final = {
    "cmi.completion_status": ("cmi.completion_threshold", "cmi.progress_measure"),
    "cmi.success_status": ("cmi.scaled_passing_score", "cmi.score.scaled"),
}
# No two records of their list have the same.
NAMES_ONCE: Final = frozenset({"cmi.objectives.n.id", "cmi.interactions.n.objectives.n.id"})
_VERDICTS: Final = {
    "cmi.completion_status": ("completed", "incomplete"),
    "cmi.success_status": ("passed", "failed"),
}


@dataclass(slots=True)
class DataModel:
    """Values by element name, and the rules of getting and setting them.

    ``values`` are what is known at the start, ``valid_requests`` the answers of
    adl.nav.request_valid by the rest of their name, ``closed`` the elements of adl.data that may
    not be ``read`` or written. ``changed`` are the elements that the SCO has set.
    ``checks_responses`` False takes responses as plain text: they were checked when the type of
    their interaction was another. Nor does it ask then whether two records of a list have one name,
    which is asked once, of all together (`scorm.cmi2004.delta`).
    """

    values: dict[str, str]
    valid_requests: Mapping[str, str] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    unwritable: frozenset[str] = frozenset()
    checks_responses: bool = True
    changed: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.values:
            self._see(name)

    def count(self, array: str) -> int:
        """`_count` of an array, by its full name ("cmi.interactions.0.objectives")."""
        return self._counts.get(array, 0)

    def get(self, element: str) -> str:
        """GetValue (RTE 3.1.4.1); CmiError when it is not allowed."""
        if element == "":
            raise CmiError(GET_FAILURE, element, "no element was named")
        if element.startswith(REQUEST_VALID):
            return self._get_request_valid(element)
        name = generic_name(element)
        parent, _, last = name.rpartition(".")
        if last in KEYWORDS:
            return self._get_keyword(element, parent.removesuffix(".n"), last)
        known = ELEMENTS.get(name)
        if known is None:
            raise CmiError(UNDEFINED_ELEMENT, element, "no such element in the data model")
        self._check_records_exist(element)
        if known.access == "wo" or element in self.unreadable:
            raise CmiError(WRITE_ONLY, element, "content may set this element, not read it")
        value = self.current(element, known.default)
        if value is None or (value == "" and name == "adl.data.n.store"):
            raise CmiError(NOT_INITIALIZED, element, "the element has no value yet")
        return value

    def current(self, element: str, default: str | None = None) -> str | None:
        """The value of an element, with a status that follows from a threshold (RTE 4.2.4.1)."""
        threshold, measure = (self.values.get(name) for name in _MEASURES.get(element, ("", "")))
        if threshold is None:
            return self.values.get(element, default)
        if measure is None:
            return "unknown"
        reached, missed = _VERDICTS[element]
        return reached if Decimal(measure) >= Decimal(threshold) else missed

    def set(self, element: str, value: str) -> None:
        """SetValue (RTE 3.1.4.2); CmiError when it is not allowed."""
        if element == "":
            raise CmiError(SET_FAILURE, element, "no element was named")
        self._check_set(element, value)
        self.values[element] = value
        self.changed[element] = value
        self._see(element)

    def _check_set(self, element: str, value: str) -> None:
        if is_request_valid(element):
            raise CmiError(READ_ONLY, element, "only the run-time sets this element")
        name = generic_name(element)
        parent, _, last = name.rpartition(".")
        if last in KEYWORDS and (parent.removesuffix(".n") in CHILDREN or name == "cmi._version"):
            raise CmiError(READ_ONLY, element, "a keyword cannot be set")
        known = ELEMENTS.get(name)
        if known is None:
            raise CmiError(UNDEFINED_ELEMENT, element, "no such element in the data model")
        if known.access == "ro" or element in self.unwritable:
            raise CmiError(READ_ONLY, element, "only the run-time sets this element")
        self._check_place(element)
        self._check_is_not_one_too_many(element, name)
        wrong = known.datatype(value)
        if wrong != NO_ERROR:
            raise CmiError(wrong, element, "the value is not one of the element's")
        self._check_once(element, name, value)
        if name.startswith("cmi.interactions.n.") and self.checks_responses:
            self._check_response(element, name, value)

    def _check_place(self, element: str) -> None:
        """An array has no gaps (351), and a record must be named before it is filled (408)."""
        steps = element.split(".")
        for depth, step in enumerate(steps):
            if not step.isdigit():
                continue
            array = ".".join(steps[:depth])
            if not self._is_next(array, step):
                raise CmiError(SET_FAILURE, element, "no record may be put there")
            is_named = generic_name(array) in NAMED_ARRAYS
            record = ".".join(steps[: depth + 1])
            if is_named and f"{record}.id" not in self.values and element != f"{record}.id":
                raise CmiError(DEPENDENCY, element, "the record has no identifier yet")

    def _is_next(self, array: str, step: str) -> bool:
        """Whether a record is there or would be the next one; the run-time adds the buckets."""
        count = self.count(array) - (array == "adl.data")
        return str(int(step)) == step and int(step) <= min(count, ARRAY_LIMIT - 1)

    def _check_is_not_one_too_many(self, element: str, name: str) -> None:
        if name != "cmi.interactions.n.correct_responses.n.pattern" or not self.checks_responses:
            return
        interaction = ".".join(element.split(".")[:3])
        kind = self.values.get(f"{interaction}.type")
        if kind in SINGLE and element != f"{interaction}.correct_responses.0.pattern":
            raise CmiError(SET_FAILURE, element, f"{kind} has one correct response")

    def _check_once(self, element: str, name: str, value: str) -> None:
        """An objective is named once, and no two records of a list have one name."""
        if name == "cmi.objectives.n.id" and self.values.get(element, value) != value:
            raise CmiError(SET_FAILURE, element, "an objective cannot be given another identifier")
        if self.checks_responses and name in NAMES_ONCE:
            array = element.rsplit(".", 2)[0]
            others = (f"{array}.{index}.id" for index in range(self.count(array)))
            if any(self.values.get(other) == value for other in others if other != element):
                raise CmiError(SET_FAILURE, element, "another record has this identifier")

    def _check_response(self, element: str, name: str, value: str) -> None:
        last = name.rpartition(".")[2]
        if last not in ("pattern", "learner_response"):
            return
        interaction = ".".join(element.split(".")[:3])
        kind = self.values.get(f"{interaction}.type")
        if kind is None:
            raise CmiError(DEPENDENCY, element, "the interaction has no type yet")
        if last == "learner_response":
            if not is_response(kind, value):
                raise CmiError(TYPE_MISMATCH, element, f"not a response to {kind}")
            return
        if not is_pattern(kind, value):
            raise CmiError(TYPE_MISMATCH, element, f"not a correct response to {kind}")
        self._check_pattern_among_others(element, interaction, kind, value)

    def _check_pattern_among_others(
        self, element: str, interaction: str, kind: str, value: str
    ) -> None:
        array = f"{interaction}.correct_responses"
        names = [f"{array}.{index}.pattern" for index in range(self.count(array))]
        if kind in DISTINCT and any(
            self.values.get(other) == value for other in names if other != element
        ):
            raise CmiError(SET_FAILURE, element, "the correct response is there already")

    def _check_records_exist(self, element: str) -> None:
        steps = element.split(".")
        for depth, step in enumerate(steps):
            if step.isdigit() and int(step) >= self.count(".".join(steps[:depth])):
                raise CmiError(GET_FAILURE, element, "the array has no such record")

    def _get_keyword(self, element: str, parent: str, keyword: str) -> str:
        if keyword == "_version" and parent == "cmi":
            return VERSION
        if keyword == "_children" and parent in CHILDREN:
            return ",".join(CHILDREN[parent])
        if keyword == "_count" and parent in ARRAYS:
            self._check_records_exist(element)
            return str(self.count(element.rpartition(".")[0]))
        known = parent in CHILDREN or parent in ELEMENTS
        raise CmiError(
            GET_FAILURE if known else UNDEFINED_ELEMENT, element, "the element has no such keyword"
        )

    def _get_request_valid(self, element: str) -> str:
        if not is_request_valid(element):
            raise CmiError(UNDEFINED_ELEMENT, element, "no such element in the data model")
        # Of all targets those that may be asked for are known; without any word, none is.
        other = "false" if self.valid_requests else "unknown"
        return self.valid_requests.get(element.removeprefix(REQUEST_VALID), other)

    def _see(self, element: str) -> None:
        """Keep the counts of the arrays that an element is in."""
        steps = element.split(".")
        for depth, step in enumerate(steps):
            if step.isdigit():
                array = ".".join(steps[:depth])
                self._counts[array] = max(self._counts.get(array, 0), int(step) + 1)
