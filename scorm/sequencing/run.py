"""What every process works on: the tree, the state, and a record of what was decided."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
    out once for all the choices that are considered in one state."""

    tree: ActivityTree
    state: SequencingState
    random: random.Random
    trace: list[Step] | None = None
    touched: set[str] = field(default_factory=set)
    judged: Activity | None = None
    goes_on: bool = False
    reach: Reach | None = None

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

    def sibling(self, activity: Activity, step: int) -> Activity | None:
        """The next (1) or previous (-1) of the parent's available children, or None."""
        if activity.parent is None:
            return None
        siblings = self.available(activity.parent)
        if activity not in siblings:
            return None
        place = siblings.index(activity) + step
        return siblings[place] if 0 <= place < len(siblings) else None

    def is_available(self, activity: Activity) -> bool:
        """Whether it is one of its parent's available children; the root always is."""
        return activity.parent is None or activity in self.available(activity.parent)
