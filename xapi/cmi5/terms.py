"""What a session was launched with, and how a statement that breaks a rule is named."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xapi.cmi5.vocabulary import LaunchMode

Json = dict[str, Any]


class Broken(ValueError):
    """A statement or document that an AU may not send: it may be good xAPI, and is no cmi5.

    `clause` of cmi5; `why` in words; `path`: where in what was sent.
    """

    def __init__(self, clause: str, why: str, path: str = "$") -> None:
        super().__init__(f"cmi5 {clause}: {path}: {why}")
        self.clause = clause
        self.why = why
        self.path = path

    def at(self, place: int | None) -> Broken:
        """The same inside a list of statements; None: there is no list."""
        if place is None:
            return self
        path = f"$[{place}]" + self.path.removeprefix("$")
        return Broken(self.clause, self.why, path)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the AU was given: every statement of the session is compared with it.

    `registration` in lower case; `actor` as JSON with its objectType; `mastery_score`: 0 to 1, or
    None where the launch data had none.
    """

    session: str
    registration: str
    actor: Json
    activity_id: str
    publisher_id: str
    mode: LaunchMode
    mastery_score: Decimal | None = None
