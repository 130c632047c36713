"""Going through the tree forwards and backwards (SB.2.1, SB.2.2, SB.2.3).

The subprocesses of the standard call themselves; here they go round in loops, so that a course of
thousands of activities that are all skipped needs no deeper stack than a short one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scorm.sequencing.checks import check_activity, precondition
from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity

Direction = Literal["forward", "backward"]


@dataclass(frozen=True, slots=True)
class Traversal:
    """What SB.2.1 found: an activity and the direction it was reached in, or an exception.

    ``ends_session``: the course was left by its end (SN 4th Edition).
    """

    activity: Activity | None = None
    direction: Direction = "forward"
    exception: str = ""
    ends_session: bool = False


@dataclass(frozen=True, slots=True)
class Flowed:
    """What SB.2.3 found: an activity to deliver, or the one where it stopped and why."""

    activity: Activity
    deliverable: bool
    exception: str = ""
    ends_session: bool = False


def flow_tree_traversal(
    run: Run,
    activity: Activity,
    direction: Direction,
    consider_children: bool,
    previous: Direction | None = None,
) -> Traversal:
    """SB.2.1: the next activity of the tree in a direction."""
    reversed_ = False
    if previous == "backward" and activity.parent and run.sibling(activity, 1) is None:
        # Forwards through a group that was entered backwards, and through all of it: go on
        # backwards before the group.
        siblings = run.available(activity.parent)
        activity, direction, reversed_ = siblings[0] if siblings else activity, "backward", True
    if direction == "forward":
        return _forward(run, activity, consider_children)
    return _backward(run, activity, consider_children, reversed_)


def _forward(run: Run, activity: Activity, consider_children: bool) -> Traversal:
    if not activity.is_leaf and consider_children:
        children = run.available(activity)
        if not children:
            return Traversal(exception="SB.2.1-2")
        return Traversal(children[0], "forward")
    for one in activity.ancestors():
        following = run.sibling(one, 1)
        if following is not None:
            return Traversal(following, "forward")
    # The end of the tree: the sequencing session ends (SB.2.1, step 4.1).
    return Traversal(exception="SB.2.1-1", ends_session=True)


def _backward(run: Run, activity: Activity, consider_children: bool, reversed_: bool) -> Traversal:
    if activity.parent is None:
        return Traversal(exception="SB.2.1-3")
    if not activity.is_leaf and consider_children:
        return _enter_backward(run, activity)
    for one in activity.ancestors():
        if one.parent is None:
            break
        if one.parent.definition.control.forward_only and not reversed_:
            return Traversal(exception="SB.2.1-4")
        preceding = run.sibling(one, -1)
        if preceding is not None:
            return Traversal(preceding, "backward")
        reversed_ = False
    return Traversal(exception="SB.2.1-3")


def _enter_backward(run: Run, activity: Activity) -> Traversal:
    children = run.available(activity)
    if not children:
        return Traversal(exception="SB.2.1-2")
    if activity.definition.control.forward_only:
        return Traversal(children[0], "forward")
    return Traversal(children[-1], "backward")


def flow_activity_traversal(
    run: Run, activity: Activity, direction: Direction, previous: Direction | None = None
) -> Flowed:
    """SB.2.2: from an activity that was reached on to one that can be delivered."""
    while True:
        if activity.parent and not activity.parent.definition.control.flow:
            run.note("SB.2.2", activity, "flow is not enabled in its group")
            return Flowed(activity, False, "SB.2.2-1")
        if precondition(run, activity, "skip"):
            run.note("SB.2.2", activity, "skipped")
            found = flow_tree_traversal(run, activity, direction, False, previous)
            turned = previous == "backward" and found.direction == "backward"
            following = None if turned else previous
        elif check_activity(run, activity):
            run.note("SB.2.2", activity, "disabled, or a limit is reached")
            return Flowed(activity, False, "SB.2.2-2")
        elif activity.is_leaf:
            run.note("SB.2.2", activity, "identified for delivery")
            return Flowed(activity, True)
        else:
            found = flow_tree_traversal(run, activity, direction, True)
            turned = direction == "backward" and found.direction == "forward"
            following = "backward" if turned else None
        if found.activity is None:
            return Flowed(activity, False, found.exception, found.ends_session)
        activity, direction, previous = found.activity, found.direction, following


def flow(run: Run, activity: Activity, direction: Direction, consider_children: bool) -> Flowed:
    """SB.2.3: the activity to deliver next, from an activity in a direction."""
    found = flow_tree_traversal(run, activity, direction, consider_children)
    if found.activity is None:
        run.note("SB.2.3", activity, f"nothing {direction} ({found.exception})")
        return Flowed(activity, False, found.exception, found.ends_session)
    return flow_activity_traversal(run, found.activity, direction)
