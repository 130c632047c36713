"""The Choice Sequencing Request Process and its subprocesses (SB.2.4, SB.2.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorm.sequencing.checks import precondition
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.flow import Direction
from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity, common_ancestor


def check_choice(run: Run, target: Activity) -> Activity:
    """SB.2.9, steps 1 to 6: may the target be reached by choice? Raises SequencingException.

    Returns the common ancestor of the target and the Current Activity.
    """
    for one in target.path():
        if not run.is_available(one):
            raise SequencingException("SB.2.9-2", one.identifier)
        if precondition(run, one, "hiddenFromChoice"):
            raise SequencingException("SB.2.9-3", one.identifier)
    if target.parent and not target.parent.definition.control.choice:
        raise SequencingException("SB.2.9-4", target.identifier)
    current = run.current
    shared = run.tree.root if current is None else common_ancestor(current, target)
    if current is not target:
        _check_way(run, current, target, shared)
    return shared


def _check_way(run: Run, current: Activity | None, target: Activity, shared: Activity) -> None:
    """Steps 7 to 10, by where the target lies from the current activity."""
    if current is None or current is shared:
        _enter(run, _between(shared, target), shared, stops=True)
    elif current.parent is target.parent:
        _across_siblings(run, current, target)
    else:
        _leave(current, shared)
        if target is not shared:
            _check_constraint(run, current, target, shared)
            forward = target.index > current.index
            _enter(run, _between(shared, target), shared, stops=forward)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the learner may go among the siblings of an activity: their places, and the first
    exception on the way forwards and backwards with the place of the activity that raises it."""

    places: dict[Activity, int]
    forward: tuple[int, SequencingException | None]
    backward: tuple[int, SequencingException | None]


def _across_siblings(run: Run, current: Activity, target: Activity) -> None:
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


def _between(shared: Activity, target: Activity) -> list[Activity]:
    """From the common ancestor down to the target, the target excluded."""
    return [one for one in target.path()[:-1] if shared.contains(one)]


def _enter(run: Run, path: Iterable[Activity], shared: Activity, *, stops: bool) -> None:
    """Steps 8 and 10: nothing on the way down stops traversal or prevents being activated."""
    for one in path:
        if stops:
            choice_activity_traversal(run, one, "forward")
        prevented = one.definition.choice.prevent_activation
        if prevented and one is not shared and not run.tracking(one).active:
            raise SequencingException("SB.2.9-6", one.identifier)


def _leave(current: Activity, shared: Activity) -> None:
    """Steps 9 and 10: everything up to the common ancestor may be left by choosing."""
    for one in current.ancestors():
        if one is shared:
            return
        if not one.definition.control.choice_exit:
            raise SequencingException("SB.2.9-7", one.identifier)


def _check_constraint(run: Run, current: Activity, target: Activity, shared: Activity) -> None:
    """Step 10.3: from a constrained group only the activities next to it may be chosen.

    The innermost such group counts; on a leaf the word means nothing (ADL's case CM-07d).
    """
    constrained = None
    for one in current.ancestors():
        if one is shared:
            break
        if one.definition.choice.constrain and not one.is_leaf:
            constrained = one
            break
    if constrained is None:
        return
    direction: Direction = "forward" if target.index > constrained.index else "backward"
    reached = choice_flow(run, constrained, direction)
    if not (reached.contains(target) or target in (constrained, constrained.parent)):
        raise SequencingException("SB.2.9-8", target.identifier)


def choice_activity_traversal(run: Run, activity: Activity, direction: Direction) -> None:
    """SB.2.4: may the learner go past an activity? Raises SequencingException."""
    if direction == "forward":
        if precondition(run, activity, "stopForwardTraversal"):
            raise SequencingException("SB.2.4-1", activity.identifier)
    elif activity.parent is None:
        raise SequencingException("SB.2.4-3", activity.identifier)
    elif activity.parent.definition.control.forward_only:
        raise SequencingException("SB.2.4-2", activity.identifier)


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
