"""Replaying one of ADL's cases, and saying where it went another way than expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from scorm.sequencing import Activity, NavigationRequest, Outcome
from scorm.sequencing.state import ObjectiveInfo, for_the_system
from scorm.sequencing.validity import Entry, ValidNavigation
from tests.conformance.answers import Answer, Asked, asked, difference
from tests.conformance.cases import PLACE, Case, Visit, names, read_case
from tests.conformance.lms import PretendLms

_ROOT = "the activity that corresponds to the root"
OWN_MANIFESTS = Path(__file__).parent / "manifests"
_CONTROLS = {
    "Continue": "continue",
    "ContinueExitCM8": "continue",
    "Previous": "previous",
    "Exit": "exitAll",
    "TRIGExitAll": "exitAll",
    "SuspendCM09ca": "suspendAll",
}
_LAUNCHED = {
    "APIt1": "API Implementation Test 1",
    "APIt2": "API Implementation Test 2",
    "DMIt1": "Data Model Implementation Test 1",
    "DMIt2": "Data Model Implementation Test 2",
    "DMIt3": "Data Model Implementation Test 3",
    "DMIt4": "Data Model Implementation Test 4",
}
_CHOSEN_AFTER_RELAUNCH = {
    "DMBxAct": "Data Model Behavior Test 1",
    "RelaunchCM10": "Activity 4",
}
_RELAUNCH = re.compile(r"(?:Re[lL]aunch|DMBx|ExitCM09ba|autoend|exitlaunch|relaunch|Launch).*")
_EVENTS = {"Suspend All": "suspendAll", "Exit All": "exitAll", "Abandon All": "abandonAll"}


class Differs(AssertionError):
    """The case went another way."""


class Lms(Protocol):
    """What plays a package to one learner."""

    @property
    def activity(self) -> Activity | None:
        """The activity whose content is open."""

    @property
    def has_session(self) -> bool:
        """Whether a sequencing session is going on."""

    def open(self) -> Outcome: ...
    def choose(self, title: str) -> Outcome: ...
    def find(self, title: str) -> Activity: ...
    def named(self, number: str) -> Activity: ...
    def navigate(self, request: NavigationRequest) -> Outcome: ...
    def content_is_through(self) -> Outcome | None: ...
    def converse(self, calls: Sequence[Asked]) -> list[Answer]: ...
    def valid(self) -> ValidNavigation: ...
    def contents(self) -> tuple[Entry, ...]: ...


class Replay:
    """One case on its way; `make_lms` begins one for a manifest."""

    def __init__(self, case: Case, make_lms: Callable[[Path], Lms]) -> None:
        self.case = case
        self.make_lms = make_lms
        self.packages: dict[str, Lms] = {}

    def lms(self, visit: Visit) -> Lms:
        if visit.package not in self.packages:
            self.packages[visit.package] = self.make_lms(_manifest(self.case.name + visit.package))
        return self.packages[visit.package]

    def run(self) -> None:
        """Raises Differs."""
        visits = self.case.visits
        title = "" if self.case.start in (".", "DDMa") else self.case.start
        self._open(self.lms(visits[0]), visits[0], title)
        for visit, following in zip(visits, (*visits[1:], None), strict=True):
            lms = self.lms(visit)
            here = lms.activity.identifier if lms.activity else "nothing"
            if lms.activity is not lms.named(visit.activity):
                raise Differs(f"{visit.name} expected, but {here} is open")
            self._look(visit, lms)
            self._converse(visit, lms)
            self._go_on(visit, following, lms)

    def _converse(self, visit: Visit, lms: Lms) -> None:
        numbered = sorted((pair for pair in visit.calls if pair[1].method), key=lambda one: one[0])
        calls = [asked(call) for _, call in numbered]
        for (index, call), was, answer in zip(numbered, calls, lms.converse(calls), strict=True):
            differs = difference(call, was, answer)
            if differs:
                raise Differs(f"{visit.name}.{index}: {differs}")

    def _go_on(self, visit: Visit, following: Visit | None, lms: Lms) -> None:
        word = visit.next.partition("~")[0]
        outcome = self._next(visit, lms)
        if following is None:
            self._expect_end(visit, lms, outcome)
        elif _RELAUNCH.fullmatch(word) or (outcome is not None and outcome.ended):
            if lms.has_session:
                lms.navigate(NavigationRequest("exitAll"))
            self._open(self.lms(following), following, _CHOSEN_AFTER_RELAUNCH.get(word, ""))
        elif lms.activity is None:
            raise Differs(f"after {visit.name} nothing is open: {outcome}")

    def _next(self, visit: Visit, lms: Lms) -> Outcome | None:
        """What the learner does, or the content by itself; None when nothing happens."""
        word, _, title = visit.next.partition("~")
        if word in _CONTROLS:
            return lms.navigate(NavigationRequest(_CONTROLS[word]))
        if word in ("Choice", "ChoiceExit"):
            return lms.choose(title)
        if word in _LAUNCHED:
            return lms.choose(_LAUNCHED[word])
        outcome = lms.content_is_through()
        # The content is gone, the session goes on.
        return lms.choose(_ROOT) if word == "RootSX4b" else outcome

    def _open(self, lms: Lms, visit: Visit, title: str) -> None:
        """Where the LMS has nothing to begin with, the learner looks at the table of contents."""
        if title:
            lms.choose(title)
            return
        outcome = lms.open()
        if outcome.delivered is None and outcome.exception is not None:
            lms.choose(lms.named(visit.activity).title)

    def _expect_end(self, visit: Visit, lms: Lms, outcome: Outcome | None) -> None:
        if outcome is None or not outcome.ended:
            said = outcome.exception if outcome else "nothing was asked for"
            open_ = lms.activity.identifier if lms.activity else "nothing"
            raise Differs(f"after {visit.name} it should have ended: {said}, {open_} is open")

    def _look(self, visit: Visit, lms: Lms) -> None:
        """The questions about what the learner sees."""
        valid, contents = lms.valid(), {entry.title: entry for entry in lms.contents()}
        for question, answer in zip(visit.questions, visit.answers, strict=True):
            if question != "click.button" and _sees(question, valid, contents, lms) != (
                answer == "Y"
            ):
                raise Differs(f"{visit.name}: {question} should be {answer}")


def _sees(question: str, valid: ValidNavigation, contents: dict[str, Entry], lms: Lms) -> bool:
    what, _, title = question.partition("@")
    if what == "toc.enabled":
        others = (entry for entry in contents.values() if not entry.is_current)
        return any(entry.is_enabled and not entry.is_hidden for entry in others)
    if what in ("toc.enabled.selectable", "toc.visible"):
        found = contents.get(lms.find(title).title)
        is_shown = found is not None and not found.is_hidden
        return is_shown and (what == "toc.visible" or (found is not None and found.is_enabled))
    if what == "ui.visible":
        return _EVENTS.get(title, title.lower()) not in valid.hidden
    # A control that is hidden on the author's wish counts as disabled (CM-01).
    control, _, state = what.partition(".")
    is_enabled = control in valid.requests and control not in valid.hidden
    return is_enabled == (state == "enabled")


def _manifest(name: str) -> Path:
    place = PLACE / "manifests" / f"{name}.xml"
    return place if place.exists() else OWN_MANIFESTS / f"{name}.xml"


def stem(name: str) -> str:
    """What the cases of a family have in common: "CO-07" of "CO-07a"."""
    return name.rstrip("abcdefgh")


def family(name: str) -> list[str]:
    """The cases of a family in the order in which one learner takes them."""
    return [one for one in names() if stem(one) == stem(name)]


def replay(name: str) -> dict[str, ObjectiveInfo]:
    """Replay a case; raises Differs. Cases of a family follow each other with one learner, whose
    global objectives are the system's: so the earlier ones come first.

    Returns the global objectives in the end.
    """
    earlier: Mapping[str, ObjectiveInfo] = {}
    before = [one for one in family(name) if one < name]
    if before:
        try:
            earlier = replay(before[-1])
        except Differs:
            earlier = {}
    case = read_case(name)
    made: list[PretendLms] = []

    def make(manifest: Path) -> PretendLms:
        made.append(PretendLms(manifest, earlier))
        return made[-1]

    replayed = Replay(case, make)
    replayed.run()
    last = replayed.lms(case.visits[-1])
    lms = next(one for one in made if one is last)
    return dict(earlier) | for_the_system(lms.sequencer.state, lms.tree.root.definition).objectives
