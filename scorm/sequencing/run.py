"""What every process works on: the tree, the state, and a record of what was decided."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from scorm.sequencing.errors import SequencingException
from scorm.sequencing.state import SequencingState, Tracking
from scorm.sequencing.tree import Activity, ActivityTree

if TYPE_CHECKING:
    from scorm.sequencing.choice import Reach


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, for authors: the process, the activity it was about, and what came of it."""

    process: str
    activity: str
    decision: str


@dataclass(slots=True)
class Run:
    """One pass over the tree. ``trace`` None records nothing. ``touched`` are the global objectives
    that changed and whose readers are not rolled up yet. ``judged`` is the child that is being
    rolled up: of it, information of an earlier attempt on its parent may not be used. ``goes_on``:
    the attempt on the course before this one has left something to be resumed. ``reach`` is worked
    out once for all the choices that are considered in one state, and ``memory`` is there while
    requests are only thought through and nothing changes: what `remembered` processes answered."""

    tree: ActivityTree
    state: SequencingState
    random: random.Random
    trace: list[Step] | None = None
    touched: set[str] = field(default_factory=set)
    judged: Activity | None = None
    goes_on: bool = False
    reach: Reach | None = None
    memory: dict[Any, Any] | None = None

    def note(self, process: str, activity: Activity | None, decision: str) -> None:
        if self.trace is not None:
            self.trace.append(Step(process, activity.identifier if activity else "", decision))

    def tracking(self, activity: Activity) -> Tracking:
        """The tracking of an activity, made when it is asked for the first time."""
        found = self.state.activities.get(activity.identifier)
        if found is None:
            found = self.state.activities[activity.identifier] = Tracking()
        return found

    @property
    def current(self) -> Activity | None:
        """The Current Activity; None when no sequencing session is going on."""
        return self.tree.find(self.state.current) if self.state.current else None

    @property
    def suspended(self) -> Activity | None:
        """The Suspended Activity."""
        return self.tree.find(self.state.suspended) if self.state.suspended else None

    def available(self, activity: Activity) -> tuple[Activity, ...]:
        """The Available Children (SM.9), those that were selected, in their order."""
        chosen = self.tracking(activity).available
        if chosen is None:
            return activity.children
        found = (self.tree.find(identifier) for identifier in chosen)
        return tuple(child for child in found if child is not None and child.parent is activity)

    def place(self, activity: Activity) -> int | None:
        """Its place among the available children of its parent, from 0; None: it is not there."""
        parent = activity.parent
        if parent is None:
            return None
        if self.tracking(parent).available is None:
            return activity.place
        siblings = self.available(parent)
        return siblings.index(activity) if activity in siblings else None

    def sibling(self, activity: Activity, step: int) -> Activity | None:
        """The next (1) or previous (-1) of the parent's available children, or None."""
        place, parent = self.place(activity), activity.parent
        if place is None or parent is None:
            return None
        siblings = self.available(parent)
        return siblings[place + step] if 0 <= place + step < len(siblings) else None

    def is_available(self, activity: Activity) -> bool:
        """Whether it is one of its parent's available children; the root always is."""
        return activity.parent is None or self.place(activity) is not None


_P = ParamSpec("_P")
_T = TypeVar("_T")
_NOTHING = object()


def remembered(process: Callable[Concatenate[Run, _P], _T]) -> Callable[Concatenate[Run, _P], _T]:
    """Answer the same question once while nothing changes (``Run.memory``), exceptions included.

    Of thousands of activities that are considered, most ask the same of the groups they are in.
    """

    @wraps(process)
    def ask(run: Run, /, *about: _P.args, **named: _P.kwargs) -> _T:
        memory = run.memory
        if memory is None:
            return process(run, *about, **named)
        key = (process, *about, *named.values())
        found = memory.get(key, _NOTHING)
        if found is _NOTHING:
            try:
                found = process(run, *about, **named)
            except SequencingException as exception:
                found = exception
            memory[key] = found
        if isinstance(found, SequencingException):
            raise SequencingException(found.code, found.activity)
        answer: _T = found
        return answer

    return ask
