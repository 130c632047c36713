"""What is remembered of an attempt between two readings of its journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

# Answers of one SCO that can still be changed; those answered longest ago are let go.
MOST_RECORDS: Final = 200
# A late commit of an older session than these is taken for a new one.
MOST_SESSIONS: Final = 20
Ended = Literal["", "finished", "silent"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit of the journal, in the order in which they were stored.

    activity_attempt: the attempt on the activity (SCORM 2004), which begins without run-time
    data; always 0 in SCORM 1.2.
    """

    sco: str
    session: str
    sequence: int
    delta: Mapping[str, str]
    finish: bool
    at: dt.datetime
    activity_attempt: int = 0


class Record(msgspec.Struct, omit_defaults=True):
    """One interaction by its index. values: by the name below the index.

    answered_at: when it was answered last, as long as that has not been told; sequence: of the
    commit that did.
    """

    values: dict[str, str] = {}
    answered_at: dt.datetime | None = None
    sequence: int = 0


class ScoMemory(msgspec.Struct, omit_defaults=True):
    """One SCO. session: the one that began last; ended: by its own word, by silence, or not yet;
    earlier: how the ones before ended.

    last_at, last_sequence: of its newest entry. `said`: the elements that say how it went, as set
    last; said_by: in which commit of this session. completed, success, score: as they were told
    last, the score as text.
    """

    session: str = ""
    activity_attempt: int = 0
    ended: Ended = ""
    is_suspended: bool = False
    last_at: dt.datetime | None = None
    last_sequence: int = 0
    earlier: dict[str, Ended] = {}
    said: dict[str, str] = {}
    said_by: dict[str, int] = {}
    completed: bool = False
    success: str = ""
    score: str = ""
    records: dict[str, Record] = {}

    @property
    def is_open(self) -> bool:
        return bool(self.session) and not self.ended


class Memory(msgspec.Struct, omit_defaults=True):
    """The SCOs of one attempt by the item's identifier."""

    scos: dict[str, ScoMemory] = {}

    def of(self, sco: str) -> ScoMemory:
        return self.scos.setdefault(sco, ScoMemory())

    @property
    def open_since(self) -> dt.datetime | None:
        """When the session spoke last that has been silent longest without having ended."""
        spoke = [one.last_at for one in self.scos.values() if one.is_open and one.last_at]
        return min(spoke, default=None)


def encode_memory(memory: Memory) -> dict[str, Any]:
    """As plain values for a JSON column."""
    plain: dict[str, Any] = msgspec.to_builtins(memory)
    return plain


def decode_memory(plain: Mapping[str, Any]) -> Memory:
    """The reverse. Raises msgspec.ValidationError."""
    return msgspec.convert(plain, Memory)
