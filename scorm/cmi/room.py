"""What of a commit is left out when a part has more to say than can be kept.

Results always find room: they are few and short. Of the rest, what is overwritten by something
shorter comes first, then objectives and the part's own state, then its records one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

# What decides over completion, success, score and time, and where the learner is.
_RESULTS: Final = re.compile(
    r"adl\.nav\.request|cmi\.(?:core\.|completion_status|success_status|progress_measure|score\."
    r"|exit|session_time|location).*",
    re.DOTALL,
)
# Buckets of adl.data have a room of their own.
_ELSEWHERE: Final = "adl.data."
# Characters that the results of one part take at most.
ROOM_OF_RESULTS: Final = 20_000
_LAST: Final = 9
_NUMBER: Final = re.compile(r"[0-9]+", re.ASCII)
_RANKS: Final = {"id": 0, "type": 1}


def too_much(stored: Mapping[str, str], delta: Mapping[str, str], limit: int) -> frozenset[str]:
    """The elements of `delta` that have no room beside `stored`, which together with the others
    has at most `limit` characters but for results.

    Of a record that is not there yet, nothing is kept without what comes first in it, nor of any
    record behind it: an array has no gaps.
    """
    size = sum(map(len, stored.values()))
    if size + sum(map(len, delta.values())) <= limit:
        return frozenset()
    return frozenset(_left_out(stored, delta, size, limit))


def array_places(element: str) -> Iterator[tuple[str, int]]:
    """Each (array, index) on the way to an element: interactions 3, its objectives 0."""
    steps = element.split(".")
    for depth, step in enumerate(steps):
        if _NUMBER.fullmatch(step):
            yield ".".join(steps[:depth]), int(step[:_LAST])


def in_order(name: object) -> tuple[tuple[int, int, str], ...]:
    """To sort elements by: numbers as numbers; the identifier, then the type, then the rest of a
    record."""
    return tuple(
        (int(step[:_LAST]), 0, "") if _NUMBER.fullmatch(step) else (0, _RANKS.get(step, 2), step)
        for step in str(name).split(".")
    )


def _left_out(
    stored: Mapping[str, str], delta: Mapping[str, str], size: int, limit: int
) -> Iterator[str]:
    present = {place for name in stored for place in array_places(name)}
    # From which record on an array takes no more.
    closed: dict[str, int] = {}
    growth = {name: len(value) - len(stored.get(name, "")) for name, value in delta.items()}
    for name in sorted(delta, key=lambda name: (_rank(name, growth[name]), in_order(name))):
        if _RESULTS.fullmatch(name) or name.startswith(_ELSEWHERE):
            continue
        places = list(array_places(name))
        is_closed = any(index >= closed.get(array, index + 1) for array, index in places)
        if not is_closed and (growth[name] <= 0 or size + growth[name] <= limit):
            size += growth[name]
            present.update(places)
            continue
        yield name
        for array, index in places:
            if (array, index) not in present:
                closed[array] = min(index, closed.get(array, index))


def _rank(name: str, growth: int) -> int:
    if growth <= 0:
        return 0
    if name.startswith("cmi.objectives."):
        return 1
    return 2 if name == "cmi.suspend_data" else 3
