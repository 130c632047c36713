"""Elements that changed since the last commit, checked and laid over what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorm.cmi.errors import GENERAL_EXCEPTION, INVALID_ARGUMENT, CmiError
from scorm.cmi.model import ARRAYS, check_set, generic_name
from scorm.cmi.refusals import DeltaRefused
from scorm.cmi.room import ROOM_OF_RESULTS, array_places, too_much

# Characters of all values of one SCO together: room for a full suspend_data, and some
# thousands of answers, but not for using the run-time as a file store.
TOTAL_LIMIT: Final = 2_000_000


def apply_delta(stored: Mapping[str, str], delta: Mapping[str, str]) -> dict[str, str]:
    """`stored` with every element of `delta` set, each as if by LMSSetValue (RTE 3.3.2.4).

    Every element must exist, be writable and carry a value of its type, and every array
    must stay without gaps: RTE 3.4.3 has the content add records at `_count`, so a record
    `n` may only appear together with, or after, record `n - 1`. DeltaRefused otherwise.
    """
    errors = _errors(delta)
    refused = {error.element for error in errors}
    merged = {**stored, **{name: value for name, value in delta.items() if name not in refused}}
    errors.extend(_gaps(merged, [name for name in delta if name not in refused]))
    if not errors and sum(map(len, merged.values())) > TOTAL_LIMIT + ROOM_OF_RESULTS:
        errors.append(CmiError(GENERAL_EXCEPTION, "cmi", "more data than one SCO may keep"))
    if errors:
        raise DeltaRefused(errors)
    return merged


def without_room(stored: Mapping[str, str], delta: Mapping[str, str]) -> frozenset[str]:
    """The elements that `apply_delta` has no room for. The rest may be applied without them."""
    return too_much(stored, delta, TOTAL_LIMIT)


def check_delta(delta: Mapping[str, str]) -> None:
    """Whether each element by itself may be set so; DeltaRefused when not."""
    errors = _errors(delta)
    if errors:
        raise DeltaRefused(errors)


def _errors(delta: Mapping[str, str]) -> list[CmiError]:
    return [error for element, value in delta.items() if (error := _error(element, value))]


def _error(element: str, value: str) -> CmiError | None:
    try:
        check_set(element, value)
    except CmiError as error:
        return error
    return None


def _gaps(merged: Mapping[str, str], names: list[str]) -> list[CmiError]:
    present: dict[str, set[int]] = {}
    for element in merged:
        for array, index in array_places(element):
            present.setdefault(array, set()).add(index)
    # Indices start at zero, so as many of them as the highest plus one leaves no gap.
    sparse = {array for array, indices in present.items() if max(indices) + 1 != len(indices)}
    return [
        CmiError(INVALID_ARGUMENT, name, "the array would have a gap before this record")
        for name in names
        if any(array in sparse for array, _ in array_places(name))
    ]


def count(stored: Mapping[str, str], array: str) -> int:
    """`_count` of an array of the model: "cmi.objectives", "cmi.interactions.0.objectives"."""
    if generic_name(array) not in ARRAYS:
        raise ValueError(f"{array} is not an array of the SCORM 1.2 data model.")
    prefix = f"{array}."
    return len(
        {name[len(prefix) :].partition(".")[0] for name in stored if name.startswith(prefix)}
    )
