"""What the children did becomes the status of the parent (RB.1)."""

from decimal import Decimal
from typing import Any

import pytest

from scorm.manifest.sequencing import (
    CompletionThreshold,
    Condition,
    Delivery,
    Objective,
    Rollup,
    RollupRule,
)
from scorm.sequencing.objectives import amount, completed, measure, satisfied
from tests.scorm.sequencing_scene import Lena, leaf, rule, rules, shared


def standing(lena: Lena) -> tuple[bool | None, bool | None]:
    run = lena.sequencer.run()
    return completed(run, run.tree.root), satisfied(run, run.tree.root)


def test_by_default_all_must_be_completed_and_satisfied() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    assert lena.goes("start") == "a"
    assert standing(lena) == (None, None)
    lena.sets(completion_status="completed", success_status="passed").goes("continue")
    assert standing(lena) == (None, None), "nothing is known of the second"
    lena.sets(completion_status="incomplete", success_status="failed").goes("exitAll")
    assert standing(lena) == (False, False)


def test_content_that_says_nothing_is_completed_by_ending() -> None:
    lena = Lena(leaf("a"))
    lena.goes("start", "exitAll")
    assert standing(lena) == (True, True)


def test_content_that_says_unknown_is_taken_at_its_word() -> None:
    lena = Lena(leaf("a"))
    lena.goes("start")
    lena.sets(completion_status="unknown", success_status="unknown").goes("exitAll")
    assert standing(lena) == (None, None)


def test_content_that_must_say_it_itself() -> None:
    by_content = Delivery(completion_set_by_content=True, objective_set_by_content=True)
    lena = Lena(leaf("a", delivery=by_content))
    lena.goes("start", "exitAll")
    assert standing(lena) == (None, None)


def test_measures_are_weighted_and_unknown_ones_count_as_nothing() -> None:
    heavy = Rollup(objective_measure_weight=Decimal("0.75"))
    light = Rollup(objective_measure_weight=Decimal("0.25"))
    lena = Lena(leaf("a", rollup=heavy), leaf("b", rollup=light))
    lena.goes("start")
    lena.sets(score_scaled="0.8")
    run = lena.sequencer.run()
    assert measure(run, run.tree.root) == Decimal("0.6")
    lena.goes("continue")
    lena.sets(score_scaled="1")
    assert measure(run, run.tree.root) == Decimal("0.85")


def test_satisfied_by_measure() -> None:
    goal = (Objective(satisfied_by_measure=True, minimum_measure=Decimal("0.6")),)
    lena = Lena(leaf("a"), objectives=goal)
    lena.goes("start")
    lena.sets(score_scaled="0.6")
    assert standing(lena)[1] is True
    lena.sets(score_scaled="0.59")
    assert standing(lena)[1] is False


def test_completed_by_measure() -> None:
    half = CompletionThreshold(by_measure=True, minimum=Decimal("0.5"))
    lena = Lena(leaf("a"), leaf("b"), completion=half)
    lena.goes("start")
    lena.sets(progress_measure="0.9")
    run = lena.sequencer.run()
    assert amount(run, run.tree.root) == Decimal("0.45")
    assert standing(lena)[0] is False
    lena.goes("continue")
    lena.sets(progress_measure="0.1")
    assert standing(lena)[0] is True


@pytest.mark.parametrize(
    ("children", "more", "passed", "expected"),
    [
        ("all", {}, 3, True),
        ("all", {}, 2, None),
        ("any", {}, 1, True),
        ("none", {}, 0, True),
        ("none", {}, 1, None),
        ("atLeastCount", {"minimum_count": 2}, 2, True),
        ("atLeastCount", {"minimum_count": 2}, 1, None),
        ("atLeastPercent", {"minimum_percent": Decimal("0.6")}, 2, True),
        ("atLeastPercent", {"minimum_percent": Decimal("0.7")}, 2, None),
    ],
)
def test_sets_of_children(
    children: Any, more: dict[str, Any], passed: int, expected: bool | None
) -> None:
    rolled = RollupRule("satisfied", (Condition("satisfied"),), children=children, **more)
    lena = Lena(*(leaf(name) for name in "abc"), rollup=Rollup(rules=(rolled,)))
    lena.goes("start")
    for number in range(3):
        lena.sets(success_status="passed" if number < passed else "failed")
        lena.goes("continue" if number < 2 else "exitAll")
    assert standing(lena)[1] is expected


@pytest.mark.parametrize(
    ("required", "is_attempted", "expected"),
    [("always", False, None), ("ifAttempted", False, True), ("ifAttempted", True, False)],
)
def test_a_child_may_count_only_if_it_was_attempted(
    required: Any, is_attempted: bool, expected: bool | None
) -> None:
    optional = Rollup(required_for_satisfied=required, required_for_not_satisfied=required)
    lena = Lena(leaf("a"), leaf("optional", rollup=optional))
    lena.goes("start")
    lena.sets(success_status="passed")
    if is_attempted:
        lena.goes("continue")
        lena.sets(success_status="failed")
    lena.goes("exitAll")
    assert standing(lena)[1] is expected


def test_a_child_that_is_skipped_may_not_count() -> None:
    skipped = {
        "rules": rules(pre=rule("skip")),
        "rollup": Rollup(required_for_completed="ifNotSkipped"),
    }
    lena = Lena(leaf("a"), leaf("b", **skipped))
    lena.goes("start", "continue")
    assert standing(lena)[0] is True


def test_a_suspended_child_may_not_count() -> None:
    later = Rollup(
        required_for_completed="ifNotSuspended", required_for_incomplete="ifNotSuspended"
    )
    lena = Lena(leaf("a"), leaf("b", rollup=later))
    lena.goes("start", "continue")
    lena.sets("suspend", completion_status="incomplete").goes("exitAll")
    assert standing(lena)[0] is True


def test_what_is_not_tracked_does_not_count() -> None:
    lena = Lena(leaf("a", delivery=Delivery(tracked=False)), leaf("b"))
    lena.goes("start")
    lena.sets(success_status="failed").goes("continue", "exitAll")
    assert standing(lena) == (True, True)
    assert lena.attempts("a") == 0


def test_an_earlier_attempt_of_a_child_does_not_count_in_a_new_one_of_its_group() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    lena.goes("start")
    lena.sets(score_scaled="1").goes("exitAll", "start")
    run = lena.sequencer.run()
    assert measure(run, run.tree.root) is None


def test_groups_that_read_each_others_objectives_come_to_an_end() -> None:
    swap = [shared("x", read=("satisfied",)), shared("y", read=("satisfied",))]
    lena = Lena(
        leaf("a", objectives=shared("y", write=("satisfied",), read=("satisfied",))),
        *(leaf(f"p{n}", objectives=swap[n % 2]) for n in range(4)),
        objectives=shared("x", read=("satisfied",), write=("satisfied",)),
    )
    lena.goes("start")
    lena.sets(success_status="passed")
    assert lena.sequencer.state.objectives["y"].satisfied is True
