"""The Delivery Request Process and the Content Delivery Environment Process (DB.1.1, DB.2)."""

from __future__ import annotations

from scorm.sequencing.attempts import clear_suspended_activity, terminate_descendent_attempts
from scorm.sequencing.checks import check_activity
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.run import Run, remembered
from scorm.sequencing.tree import Activity


def delivery_request(run: Run, activity: Activity) -> None:
    """DB.1.1: may the activity be delivered? Raises SequencingException."""
    if not activity.is_leaf:
        raise SequencingException("DB.1.1-1", activity.identifier)
    closed = closed_part(run, activity)
    if closed is not None:
        raise SequencingException("DB.1.1-3", closed.identifier)


def closed_part(run: Run, activity: Activity) -> Activity | None:
    """The first on the way from the root to an activity that may not be opened, itself included."""
    above = _closed_group(run, activity.parent) if activity.parent else None
    if above is not None:
        return above
    return activity if check_activity(run, activity) else None


_closed_group = remembered(closed_part)


def content_delivery_environment(run: Run, activity: Activity) -> bool:
    """DB.2: make the activity the current one and begin, or resume, the attempts on the way to it.

    Whether the attempt on the activity itself is resumed; a new one begins with no run-time data.
    """
    current = run.current
    if current is not None and run.tracking(current).active:
        raise SequencingException("DB.2-1", current.identifier)
    if run.state.suspended != activity.identifier:
        clear_suspended_activity(run, activity)
    terminate_descendent_attempts(run, activity)
    resumed = False
    for one in activity.path():
        tracking = run.tracking(one)
        if tracking.active:
            continue
        resumed = tracking.suspended
        if tracking.suspended:
            tracking.suspended = False
        else:
            _begin_attempt(run, one)
        tracking.active = True
    run.state.current = activity.identifier
    run.state.suspended = ""
    run.note("DB.2", activity, "resumed" if resumed else "a new attempt began")
    return resumed


def _begin_attempt(run: Run, activity: Activity) -> None:
    """A new attempt knows nothing yet, and of the children only what its control mode uses."""
    if not activity.definition.delivery.tracked:
        return
    tracking = run.tracking(activity)
    tracking.attempts += 1
    tracking.completed = None
    tracking.amount = None
    tracking.said_completion = tracking.said_success = False
    tracking.objectives = {}
    tracking.stale_objectives = tracking.stale_progress = False
    control = activity.definition.control
    for child in activity.children:
        below = run.tracking(child)
        below.stale_objectives |= control.use_current_attempt_objective_info
        below.stale_progress |= control.use_current_attempt_progress_info
    if activity.parent is None:
        # CAM 5.1.1, RTE 4.3.1: what is not global to the system lasts for one attempt.
        if not activity.definition.objectives_to_system and not run.goes_on:
            run.state.objectives.clear()
        if not activity.definition.data_to_system:
            run.state.data.clear()
