"""Select Children and Randomize Children (SR.1, SR.2; SM.9, SM.10)."""

from __future__ import annotations

from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity


def select_children(run: Run, activity: Activity) -> None:
    """SR.1: choose some of the children, once, in the order of the manifest.

    "On each new attempt" is not defined by the standard and does nothing.
    """
    said = activity.definition.randomization
    tracking = run.tracking(activity)
    if activity.is_leaf or tracking.suspended or tracking.active:
        return
    if said.selection != "once" or said.select_count is None or tracking.attempts:
        return
    if tracking.available is not None:
        return
    count = min(said.select_count, len(activity.children))
    chosen = sorted(run.random.sample(range(len(activity.children)), count))
    tracking.available = [activity.children[place].identifier for place in chosen]
    run.note("SR.1", activity, f"{count} of {len(activity.children)} activities were selected")


def randomize_children(run: Run, activity: Activity) -> None:
    """SR.2: put the available children in another order, once or before each new attempt."""
    said = activity.definition.randomization
    tracking = run.tracking(activity)
    if activity.is_leaf or tracking.suspended or tracking.active or not said.reorder:
        return
    if said.randomization == "never" or (said.randomization == "once" and tracking.attempts):
        return
    identifiers = [child.identifier for child in run.available(activity)]
    run.random.shuffle(identifiers)
    tracking.available = identifiers
    run.note("SR.2", activity, "the activities were put in another order")


def prepare_tree(run: Run) -> None:
    """Both processes for every group, before a learner's first sequencing request."""
    for activity in run.tree.activities:
        randomization = activity.definition.randomization
        if randomization.selection != "never" or randomization.randomization != "never":
            select_children(run, activity)
            randomize_children(run, activity)
