"""The Sequencing Request Processes (SB.2.5 to SB.2.13).

They find out what a request comes to and change nothing: what the standard has them end on the way
is named in the result, and `overall` does it. So the same code tells which buttons to enable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scorm.sequencing.choice import check_choice
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.flow import Flowed, flow
from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity


@dataclass(frozen=True, slots=True)
class Sequenced:
    """What a sequencing request came to.

    ``delivery`` is the activity to deliver; ``ends_session`` returns the learner to the system.
    ``failed_in`` is the group
    in which nothing could be delivered: the attempts up to ``shared`` end and it becomes the
    current activity (SB.2.9, step 13).
    """

    delivery: Activity | None = None
    ends_session: bool = False
    exception: SequencingException | None = None
    failed_in: Activity | None = None
    shared: Activity | None = None


def sequencing_request(run: Run, request: str, target: Activity | None) -> Sequenced:
    """SB.2.12."""
    process = _PROCESSES.get(request)
    if process is None:
        return Sequenced(exception=SequencingException("SB.2.12-1"))
    try:
        return process(run, target)
    except SequencingException as exception:
        return Sequenced(exception=exception)


def start(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.5."""
    if run.current is not None:
        raise SequencingException("SB.2.5-1")
    root = run.tree.root
    if root.is_leaf:
        return Sequenced(root)
    return _delivered(flow(run, root, "forward", True))


def resume_all(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.6. Who suspended with nothing open has suspended a group (TB.2.3, 5.2), which cannot be
    delivered itself: then the first activity in it that can be is."""
    if run.current is not None:
        raise SequencingException("SB.2.6-1")
    suspended = run.suspended
    if suspended is None:
        raise SequencingException("SB.2.6-2")
    if not suspended.is_leaf:
        return _delivered(flow(run, suspended, "forward", True))
    return Sequenced(suspended)


def continue_(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.7."""
    current = _current(run, "SB.2.7-1")
    if current.parent and not current.parent.definition.control.flow:
        raise SequencingException("SB.2.7-2", current.identifier)
    return _delivered(flow(run, current, "forward", False))


def previous(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.8."""
    current = _current(run, "SB.2.8-1")
    if current.parent and not current.parent.definition.control.flow:
        raise SequencingException("SB.2.8-2", current.identifier)
    return _delivered(flow(run, current, "backward", False))


def choice(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.9."""
    if target is None:
        raise SequencingException("SB.2.9-1")
    shared = check_choice(run, target)
    if target.is_leaf:
        return Sequenced(target)
    found = flow(run, target, "forward", True)
    if found.deliverable:
        return Sequenced(found.activity)
    return Sequenced(
        exception=SequencingException("SB.2.9-9", found.activity.identifier),
        failed_in=target,
        shared=shared,
    )


def retry(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.10."""
    current = _current(run, "SB.2.10-1")
    tracking = run.tracking(current)
    if tracking.active or tracking.suspended:
        raise SequencingException("SB.2.10-2", current.identifier)
    if current.is_leaf:
        return Sequenced(current)
    found = flow(run, current, "forward", True)
    if not found.deliverable:
        raise SequencingException("SB.2.10-3", found.activity.identifier)
    return Sequenced(found.activity)


def exit_(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.11: the session ends when the attempt on the root has ended."""
    current = _current(run, "SB.2.11-1")
    if run.tracking(current).active:
        raise SequencingException("SB.2.11-2", current.identifier)
    return Sequenced(ends_session=current.parent is None)


def jump(run: Run, target: Activity | None) -> Sequenced:
    """SB.2.13."""
    _current(run, "SB.2.13-1")
    return Sequenced(target)


def _current(run: Run, exception: str) -> Activity:
    current = run.current
    if current is None:
        raise SequencingException(exception)
    return current


def _delivered(found: Flowed) -> Sequenced:
    if found.deliverable:
        return Sequenced(found.activity)
    if found.ends_session:
        return Sequenced(ends_session=True)
    return Sequenced(exception=SequencingException(found.exception, found.activity.identifier))


_PROCESSES: Final[dict[str, Callable[[Run, Activity | None], Sequenced]]] = {
    "start": start,
    "resumeAll": resume_all,
    "continue": continue_,
    "previous": previous,
    "choice": choice,
    "retry": retry,
    "exit": exit_,
    "jump": jump,
}
