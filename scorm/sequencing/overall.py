"""The Overall Sequencing Process (OP.1), and the door to it all: `Sequencer`."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Final

from scorm.sequencing.attempts import end_attempt, terminate_descendent_attempts
from scorm.sequencing.delivery import content_delivery_environment, delivery_request
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.navigation import navigation_request
from scorm.sequencing.requests import Sequenced, sequencing_request
from scorm.sequencing.run import Run, Step
from scorm.sequencing.selection import prepare_tree
from scorm.sequencing.state import SequencingState
from scorm.sequencing.termination import termination_request
from scorm.sequencing.tree import Activity, ActivityTree

_TARGETED: Final = re.compile(r"\{target=([^{}]{1,4000})\}(choice|jump)")


@dataclass(frozen=True, slots=True)
class NavigationRequest:
    """One word of NB.2.1, "start" to "suspendAll"; "choice" and "jump" have a ``target``."""

    request: str
    target: str = ""


def parse_request(text: str) -> NavigationRequest | None:
    """A value of adl.nav.request (SN 5.6.4) as a request; None for "_none_"."""
    if text in ("", "_none_"):
        return None
    targeted = _TARGETED.fullmatch(text)
    if targeted:
        return NavigationRequest(targeted[2], targeted[1])
    return NavigationRequest(text)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a navigation request.

    ``delivered`` is the activity to launch now, ``resumed`` says that its run-time data is kept
    (else it begins without). ``ended``: the learner returns to the system. ``exception`` says why
    nothing was delivered; the content that was open must go unless ``still_open``. ``trace`` are
    the decisions on the way.
    """

    delivered: Activity | None = None
    resumed: bool = False
    ended: bool = False
    exception: SequencingException | None = None
    still_open: bool = False
    trace: tuple[Step, ...] = ()


@dataclass(slots=True)
class Sequencer:
    """One learner's way through one course.

    ``state`` is changed in place. ``random`` decides selection and order: inject a seeded one
    where the order has to be known.
    """

    tree: ActivityTree
    state: SequencingState
    random: random.Random = field(default_factory=random.SystemRandom)

    def run(self, trace: list[Step] | None = None) -> Run:
        """A pass over the tree for the processes of this package."""
        return Run(self.tree, self.state, self.random, trace)

    def navigate(self, request: NavigationRequest) -> Outcome:
        """OP.1: a navigation request and all that follows from it.

        Raises nothing: what the course does not allow is the outcome's ``exception``.
        """
        trace: list[Step] = []
        run = self.run(trace)
        try:
            outcome = _overall(run, request)
        except SequencingException as exception:
            run.note("OP.1", None, str(exception))
            current = run.current
            still_open = current is not None and run.tracking(current).active
            return Outcome(exception=exception, still_open=still_open, trace=tuple(trace))
        return outcome


def _overall(run: Run, request: NavigationRequest) -> Outcome:
    navigation = navigation_request(run, request.request, request.target)
    run.note("NB.2.1", navigation.target, f"{request.request} is valid")
    if run.current is None:
        _begin_session(run, navigation.sequencing)
    sequencing, target = navigation.sequencing, navigation.target
    if navigation.termination:
        replacing = termination_request(run, navigation.termination)
        if replacing:
            sequencing, target = replacing, None
    found = sequencing_request(run, sequencing, target)
    _end_what_it_ends(run, found)
    if found.exception is not None:
        raise found.exception
    if found.ends_session:
        run.state.current = ""
        run.note("OP.1", None, "the sequencing session has ended")
        return Outcome(ended=True, trace=tuple(run.trace or ()))
    if found.delivery is None:
        return Outcome(trace=tuple(run.trace or ()))
    delivery_request(run, found.delivery)
    resumed = content_delivery_environment(run, found.delivery)
    return Outcome(delivered=found.delivery, resumed=resumed, trace=tuple(run.trace or ()))


def _begin_session(run: Run, sequencing: str) -> None:
    """A session that does not resume begins a new attempt on the course. A group whose attempt
    ended while something in it was suspended is not resumed then, the content itself is, and
    its global objectives stay as they are (ADL's case OB-03b)."""
    run.goes_on = run.tracking(run.tree.root).suspended
    if sequencing != "resumeAll" and not run.state.suspended:
        for activity in run.tree.activities:
            if not activity.is_leaf:
                run.tracking(activity).suspended = False
    prepare_tree(run)


def _end_what_it_ends(run: Run, found: Sequenced) -> None:
    """SB.2.1, step 4.1, and SB.2.9, step 13: attempts that the sequencing request ends."""
    root = run.tree.root
    if found.ends_session and run.tracking(root).active:
        terminate_descendent_attempts(run, root)
        end_attempt(run, root)
    if found.failed_in is not None and found.shared is not None:
        terminate_descendent_attempts(run, found.shared)
        end_attempt(run, found.shared)
        run.state.current = found.failed_in.identifier
