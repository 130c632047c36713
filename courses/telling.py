"""How a player's room tells what happened in attempts: it registers here, as this room knows none.

A player keeps a journal of what its content reported. Whoever makes statements of it (the record
store) reads the journal through a `Teller`, keeps for each attempt what the teller wants to
remember, and so is told each happening once.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.happenings import Happening
from courses.models import Attempt, Edition


@dataclass(frozen=True, slots=True)
class Touched:
    """A stretch of the journal: its attempts with the number of the newest entry of each.

    through: number of the last entry, newest_at: when the newest was written; an empty stretch
    has no attempts.
    """

    attempts: Mapping[int, int]
    through: int
    newest_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What reading on in an attempt's journal gave.

    remembered: plain JSON, to be given at the next reading; through: the number of the last entry
    that was read; is_all: there were no more. look_again_at: something will have happened by
    then though nobody writes anything (a window that vanished).
    """

    happenings: list[Happening] = field(default_factory=list)
    remembered: dict[str, Any] = field(default_factory=dict)
    through: int = 0
    is_all: bool = True
    look_again_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Teller:
    """What a player's room answers about its journal.

    Entries have growing numbers; those of one attempt become visible in that order, those of
    different attempts need not. touched(after): the next stretch behind entry `after`.
    read(attempt, remembered, through, now): the happenings behind entry `through`.
    """

    standards: frozenset[Edition.Standard]
    touched: Callable[[int], Touched]
    read: Callable[[Attempt, Mapping[str, Any], int, dt.datetime], Told]


_tellers: dict[str, Teller] = {}


def register_teller(name: str, teller: Teller) -> None:
    """Called from AppConfig.ready of a player's room; the name is stored beside what was told."""
    _tellers[name] = teller


def tellers() -> dict[str, Teller]:
    """All registered tellers by name."""
    return dict(_tellers)
