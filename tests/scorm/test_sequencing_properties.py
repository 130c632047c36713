"""Whatever an author writes: no request loops for ever or raises anything but its exception."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorm.manifest.sequencing import (
    CompletionThreshold,
    Condition,
    ConstrainedChoice,
    ControlMode,
    Delivery,
    LimitConditions,
    Objective,
    ObjectiveMap,
    Randomization,
    Rollup,
    RollupRule,
    Rule,
    Rules,
    Sequencing,
)
from scorm.manifest.structure import Item, Organization
from scorm.sequencing import NavigationRequest, Sequencer, build_tree, new_state, validity
from scorm.sequencing.errors import MESSAGES
from scorm.sequencing.runtime import end_run_time, record_run_time
from scorm.sequencing.state import decode_state, encode_state
from scorm.sequencing.validity import (
    PLAIN,
    ValidNavigation,
    table_of_contents,
    valid_navigation,
)

booleans = st.booleans()
fractions = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)])
conditions = st.builds(
    Condition,
    condition=st.sampled_from(
        (
            "satisfied",
            "completed",
            "attempted",
            "always",
            "objectiveStatusKnown",
            "objectiveMeasureKnown",
            "activityProgressKnown",
            "attemptLimitExceeded",
        )
    ),
    negated=booleans,
    objective=st.sampled_from(["", "o", "nowhere"]),
)
some_conditions = st.lists(conditions, max_size=2).map(tuple)


def rules(*actions: str) -> st.SearchStrategy[tuple[Rule, ...]]:
    one = st.builds(
        Rule,
        action=st.sampled_from(actions),
        conditions=some_conditions,
        combination=st.sampled_from(["all", "any"]),
    )
    return st.lists(one, max_size=2).map(tuple)


rollup_rules = st.builds(
    RollupRule,
    action=st.sampled_from(["satisfied", "notSatisfied", "completed", "incomplete"]),
    conditions=some_conditions,
    children=st.sampled_from(["all", "any", "none", "atLeastCount", "atLeastPercent"]),
    minimum_count=st.integers(0, 3),
    minimum_percent=fractions,
)
words = st.lists(
    st.sampled_from(["satisfied", "measure", "raw", "completion", "progress"]), max_size=3
).map(tuple)
maps = st.builds(ObjectiveMap, target=st.sampled_from(["g", "h"]), read=words, write=words)
objectives = st.builds(
    Objective,
    identifier=st.sampled_from(["", "o"]),
    satisfied_by_measure=booleans,
    minimum_measure=fractions,
    maps=st.lists(maps, max_size=2).map(tuple),
)
considerations = st.sampled_from(["always", "ifNotSuspended", "ifAttempted", "ifNotSkipped"])
timings = st.sampled_from(["never", "once", "onEachNewAttempt"])
definitions = st.builds(
    Sequencing,
    control=st.builds(
        ControlMode,
        choice=booleans,
        choice_exit=booleans,
        flow=st.sampled_from([True, True, True, False]),
        forward_only=booleans,
        use_current_attempt_objective_info=booleans,
    ),
    rules=st.builds(
        Rules,
        pre=rules("skip", "disabled", "hiddenFromChoice", "stopForwardTraversal"),
        post=rules("exitParent", "exitAll", "retry", "retryAll", "continue", "previous"),
        exit=rules("exit"),
    ),
    limits=st.builds(LimitConditions, attempts=st.sampled_from([None, None, 0, 1])),
    rollup=st.builds(
        Rollup,
        rules=st.lists(rollup_rules, max_size=2).map(tuple),
        objective_measure_weight=fractions,
        required_for_satisfied=considerations,
        required_for_completed=considerations,
        measure_satisfaction_if_active=booleans,
    ),
    objectives=st.lists(objectives, min_size=1, max_size=2).map(tuple),
    randomization=st.builds(
        Randomization,
        selection=timings,
        select_count=st.sampled_from([None, 0, 1, 2]),
        randomization=timings,
        reorder=booleans,
    ),
    delivery=st.builds(Delivery, tracked=st.sampled_from([True, True, False])),
    choice=st.builds(ConstrainedChoice, prevent_activation=booleans, constrain=booleans),
    completion=st.builds(CompletionThreshold, by_measure=booleans, minimum=fractions),
)
Shape = list[Any]
shapes: st.SearchStrategy[Shape] = st.recursive(
    st.just([]), lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=9
)


@st.composite
def organizations(draw: st.DrawFn) -> Organization:
    """A course of at most some dozen activities, each with rules of its own."""
    names = iter(f"i{n}" for n in range(1_000))

    def item(shape: Shape) -> Item:
        identifier = next(names)
        children = tuple(item(each) for each in shape)
        return Item(
            identifier, identifier, kind="" if children else "sco", children=children,
            sequencing=draw(st.none() | definitions),
        )  # fmt: skip

    items = tuple(item(each) for each in draw(st.lists(shapes, min_size=1, max_size=3)))
    return Organization("course", "Invented", items, draw(definitions))


requests = st.tuples(
    st.sampled_from([*PLAIN, "choice", "choice", "jump", "fly"]), st.integers(0, 12)
)
visits = st.fixed_dictionaries(
    {},
    optional={
        "cmi.success_status": st.sampled_from(["passed", "failed", "unknown"]),
        "cmi.completion_status": st.sampled_from(["completed", "incomplete", "unknown"]),
        "cmi.score.scaled": st.sampled_from(["-1", "0.5", "1"]),
        "cmi.progress_measure": st.sampled_from(["0", "0.5", "1"]),
    },
)
exits = st.sampled_from(["", "suspend", "time-out"])
steps = st.lists(st.tuples(requests, visits, exits), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(organizations(), steps, st.integers(0, 9))
def test_any_course_and_any_learner(
    organization: Organization, taken: list[Any], seed: int
) -> None:
    tree = build_tree(organization)
    sequencer = Sequencer(tree, new_state(), random.Random(seed))
    for (word, place), visit, exit_ in taken:
        before = encode_state(sequencer.state)
        valid = valid_navigation(sequencer)
        table_of_contents(sequencer, valid)
        assert encode_state(sequencer.state) == before, "looking changes nothing"
        _check_each_alone(sequencer, valid)
        target = tree.activities[place % len(tree)].identifier
        outcome = sequencer.navigate(NavigationRequest(word, target))
        _check(sequencer, outcome.exception.code if outcome.exception else "")
        if outcome.delivered is not None:
            assert outcome.delivered.is_leaf
            assert sequencer.state.current == outcome.delivered.identifier
            record_run_time(sequencer.run(), outcome.delivered, visit, visit)
            end_run_time(sequencer.run(), outcome.delivered, exit_)
        assert outcome.ended is False or sequencer.state.current == ""


def _check_each_alone(sequencer: Sequencer, valid: ValidNavigation) -> None:
    """What is valid is worked out for all activities at once; each alone comes to the same."""
    for one in sequencer.tree.activities:
        chosen = validity._would_do(sequencer.run(), "choice", one)
        assert (one.identifier in valid.choices) == chosen
        jumped = one.is_leaf and validity._would_do(sequencer.run(), "jump", one)
        assert (one.identifier in valid.jumps) == jumped


def _check(sequencer: Sequencer, code: str) -> None:
    assert code == "" or code in MESSAGES
    stored = encode_state(sequencer.state)
    sequencer.state = decode_state(stored)
    assert encode_state(sequencer.state) == stored
    active = {name for name, one in sequencer.state.activities.items() if one.active}
    current = sequencer.run().current
    allowed = {one.identifier for one in current.ancestors()} if current else set()
    assert active <= allowed, "only the way to the current activity is active"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(organizations(), steps)
def test_the_same_seed_goes_the_same_way(organization: Organization, taken: list[Any]) -> None:
    ways = []
    for _ in range(2):
        sequencer = Sequencer(build_tree(organization), new_state(), random.Random(7))
        for (word, place), _, _ in taken:
            target = sequencer.tree.activities[place % len(sequencer.tree)].identifier
            sequencer.navigate(NavigationRequest(word, target))
        ways.append(encode_state(sequencer.state))
    assert ways[0] == ways[1]
