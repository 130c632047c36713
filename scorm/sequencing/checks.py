"""Utility processes that only look: limit conditions, sequencing rules, is it allowed (UP)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from scorm.manifest.sequencing import Combination, Condition, Rule
from scorm.sequencing.objectives import completed, find_objective, measure, satisfied
from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity

# None stands for "unknown" of the pseudo-code.
Truth = bool | None


def limit_conditions_check(run: Run, activity: Activity) -> bool:
    """UP.1: whether a limit of the activity is reached.

    SCORM asks for the attempt limit only; the limits on durations and on dates are not evaluated
    (SN 3.5).
    """
    if not activity.definition.delivery.tracked:
        return False
    tracking = run.tracking(activity)
    if tracking.active or tracking.suspended:
        return False
    return _attempt_limit_exceeded(run, activity)


def sequencing_rules_check(
    run: Run, activity: Activity, rules: tuple[Rule, ...], actions: frozenset[str] | None = None
) -> str:
    """UP.2: the action of the first of the ``rules`` that holds, "" for none.

    ``actions`` are the ones that are asked for; None asks for any.
    """
    for rule in rules:
        if (actions is None or rule.action in actions) and rule_holds(run, activity, rule):
            run.note("UP.2", activity, f"the rule “{rule.action}” applies")
            return rule.action
    return ""


def precondition(run: Run, activity: Activity, action: str) -> bool:
    """UP.2 for one precondition action: skip, disabled, hiddenFromChoice, stopForwardTraversal."""
    rules = activity.definition.rules.pre
    return bool(rules) and sequencing_rules_check(run, activity, rules, frozenset({action})) != ""


def rule_holds(run: Run, activity: Activity, rule: Rule) -> bool:
    """UP.2.1: a rule without conditions never holds, and "unknown" is not enough."""
    if not rule.conditions:
        return False
    truths = [condition_holds(run, activity, one) for one in rule.conditions]
    return combined(truths, rule.combination) is True


def combined(truths: Sequence[Truth], combination: Combination) -> Truth:
    """ "all" or "any" of the truths, in the logic of three values (RB.1.4.1, UP.2.1)."""
    decisive = combination == "any"
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


def condition_holds(run: Run, activity: Activity, condition: Condition) -> Truth:
    """One condition of a rule (SN 3.4.2): True, False or, while nothing is known, None.

    "not" of what is unknown is unknown, and of an activity that is not tracked nothing is known.
    """
    if not activity.definition.delivery.tracked and condition.condition not in ("always", "never"):
        return None
    found = _CONDITIONS[condition.condition](run, activity, condition)
    return (not found) if found is not None and condition.negated else found


def check_activity(run: Run, activity: Activity) -> bool:
    """UP.5: whether the activity may not be opened: disabled, or a limit is reached."""
    return precondition(run, activity, "disabled") or limit_conditions_check(run, activity)


def _attempt_limit_exceeded(run: Run, activity: Activity) -> bool:
    limit = activity.definition.limits.attempts
    attempts = run.tracking(activity).attempts
    return limit is not None and attempts > 0 and attempts >= limit


def _satisfied(run: Run, activity: Activity, condition: Condition) -> Truth:
    objective = find_objective(activity, condition.objective)
    return None if objective is None else satisfied(run, activity, objective)


def _status_known(run: Run, activity: Activity, condition: Condition) -> Truth:
    return _satisfied(run, activity, condition) is not None


def _measure_known(run: Run, activity: Activity, condition: Condition) -> Truth:
    objective = find_objective(activity, condition.objective)
    return objective is not None and measure(run, activity, objective) is not None


def _measure_above(run: Run, activity: Activity, condition: Condition) -> Truth:
    objective = find_objective(activity, condition.objective)
    found = None if objective is None else measure(run, activity, objective)
    return None if found is None else found > condition.threshold


def _measure_below(run: Run, activity: Activity, condition: Condition) -> Truth:
    objective = find_objective(activity, condition.objective)
    found = None if objective is None else measure(run, activity, objective)
    return None if found is None else found < condition.threshold


def _completed(run: Run, activity: Activity, condition: Condition) -> Truth:
    return completed(run, activity)


def _progress_known(run: Run, activity: Activity, condition: Condition) -> Truth:
    return completed(run, activity) is not None


def _attempted(run: Run, activity: Activity, condition: Condition) -> Truth:
    return run.tracking(activity).attempts > 0


def _limit_exceeded(run: Run, activity: Activity, condition: Condition) -> Truth:
    return _attempt_limit_exceeded(run, activity)


def _not_evaluated(run: Run, activity: Activity, condition: Condition) -> Truth:
    return None


def _always(run: Run, activity: Activity, condition: Condition) -> Truth:
    return True


def _never(run: Run, activity: Activity, condition: Condition) -> Truth:
    return False


_CONDITIONS: Final[dict[str, Callable[[Run, Activity, Condition], Truth]]] = {
    "satisfied": _satisfied,
    "objectiveStatusKnown": _status_known,
    "objectiveMeasureKnown": _measure_known,
    "objectiveMeasureGreaterThan": _measure_above,
    "objectiveMeasureLessThan": _measure_below,
    "completed": _completed,
    "activityProgressKnown": _progress_known,
    "attempted": _attempted,
    "attemptLimitExceeded": _limit_exceeded,
    "timeLimitExceeded": _not_evaluated,
    "outsideAvailableTimeRange": _not_evaluated,
    "always": _always,
    "never": _never,
}
