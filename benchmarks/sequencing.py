"""`python -m benchmarks.sequencing`: CPU time of one navigation request in a large course.

A course of 500 activities with rules, objectives and rollup everywhere; the time is that of the
whole way of a request on the server: state from JSON, the request, state to JSON.
"""

from __future__ import annotations

import random
import statistics
import time
from decimal import Decimal

import msgspec

from benchmarks.tables import Figure, milliseconds, show
from scorm.manifest.sequencing import (
    Condition,
    ControlMode,
    Objective,
    ObjectiveMap,
    Rollup,
    RollupRule,
    Rule,
    Rules,
    Sequencing,
)
from scorm.manifest.structure import Item, Organization
from scorm.sequencing import NavigationRequest, Sequencer, build_tree, new_state
from scorm.sequencing.state import SequencingState
from scorm.sequencing.validity import table_of_contents, valid_navigation

GROUPS, LEAVES = 25, 19
REQUESTS = 200
GOAL = 0.010


def course() -> Organization:
    """25 groups of 19 activities: 500 with the groups, 501 with the root."""
    return Organization(
        "course", "Invented", tuple(_group(n) for n in range(GROUPS)), _definition()
    )


def _definition(target: str = "") -> Sequencing:
    satisfied = Rule("skip", (Condition("satisfied"), Condition("completed")))
    moved = ("satisfied", "measure")
    maps = (ObjectiveMap(target, moved, moved),) if target else ()
    return Sequencing(
        control=ControlMode(flow=True),
        rules=Rules(
            pre=(satisfied,), post=(Rule("retry", (Condition("satisfied", negated=True),)),)
        ),
        rollup=Rollup(
            rules=(RollupRule("satisfied", (Condition("satisfied"), Condition("completed"))),)
        ),
        objectives=(Objective("primary", minimum_measure=Decimal("0.6"), maps=maps),),
    )


def _group(number: int) -> Item:
    leaves = tuple(
        Item(f"leaf-{number}-{n}", "Leaf", kind="sco", href="a", sequencing=_definition(f"g-{n}"))
        for n in range(LEAVES)
    )
    return Item(f"group-{number}", "Group", children=leaves, sequencing=_definition())


def main() -> None:
    tree = build_tree(course())
    encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(SequencingState)
    stored = encoder.encode(new_state())
    times, valid_times = [], []
    for number in range(REQUESTS):
        word = "start" if number == 0 else "continue"
        began = time.process_time()
        sequencer = Sequencer(tree, decoder.decode(stored), random.Random(1))
        outcome = sequencer.navigate(NavigationRequest(word))
        stored = encoder.encode(sequencer.state)
        times.append(time.process_time() - began)
        assert outcome.delivered is not None, outcome
        if number % 20 == 0:
            began = time.process_time()
            table_of_contents(sequencer, valid_navigation(sequencer))
            valid_times.append(time.process_time() - began)
    show(f"SCORM 2004 sequencing, {len(tree)} activities", _figures(times, valid_times, stored))


def _figures(times: list[float], valid_times: list[float], stored: bytes) -> list[Figure]:
    middle, worst = statistics.median(times), max(times)
    goal = f"< {milliseconds(GOAL)}"
    return [
        Figure("one request, median", milliseconds(middle), "", "", goal, middle < GOAL),
        Figure("one request, slowest", milliseconds(worst), "", "", goal, worst < GOAL),
        Figure("what is valid, with contents", milliseconds(max(valid_times)), "", "", ""),
        Figure("stored state", f"{len(stored):,} bytes", "", "", ""),
    ]


if __name__ == "__main__":
    main()
