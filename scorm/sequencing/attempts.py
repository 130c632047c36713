"""Ending attempts and clearing what was suspended (UP.3, UP.4, DB.2.1)."""

from __future__ import annotations

from scorm.sequencing.objectives import completed, record, satisfied
from scorm.sequencing.rollup import overall_rollup
from scorm.sequencing.run import Run
from scorm.sequencing.selection import randomize_children
from scorm.sequencing.tree import Activity, common_ancestor


def terminate_descendent_attempts(run: Run, activity: Activity) -> None:
    """UP.3: end every attempt from the Current Activity up to the part it shares with another.

    Neither the current activity nor the common ancestor itself is ended.
    """
    current = run.current
    if current is None:
        return
    shared = common_ancestor(current, activity)
    for one in current.ancestors():
        if one is shared:
            break
        if one is not current:
            end_attempt(run, one)


def end_attempt(run: Run, activity: Activity) -> None:
    """UP.4: end the attempt on an activity, and roll up."""
    tracking = run.tracking(activity)
    if activity.is_leaf:
        _end_leaf(run, activity)
    else:
        tracking.suspended = any(run.tracking(one).suspended for one in activity.children)
    tracking.active = False
    run.note("UP.4", activity, "suspended" if tracking.suspended else "the attempt has ended")
    overall_rollup(run, activity)
    # SM.10: the order for the next attempt is made when this one has ended.
    if activity.definition.randomization.randomization == "onEachNewAttempt":
        randomize_children(run, activity)


def _end_leaf(run: Run, activity: Activity) -> None:
    """Where content need not say that it was completed or satisfied, ending it says so; content
    that has said that the status is unknown is taken at its word (ADL's case CM-06)."""
    delivery, tracking = activity.definition.delivery, run.tracking(activity)
    if not delivery.tracked or tracking.suspended:
        return
    primary = activity.definition.primary
    says_completion = delivery.completion_set_by_content or tracking.said_completion
    if not says_completion and completed(run, activity) is None:
        record(run, activity, primary, {"completion": True})
    says_success = delivery.objective_set_by_content or tracking.said_success
    if not says_success and satisfied(run, activity) is None:
        record(run, activity, primary, {"satisfied": True})


def clear_suspended_activity(run: Run, activity: Activity) -> None:
    """DB.2.1: another activity than the suspended one is opened, so nothing waits any more."""
    suspended = run.suspended
    if suspended is None:
        return
    shared = common_ancestor(activity, suspended)
    for one in suspended.ancestors():
        tracking = run.tracking(one)
        below = any(run.tracking(child).suspended for child in run.available(one))
        tracking.suspended = below
        if one is shared:
            break
    run.state.suspended = ""
