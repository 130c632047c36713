"""The rollup processes (RB.1): what the children did becomes the status of their parent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from scorm.manifest.sequencing import Condition, RollupAction, RollupRule
from scorm.sequencing.checks import Truth, combined, condition_holds, precondition
from scorm.sequencing.objectives import Value, amount, measure, record
from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity

# How long a chain of groups may be that each read what the one before has written.
MOST_ROUNDS: Final = 20

# SN 4.6.5, 4.6.6: what applies where an activity has no rule of its own for either action.
_SATISFIED: Final = (
    RollupRule("notSatisfied", (Condition("objectiveStatusKnown"),)),
    RollupRule("satisfied", (Condition("satisfied"),)),
)
_COMPLETED: Final = (
    RollupRule("incomplete", (Condition("activityProgressKnown"),)),
    RollupRule("completed", (Condition("completed"),)),
)
# What of a child's rollup controls an action looks at: whether it contributes, and when.
_CONSIDERED: Final[dict[RollupAction, tuple[str, str]]] = {
    "satisfied": ("objective_satisfied", "required_for_satisfied"),
    "notSatisfied": ("objective_satisfied", "required_for_not_satisfied"),
    "completed": ("progress_completion", "required_for_completed"),
    "incomplete": ("progress_completion", "required_for_incomplete"),
}


def overall_rollup(run: Run, activity: Activity) -> None:
    """RB.1.5: from an activity whose tracking changed up to the root.

    Whoever reads a global objective that changed on the way has changed too and is rolled up in
    turn (SN 4.6.1), each activity once at most and no further than MOST_ROUNDS, so that groups
    that read each other's objectives come to an end.
    """
    changed = {activity}
    done: set[Activity] = set()
    for _ in range(MOST_ROUNDS):
        done |= changed
        groups = {one for each in changed for one in each.ancestors() if not one.is_leaf}
        # In preorder a group comes before what is below it, so backwards is from below upwards.
        for group in sorted(groups, key=lambda one: one.index, reverse=True):
            _roll_up(run, group)
        readers = {one for target in run.touched for one in run.tree.readers(target)}
        run.touched.clear()
        changed = readers - done
        if not changed:
            return


def _roll_up(run: Run, group: Activity) -> None:
    measure_rollup(run, group)
    completion_measure_rollup(run, group)
    objective_rollup(run, group)
    activity_progress_rollup(run, group)


def measure_rollup(run: Run, activity: Activity) -> None:
    """RB.1.1 a: the weighted mean of the children's measures; what is not known counts as 0."""
    found = _weighted_mean(
        [
            (child.definition.rollup.objective_measure_weight, _judge(run, child, measure))
            for child in activity.tracked_children
        ]
    )
    _record(run, activity, {"measure": found})


def completion_measure_rollup(run: Run, activity: Activity) -> None:
    """RB.1.1 b: the same for the Attempt Completion Amount."""
    found = _weighted_mean(
        [
            (child.definition.completion.weight, _judge(run, child, amount))
            for child in activity.tracked_children
        ]
    )
    _record(run, activity, {"progress": found})


def _judge(
    run: Run, child: Activity, asked: Callable[[Run, Activity], Decimal | None]
) -> Decimal | None:
    run.judged = child
    found = asked(run, child)
    run.judged = None
    return found


def _weighted_mean(found: Sequence[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    counted = sum((weight for weight, _ in found), Decimal(0))
    if counted == 0 or all(one is None for _, one in found):
        return None
    return sum((weight * (one or Decimal(0)) for weight, one in found), Decimal(0)) / counted


def objective_rollup(run: Run, activity: Activity) -> None:
    """RB.1.2: by measure (a, which follows from the measure itself) or by rules (b)."""
    if activity.definition.primary.satisfied_by_measure:
        return
    rules = _own_or(activity, _SATISFIED)
    if rollup_rule_check(run, activity, "notSatisfied", rules):
        _record(run, activity, {"satisfied": False})
    if rollup_rule_check(run, activity, "satisfied", rules):
        _record(run, activity, {"satisfied": True})


def activity_progress_rollup(run: Run, activity: Activity) -> None:
    """RB.1.3: by measure (a, which follows from the amount itself) or by rules (b)."""
    if activity.definition.completion.by_measure:
        return
    rules = _own_or(activity, _COMPLETED)
    if rollup_rule_check(run, activity, "incomplete", rules):
        _record(run, activity, {"completion": False})
    if rollup_rule_check(run, activity, "completed", rules):
        _record(run, activity, {"completion": True})


def _own_or(activity: Activity, default: tuple[RollupRule, ...]) -> tuple[RollupRule, ...]:
    actions = {rule.action for rule in default}
    own = tuple(one for one in activity.definition.rollup.rules if one.action in actions)
    return own or default


def rollup_rule_check(
    run: Run, activity: Activity, action: RollupAction, rules: Sequence[RollupRule]
) -> bool:
    """RB.1.4: whether one of the rules for the action applies to the activity's children."""
    chosen = [rule for rule in rules if rule.action == action]
    if not chosen:
        return False
    children = [one for one in activity.tracked_children if check_child(run, one, action)]
    for rule in chosen:
        if _is_met(run, rule, children):
            run.note("RB.1.4", activity, f"rolled up to “{action}”")
            return True
    return False


def _is_met(run: Run, rule: RollupRule, children: Sequence[Activity]) -> bool:
    """Whether the set of children is met. Of no children at all, "all" and "none" of the author's
    own rules are met (ADL's case RU-11); what applies by default needs children that count."""
    if not children:
        is_default = any(rule is one for one in (*_SATISFIED, *_COMPLETED))
        return rule.children in ("all", "none") and not is_default
    # Asked one after the other: most sets are decided by the first child that is not through.
    truths = (evaluate_conditions(run, child, rule) for child in children)
    if rule.children == "all":
        return all(truth is True for truth in truths)
    if rule.children == "any":
        return any(truth is True for truth in truths)
    if rule.children == "none":
        return all(truth is False for truth in truths)
    true = sum(truth is True for truth in truths)
    if rule.children == "atLeastCount":
        return true >= rule.minimum_count
    return Decimal(true) / len(children) >= rule.minimum_percent


def evaluate_conditions(run: Run, child: Activity, rule: RollupRule) -> Truth:
    """RB.1.4.1: a rule without conditions is unknown."""
    if not rule.conditions:
        return None
    run.judged = child
    truths = [condition_holds(run, child, one) for one in rule.conditions]
    run.judged = None
    return combined(truths, rule.combination)


def check_child(run: Run, child: Activity, action: RollupAction) -> bool:
    """RB.1.4.2: whether the child counts for the action (SN 3.8, adlseq:rollupConsiderations)."""
    rollup = child.definition.rollup
    contributes, required = _CONSIDERED[action]
    if not getattr(rollup, contributes):
        return False
    required = getattr(rollup, required)
    if required == "always":
        return True
    tracking = run.tracking(child)
    if required == "ifNotSuspended":
        return tracking.attempts > 0 and not tracking.suspended
    if required == "ifAttempted":
        return tracking.attempts > 0
    if required == "ifNotSkipped":
        return not precondition(run, child, "skip")
    return True


def _record(run: Run, activity: Activity, changes: dict[str, Value]) -> None:
    record(run, activity, activity.definition.primary, changes, is_rollup=True)
