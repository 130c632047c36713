"""Conditions, rules and limits (UP.1, UP.2, UP.5)."""

import pytest

from scorm.manifest.sequencing import Condition, LimitConditions, Rule, Rules
from scorm.sequencing.checks import combined, condition_holds, rule_holds
from tests.scorm.sequencing_scene import Lena, leaf, measure, rule, rules

TRUTHS = [True, False, None]


@pytest.mark.parametrize(
    ("truths", "all_", "any_"),
    [
        ((True, True), True, True),
        ((True, False), False, True),
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((False, False), False, False),
    ],
)
def test_the_logic_of_three_values(
    truths: tuple[bool | None, ...], all_: bool | None, any_: bool | None
) -> None:
    assert combined(truths, "all") is all_
    assert combined(truths, "any") is any_


@pytest.mark.parametrize(
    ("condition", "before", "after"),
    [
        ("satisfied", None, True),
        ("objectiveStatusKnown", False, True),
        ("objectiveMeasureKnown", False, True),
        ("objectiveMeasureGreaterThan", None, True),
        ("objectiveMeasureLessThan", None, False),
        ("completed", None, False),
        ("activityProgressKnown", False, True),
        ("attempted", True, True),
        ("attemptLimitExceeded", False, False),
        ("timeLimitExceeded", None, None),
        ("outsideAvailableTimeRange", None, None),
        ("always", True, True),
        ("never", False, False),
    ],
)
def test_conditions(condition: str, before: bool | None, after: bool | None) -> None:
    lena = Lena(leaf("a"))
    lena.goes("start")
    run = lena.sequencer.run()
    activity = run.current
    assert activity is not None
    asked = Condition(condition, threshold=measure("0.3"))
    negated = Condition(condition, threshold=measure("0.3"), negated=True)
    assert condition_holds(run, activity, asked) is before
    lena.sets(success_status="passed", score_scaled="0.5", completion_status="incomplete")
    assert condition_holds(run, activity, asked) is after
    assert condition_holds(run, activity, negated) is (None if after is None else not after)


def test_an_objective_that_is_not_there_is_unknown() -> None:
    lena = Lena(leaf("a"))
    activity = lena.sequencer.tree.find("a")
    assert activity is not None
    for name in ("satisfied", "objectiveMeasureGreaterThan", "objectiveMeasureLessThan"):
        asked = Condition(name, objective="nowhere")
        assert condition_holds(lena.sequencer.run(), activity, asked) is None


def test_a_rule_without_conditions_never_holds() -> None:
    lena = Lena(leaf("a"))
    assert not rule_holds(lena.sequencer.run(), lena.sequencer.tree.root, Rule("skip"))


def test_of_several_rules_the_first_that_holds_counts() -> None:
    post = (rule("previous", "satisfied", negated=True), rule("continue"), rule("exitAll"))
    lena = Lena(leaf("a"), leaf("b", rules=Rules(post=post)), leaf("c"))
    assert lena.goes("start", "continue", "exit") == "c"


def test_an_attempt_limit() -> None:
    lena = Lena(leaf("quiz", limits=LimitConditions(attempts=2)), leaf("end"))
    lena.goes("start", "continue", "previous", "continue", "previous")
    assert lena.refused == "SB.2.2-2"
    assert lena.attempts("quiz") == 2
    lena.goes("choice:quiz")
    assert lena.refused == "DB.1.1-3"


def test_a_rule_for_what_is_used_up() -> None:
    used_up = rules(pre=rule("skip", "attemptLimitExceeded"))
    lena = Lena(leaf("a", limits=LimitConditions(attempts=1), rules=used_up), leaf("b"))
    assert lena.goes("start", "exitAll", "start") == "b"
