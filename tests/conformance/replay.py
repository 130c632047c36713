"""Replaying one of ADL's cases, and saying where it went another way than expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from scorm.cmi2004.datatypes import is_real
from scorm.cmi2004.timeinterval import is_timeinterval, to_centiseconds
from scorm.sequencing import NavigationRequest, Outcome
from scorm.sequencing.state import ObjectiveInfo, for_the_system
from scorm.sequencing.validity import Entry, ValidNavigation
from tests.conformance.cases import PLACE, Call, Case, Visit, abbreviations, names, read_case
from tests.conformance.lms import PretendLms

_FLAG = re.compile(r"\{(case_matters|order_matters|lang)=([^{}]*)\}")
_BY_DEFAULT = {"case_matters": "false", "order_matters": "true", "lang": "en"}
_ROOT = "the activity that corresponds to the root"
ANYTHING = "Returned a valid value or error code"
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


class Replay:
    """One case on its way."""

    def __init__(self, case: Case, earlier: Mapping[str, ObjectiveInfo] | None = None) -> None:
        self.earlier = earlier
        self.case = case
        self.packages: dict[str, PretendLms] = {}

    def lms(self, visit: Visit) -> PretendLms:
        if visit.package not in self.packages:
            self.packages[visit.package] = PretendLms(
                _manifest(self.case.name + visit.package), self.earlier
            )
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
            for index, call in sorted(visit.calls, key=lambda numbered: numbered[0]):
                self._call(f"{visit.name}.{index}", call, lms)
            self._go_on(visit, following, lms)

    def _go_on(self, visit: Visit, following: Visit | None, lms: PretendLms) -> None:
        word = visit.next.partition("~")[0]
        outcome = self._next(visit, lms)
        if following is None:
            self._expect_end(visit, lms, outcome)
        elif _RELAUNCH.fullmatch(word) or (outcome is not None and outcome.ended):
            if lms.sequencer.state.has_session:
                lms.navigate(NavigationRequest("exitAll"))
            self._open(self.lms(following), following, _CHOSEN_AFTER_RELAUNCH.get(word, ""))
        elif lms.activity is None:
            raise Differs(f"after {visit.name} nothing is open: {outcome}")

    def _next(self, visit: Visit, lms: PretendLms) -> Outcome | None:
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

    def _open(self, lms: PretendLms, visit: Visit, title: str) -> None:
        """Where the LMS has nothing to begin with, the learner looks at the table of contents."""
        if title:
            lms.choose(title)
            return
        outcome = lms.open()
        if outcome.delivered is None and outcome.exception is not None:
            lms.choose(lms.named(visit.activity).title)

    def _expect_end(self, visit: Visit, lms: PretendLms, outcome: Outcome | None) -> None:
        if outcome is None or not outcome.ended:
            said = outcome.exception if outcome else "nothing was asked for"
            open_ = lms.activity.identifier if lms.activity else "nothing"
            raise Differs(f"after {visit.name} it should have ended: {said}, {open_} is open")

    def _call(self, where: str, call: Call, lms: PretendLms) -> None:
        api = lms.api
        if api is None:
            raise Differs(f"{where}: nothing is open")
        if not call.method:
            return
        if call.method == "COI":
            count = api.model.count("cmi.objectives")
            found = {api.model.values[f"cmi.objectives.{n}.id"] for n in range(count)}
            if found != set(call.argument.split(",")):
                raise Differs(f"{where}: objectives {found}")
            return
        method, arguments, label = self._resolved(call, lms)
        answer = method(*arguments)
        expected = abbreviations().get(call.returns, call.returns)
        if call.returns == ANYTHING:
            return
        if not _same(answer, expected, call, label) or api.last_error != call.error:
            raise Differs(
                f"{where}: {call.method} {str(arguments)[:300]} gave {answer[:300]!r} and "
                f"{api.last_error}, not {expected[:300]!r} and {call.error}"
            )

    def _resolved(self, call: Call, lms: PretendLms) -> tuple[Callable[..., str], list[str], str]:
        api = lms.api
        assert api is not None
        if call.method == "SET":
            name, _, value = call.argument.partition("!")
            element = _element(name, lms)
            return api.set_value, [element, _value(value)], element
        if call.method == "GET":
            element = _element(call.argument.partition("!")[0], lms)
            return api.get_value, [element], element
        plain: dict[str, Callable[..., str]] = {
            "I": api.initialize,
            "T": api.terminate,
            "C": api.commit,
            "GES": api.get_error_string,
            "GeDi": api.get_diagnostic,
        }
        if call.method == "GLE":
            return api.get_last_error, [], ""
        return plain[call.method], [call.argument], ""

    def _look(self, visit: Visit, lms: PretendLms) -> None:
        """The questions about what the learner sees."""
        valid, contents = lms.valid(), {entry.title: entry for entry in lms.contents()}
        for question, answer in zip(visit.questions, visit.answers, strict=True):
            if question != "click.button" and _sees(question, valid, contents, lms) != (
                answer == "Y"
            ):
                raise Differs(f"{visit.name}: {question} should be {answer}")


def _sees(
    question: str, valid: ValidNavigation, contents: dict[str, Entry], lms: PretendLms
) -> bool:
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


def _element(name: str, lms: PretendLms) -> str:
    steps = iter(name.split("~"))
    found: list[str] = []
    for step in steps:
        if step == "tar":
            found.append(f"{{target={next(steps)}}}")
        elif step.startswith("&"):
            found.append(str(_index(".".join(found), step.strip("&"), lms)))
        else:
            found.append(abbreviations().get(step, step))
    return ".".join(found)


def _index(array: str, identifier: str, lms: PretendLms) -> int:
    """Content looks its objectives and buckets up by their identifiers."""
    model = lms.api.model if lms.api else None
    count = model.count(array) if model else 0
    for index in range(count):
        if model and model.values.get(f"{array}.{index}.id") == identifier:
            return index
    raise Differs(f"{array} has no {identifier}")


def _value(value: str) -> str:
    if value.startswith("tar~"):
        _, target, word = value.split("~")
        return f"{{target={target}}}{abbreviations()[word]}"
    return abbreviations().get(value, value)


def _same(answer: str, expected: str, call: Call, element: str) -> bool:
    # What is not compared: the learner's name, and an identifier that was just looked up.
    is_known_anyway = element == "cmi.learner_name" or call.argument.endswith("~id")
    if call.method == "GET" and call.returns == "" and call.error == 0 and is_known_anyway:
        return answer != ""
    if call.returns == "less255":
        return 0 < len(answer) <= 255
    if call.returns == "emptyCS":
        return answer == ""
    if element.endswith("._children"):
        return set(answer.split(",")) == set(expected.split(","))
    if is_real(answer) and is_real(expected):
        return float(answer) == float(expected)
    if is_timeinterval(answer) and is_timeinterval(expected):
        return to_centiseconds(answer) == to_centiseconds(expected)
    return _plain(answer) == _plain(expected)


def _plain(response: str) -> tuple[dict[str, str], str]:
    """A response without what it says anyway: flags may stand in any order in front of it, and
    those that say what is so by default may be missing (RTE 4.2.9.1)."""
    flags: dict[str, str] = {}
    while flag := _FLAG.match(response):
        flags.setdefault(flag[1], flag[2])
        response = response[flag.end() :]
    return {name: value for name, value in flags.items() if _BY_DEFAULT[name] != value}, response


def replay(name: str) -> dict[str, ObjectiveInfo]:
    """Replay a case; raises Differs. Cases of a family ("CO-07a", "CO-07b") follow each other with
    one learner, whose global objectives are the system's: so the earlier ones come first.

    Returns the global objectives in the end.
    """
    earlier: dict[str, ObjectiveInfo] = {}
    family = name.rstrip("abcdefgh")
    before = [one for one in names() if one.rstrip("abcdefgh") == family and one < name]
    if before:
        try:
            earlier = replay(before[-1])
        except Differs:
            earlier = {}
    case = Replay(read_case(name), earlier)
    case.run()
    lms = case.lms(case.case.visits[-1])
    return earlier | for_the_system(lms.sequencer.state, lms.tree.root.definition).objectives
