"""The Choice Sequencing Request Process and its subprocesses (SB.2.4, SB.2.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorm.sequencing.checks import precondition
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.flow import Direction
from scorm.sequencing.run import Run, remembered
from scorm.sequencing.tree import Activity, common_ancestor


def check_choice(run: Run, target: Activity) -> Activity:
    """SB.2.9, steps 1 to 6: may the target be reached by choice? Raises SequencingException.

    Returns the common ancestor of the target and the Current Activity.
    """
    _check_is_shown(run, target)
    if target.parent and not target.parent.definition.control.choice:
        raise SequencingException("SB.2.9-4", target.identifier)
    current = run.current
    shared = run.tree.root if current is None else common_ancestor(current, target)
    if current is not target:
        _check_way(run, current, target, shared)
    return shared


def _check_is_shown(run: Run, activity: Activity) -> None:
    """Steps 2 and 3: everything from the root to the activity is available and not hidden."""
    if activity.parent is not None:
        _check_group_is_shown(run, activity.parent)
    if not run.is_available(activity):
        raise SequencingException("SB.2.9-2", activity.identifier)
    if precondition(run, activity, "hiddenFromChoice"):
        raise SequencingException("SB.2.9-3", activity.identifier)


_check_group_is_shown = remembered(_check_is_shown)


def _check_way(run: Run, current: Activity | None, target: Activity, shared: Activity) -> None:
    """Steps 7 to 10, by where the target lies from the current activity."""
    if current is None or current is shared:
        _enter(run, target.parent, shared, True)
    elif current.parent is target.parent:
        across_siblings(run, current, target)
    else:
        _leave(run, current, shared)
        if target is not shared:
            _check_constraint(run, current, target, shared)
            _enter(run, target.parent, shared, target.index > current.index)


def check_choice_into(run: Run, group: Activity) -> None:
    """What `check_choice` asks of all leaves of a group alike, for whoever considers thousands.

    The Current Activity is one of them, or is not in the group at all. Raises SequencingException.
    """
    _check_group_is_shown(run, group)
    if not group.definition.control.choice:
        raise SequencingException("SB.2.9-4", group.identifier)
    current = run.current
    if current is None or current.parent is not group:
        one = group.children[0]
        shared = run.tree.root if current is None else common_ancestor(current, one)
        _check_way(run, current, one, shared)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the learner may go among the siblings of an activity: their places, and the first
    exception on the way forwards and backwards with the place of the activity that raises it."""

    places: dict[Activity, int]
    forward: tuple[int, SequencingException | None]
    backward: tuple[int, SequencingException | None]


def across_siblings(run: Run, current: Activity, target: Activity) -> None:
    """Step 7: every activity from the current one up to the target must let the learner pass."""
    if run.reach is None:
        run.reach = _reach(run, current)
    here, there = run.reach.places.get(current), run.reach.places[target]
    if here is None:
        raise SequencingException("SB.2.9-5", current.identifier)
    stop, exception = run.reach.forward if there > here else run.reach.backward
    is_stopped = there > stop if there > here else there < stop
    if exception is not None and is_stopped:
        raise SequencingException(exception.code, exception.activity)


def _reach(run: Run, current: Activity) -> Reach:
    siblings = run.available(current.parent) if current.parent else (current,)
    here = siblings.index(current) if current in siblings else 0
    forward, backward = siblings[here:], siblings[here::-1]
    ahead, stopped = _first_stop(run, forward, "forward")
    behind, held = _first_stop(run, backward, "backward")
    places = {one: place for place, one in enumerate(siblings)}
    return Reach(places, (here + ahead, stopped), (here - behind, held))


def _first_stop(
    run: Run, way: Sequence[Activity], direction: Direction
) -> tuple[int, SequencingException | None]:
    for steps, one in enumerate(way):
        try:
            choice_activity_traversal(run, one, direction)
        except SequencingException as exception:
            return steps, exception
    return len(way), None


@remembered
def _enter(run: Run, group: Activity | None, shared: Activity, stops: bool) -> None:
    """Steps 8 and 10: nothing on the way down to a group stops traversal or prevents being
    activated."""
    for one in group.path() if group else ():
        if not shared.contains(one):
            continue
        if stops:
            choice_activity_traversal(run, one, "forward")
        prevented = one.definition.choice.prevent_activation
        if prevented and one is not shared and not run.tracking(one).active:
            raise SequencingException("SB.2.9-6", one.identifier)


@remembered
def _leave(run: Run, current: Activity, shared: Activity) -> None:
    """Steps 9 and 10: everything up to the common ancestor may be left by choosing."""
    for one in current.ancestors():
        if one is shared:
            return
        if not one.definition.control.choice_exit:
            raise SequencingException("SB.2.9-7", one.identifier)


def _check_constraint(run: Run, current: Activity, target: Activity, shared: Activity) -> None:
    """Step 10.3: from a constrained group only the activities next to it may be chosen."""
    constrained = _constrained_group(run, current, shared)
    if constrained is None:
        return
    direction: Direction = "forward" if target.index > constrained.index else "backward"
    reached = choice_flow(run, constrained, direction)
    if not (reached.contains(target) or target in (constrained, constrained.parent)):
        raise SequencingException("SB.2.9-8", target.identifier)


@remembered
def _constrained_group(run: Run, current: Activity, shared: Activity) -> Activity | None:
    """The innermost group below the common ancestor that constrains choice.

    On a leaf the word means nothing (ADL's case CM-07d).
    """
    for one in current.ancestors():
        if one is shared:
            return None
        if one.definition.choice.constrain and not one.is_leaf:
            return one
    return None


def choice_activity_traversal(run: Run, activity: Activity, direction: Direction) -> None:
    """SB.2.4: may the learner go past an activity? Raises SequencingException."""
    if direction == "forward":
        if precondition(run, activity, "stopForwardTraversal"):
            raise SequencingException("SB.2.4-1", activity.identifier)
    elif activity.parent is None:
        raise SequencingException("SB.2.4-3", activity.identifier)
    elif activity.parent.definition.control.forward_only:
        raise SequencingException("SB.2.4-2", activity.identifier)


@remembered
def choice_flow(run: Run, activity: Activity, direction: Direction) -> Activity:
    """SB.2.9.1: the activity next to a constrained one, or itself when there is none."""
    return choice_flow_tree_traversal(run, activity, direction) or activity


def choice_flow_tree_traversal(
    run: Run, activity: Activity, direction: Direction
) -> Activity | None:
    """SB.2.9.2: as SB.2.1, without looking at any rule."""
    step = 1 if direction == "forward" else -1
    for one in activity.ancestors():
        found = run.sibling(one, step)
        if found is not None:
            return found
    return None
