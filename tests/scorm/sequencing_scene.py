"""Invented courses for the sequencing tests, built without a manifest."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import msgspec

from scorm.manifest.sequencing import (
    Condition,
    ControlMode,
    Objective,
    ObjectiveMap,
    Rule,
    Rules,
    Sequencing,
)
from scorm.manifest.structure import Item, Organization
from scorm.sequencing import (
    NavigationRequest,
    Outcome,
    Sequencer,
    SequencingState,
    build_tree,
    new_state,
)
from scorm.sequencing.runtime import end_run_time, record_run_time

FLOW = ControlMode(flow=True)


def said(**parts: Any) -> Sequencing:
    """What an item says: parts of `Sequencing`, flow being on unless `control` says otherwise."""
    return Sequencing(**({"control": FLOW} | parts))


def leaf(identifier: str, **parts: Any) -> Item:
    """A SCO."""
    return Item(
        identifier,
        identifier.title(),
        kind="sco",
        href=f"{identifier}.html",
        sequencing=said(**parts),
    )


def group(identifier: str, *children: Item, **parts: Any) -> Item:
    """A group of activities."""
    return Item(identifier, identifier.title(), children=children, sequencing=said(**parts))


def rule(action: str, condition: str = "always", *, negated: bool = False, of: str = "") -> Rule:
    return Rule(action, (Condition(condition, negated=negated, objective=of),))


def rules(**kinds: Rule) -> Rules:
    """`pre`, `post` and `exit`, one rule each."""
    return Rules(**{kind: (one,) for kind, one in kinds.items()})


def shared(
    target: str, *, read: tuple[str, ...] = (), write: tuple[str, ...] = (), **parts: Any
) -> tuple[Objective, ...]:
    """A primary objective that is mapped to a global one."""
    return (Objective("primary", maps=(ObjectiveMap(target, read, write),), **parts),)


class Lena:
    """Lena Lund on her way through an invented course."""

    def __init__(
        self, *items: Item, state: SequencingState | None = None, seed: int = 1, **parts: Any
    ) -> None:
        organization = Organization("course", "Invented course", items, said(**parts))
        self.sequencer = Sequencer(
            build_tree(organization), state or new_state(), random.Random(seed)
        )
        self.outcome = Outcome()

    @property
    def here(self) -> str:
        """The identifier of what is open, "" for nothing."""
        return self.outcome.delivered.identifier if self.outcome.delivered else ""

    @property
    def refused(self) -> str:
        """The number of the exception of the last request, or ""."""
        return self.outcome.exception.code if self.outcome.exception else ""

    def goes(self, *requests: str) -> str:
        """Makes requests one after the other: "continue", "choice:quiz"; where that leads."""
        for request in requests:
            word, _, target = request.partition(":")
            self.outcome = self.sequencer.navigate(NavigationRequest(word, target))
        return self.here

    def sets(self, exit_: str = "", **values: str) -> Lena:
        """What the open SCO sets: `success_status="passed"`, `score_scaled="0.5"`."""
        run = self.sequencer.run()
        assert run.current is not None
        data = {f"cmi.{name.replace('score_', 'score.')}": text for name, text in values.items()}
        record_run_time(run, run.current, data, data)
        end_run_time(run, run.current, exit_)
        return self

    def tracking(self, identifier: str) -> dict[str, Any]:
        """What is stored of an activity."""
        plain: dict[str, Any] = msgspec.to_builtins(self.sequencer.state.activities[identifier])
        return plain

    def attempts(self, identifier: str) -> int:
        found = self.sequencer.state.activities.get(identifier)
        return found.attempts if found else 0


def measure(text: str) -> Decimal:
    return Decimal(text)
