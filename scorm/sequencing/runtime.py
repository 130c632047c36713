"""Between a SCO's run-time data and the tracking of its activity (RTE 4.2; SN 4.2.1).

What the SCO sets is recorded in the activity's objectives and progress; what the tracking model
knows is what the SCO finds when it is launched.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from scorm.manifest.sequencing import Objective
from scorm.sequencing.objectives import Value, find_objective, record, view
from scorm.sequencing.rollup import overall_rollup
from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity

# Part of a run-time record, and the word of the tracking model.
_PARTS: Final = {
    "success_status": "satisfied",
    "completion_status": "completion",
    "progress_measure": "progress",
    "score.scaled": "measure",
    "score.raw": "raw",
    "score.min": "min",
    "score.max": "max",
}
_TRUTHS: Final[dict[str, bool | None]] = {
    "passed": True,
    "failed": False,
    "completed": True,
    "incomplete": False,
    "not attempted": False,
    "unknown": None,
}
_WORDS: Final = {
    "satisfied": {True: "passed", False: "failed"},
    "completion": {True: "completed", False: "incomplete"},
}


def record_run_time(
    run: Run, activity: Activity, values: Mapping[str, str], changed: Mapping[str, str]
) -> bool:
    """Record what a SCO set, and roll it up; whether any status changed.

    ``values`` is the whole of its data, checked; only the elements that are in ``changed`` are
    recorded. cmi.objectives.n of the primary objective and the elements of the SCO itself are the
    same information (RTE 4.2.17): where both are set, the SCO's own stands.
    """
    primary = activity.definition.primary
    found = _objectives(activity, values, changed)
    own = {
        word: changed[f"cmi.{part}"] for part, word in _PARTS.items() if f"cmi.{part}" in changed
    }
    if own:
        values_of_primary = found.setdefault(primary.identifier, (primary, {}))[1]
        values_of_primary.update({word: _value(word, text) for word, text in own.items()})
    said = found.get(primary.identifier, (primary, {}))[1]
    tracking = run.tracking(activity)
    tracking.said_completion |= "completion" in said
    tracking.said_success |= "satisfied" in said
    differs = [record(run, activity, one, changes) for one, changes in found.values()]
    if any(differs):
        overall_rollup(run, activity)
    return any(differs)


def is_news(activity: Activity, element: str, text: str, known: str | None) -> bool:
    """Whether the tracking has anything to learn from an element that the SCO sets, ``known`` being
    what it has set before.

    What is said once more is not new, unless it is written to a global objective, of which others
    may have said something else in between.
    """
    steps = element.split(".", 3)
    part = steps[3] if len(steps) == 4 and steps[1] == "objectives" else element[len("cmi.") :]
    word = _PARTS.get(part)
    if word is None:
        return False
    objectives = activity.definition.objectives
    return text != known or any(word in one.write for said in objectives for one in said.maps)


def _objectives(
    activity: Activity, values: Mapping[str, str], changed: Mapping[str, str]
) -> dict[str, tuple[Objective, dict[str, Value]]]:
    """What was set of objectives that the activity has, by their identifiers."""
    found: dict[str, tuple[Objective, dict[str, Value]]] = {}
    for name, text in changed.items():
        steps = name.split(".", 3)
        if len(steps) != 4 or steps[1] != "objectives" or steps[3] not in _PARTS:
            continue
        identifier = values.get(f"cmi.objectives.{steps[2]}.id", "")
        objective = find_objective(activity, identifier) if identifier else None
        if objective is not None:
            word = _PARTS[steps[3]]
            found.setdefault(identifier, (objective, {}))[1][word] = _value(word, text)
    return found


def _value(word: str, text: str) -> Value:
    return _TRUTHS.get(text) if word in _WORDS else Decimal(text)


def is_abandoned(request: str) -> bool:
    """Whether a navigation request gives an attempt up: what the SCO leaves at Terminate is then
    not recorded (ADL's case SX-04a)."""
    return request in ("abandon", "abandonAll")


def end_run_time(run: Run, activity: Activity, exit_: str) -> str:
    """Terminate (RTE 4.2.8): note whether the SCO wants to be resumed.

    Returns the navigation request that its cmi.exit makes instead of any other, or "": a SCO that
    ran out of time, or that logs the learner out, ends the whole attempt.
    """
    run.tracking(activity).suspended = exit_ == "suspend"
    return "exitAll" if exit_ in ("time-out", "logout") else ""


def known_values(run: Run, activity: Activity) -> dict[str, str]:
    """What is known of a SCO itself at its launch: elements of cmi with their values.

    Its success status and scaled score are those of the primary objective (RTE 4.2.20, 4.2.22).
    What adlseq maps (progress, raw scores) is found in cmi.objectives only (ADL's case CO-10).
    """
    known = _known(run, activity, activity.definition.primary)
    given = ("success_status", "score.scaled")
    return {f"cmi.{part}": known[part] for part in given if part in known}


def known_objectives(run: Run, activity: Activity) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """The activity's objectives that have an identifier, in order, with what is known of each.

    RTE 4.2.17.1: cmi.objectives begins with them.
    """
    return tuple(
        (objective.identifier, _known(run, activity, objective))
        for objective in activity.definition.objectives
        if objective.identifier
    )


def _known(run: Run, activity: Activity, objective: Objective) -> dict[str, str]:
    found = ((part, view(run, activity, objective, word)) for part, word in _PARTS.items())
    return {part: _text(_PARTS[part], known) for part, known in found if known is not None}


def _text(word: str, known: Value) -> str:
    # Never with an exponent: real(10,7) has none.
    return _WORDS[word][known] if isinstance(known, bool) else f"{known:f}"
