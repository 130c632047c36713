"""Reading and recording objective and progress information, global objectives included.

SN 3.10 (SM.7): an objective that reads from a global objective has that one's value as soon as it
is known, else its own; what is recorded in an objective that writes is recorded in the global one
too. Progress of an activity and of its primary objective are the same thing (SN 3.10.3).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from scorm.manifest.sequencing import Objective
from scorm.sequencing.run import Run
from scorm.sequencing.state import ObjectiveInfo
from scorm.sequencing.tree import Activity

Value = bool | Decimal | None
WORDS: Final = ("satisfied", "measure", "raw", "min", "max", "completion", "progress")
_OF_PROGRESS: Final = {"completion": "completed", "progress": "amount"}


def find_objective(activity: Activity, identifier: str) -> Objective | None:
    """An objective of the activity; "" is the primary one, and None means there is no such."""
    return activity.objectives.get(identifier) if identifier else activity.definition.primary


def satisfied(run: Run, activity: Activity, objective: Objective | None = None) -> bool | None:
    """Objective Satisfied Status, None while it is not known (TM.1.1)."""
    objective = objective or activity.definition.primary
    if objective.satisfied_by_measure:
        return _by_measure(run, activity, objective)
    return _truth(value(run, activity, objective, "satisfied"))


def measure(run: Run, activity: Activity, objective: Objective | None = None) -> Decimal | None:
    """Objective Normalized Measure, -1 to 1, None while it is not known."""
    return _number(value(run, activity, objective or activity.definition.primary, "measure"))


def completed(run: Run, activity: Activity) -> bool | None:
    """Attempt Completion Status of the activity, None while it is not known (TM.1.3)."""
    threshold = activity.definition.completion
    if not threshold.by_measure:
        return _truth(value(run, activity, activity.definition.primary, "completion"))
    reached = amount(run, activity)
    return None if reached is None else reached >= threshold.minimum


def amount(run: Run, activity: Activity) -> Decimal | None:
    """Attempt Completion Amount, 0 to 1, None while it is not known."""
    return _number(value(run, activity, activity.definition.primary, "progress"))


def view(run: Run, activity: Activity, objective: Objective, word: str) -> Value:
    """One of WORDS as the content of the activity finds it at its launch.

    A completion status that is read from a global objective stands as it is, whatever the
    activity's own threshold would make of the progress (ADL's case CO-10).
    """
    if word == "satisfied":
        return satisfied(run, activity, objective)
    found = value(run, activity, objective, word)
    if found is None and word == "completion" and objective is activity.definition.primary:
        return completed(run, activity)
    return found


def value(run: Run, activity: Activity, objective: Objective, word: str) -> Value:
    """One of WORDS of an objective: the global objective's where it is read and known, or its own.

    What the activity recorded in an earlier attempt on its parent does not stand in for a global
    objective that is read and not known (ADL's cases OB-03b, CO-09).
    """
    if not objective.maps:
        return own(run, activity, objective, word)
    is_read, shared = _shared(run, objective, word)
    if shared is not None:
        return shared
    return own(run, activity, objective, word, may_be_stale=not is_read)


def _shared(run: Run, objective: Objective, word: str) -> tuple[bool, Value]:
    """(whether any map reads the word, the first known value)."""
    is_read = False
    for one in objective.maps:
        if word in one.read:
            is_read = True
            known = run.state.objectives.get(one.target)
            found: Value = getattr(known, word) if known is not None else None
            if found is not None:
                return True, found
    return is_read, None


def own(
    run: Run, activity: Activity, objective: Objective, word: str, *, may_be_stale: bool = True
) -> Value:
    """The value recorded in the activity itself. One of an earlier attempt on its parent is out of
    the question while the activity is being rolled up."""
    tracking = run.tracking(activity)
    may_be_stale = may_be_stale and run.judged is not activity
    found: Value
    if word in _OF_PROGRESS and objective is activity.definition.primary:
        found = getattr(tracking, _OF_PROGRESS[word])
        return None if tracking.stale_progress and not may_be_stale else found
    info = tracking.objectives.get(objective.identifier)
    if info is None or (tracking.stale_objectives and not may_be_stale):
        return None
    found = getattr(info, word)
    return found


def record(
    run: Run,
    activity: Activity,
    objective: Objective,
    changes: dict[str, Value],
    *,
    is_rollup: bool = False,
) -> bool:
    """Record values by WORDS, write what is mapped to global objectives; whether any changed.

    An activity that is not tracked records nothing (SM.11).
    """
    if not activity.definition.delivery.tracked:
        return False
    decided = _decided_by_measure(activity, objective)
    words = set(changes) | {word for word, by in decided.items() if by in changes}
    before = {word: _to_write(run, activity, objective, word) for word in words}
    for word, changed in changes.items():
        _put(run, activity, objective, word, changed)
    after = {word: _to_write(run, activity, objective, word) for word in words}
    if objective.maps:
        # What a rollup finds is always written (RB.1.1), and what content says is unknown, unless
        # a measure decides it (ADL's case OB-17a).
        meant = words if is_rollup else set(changes) - set(decided)
        for one in objective.maps:
            for word in words.intersection(one.write):
                if after[word] is not None or word in meant or after[word] != before[word]:
                    _write(run, one.target, word, after[word])
    return after != before


def _decided_by_measure(activity: Activity, objective: Objective) -> dict[str, str]:
    """The status that follows from a measure, if it does, and the measure that decides it."""
    decided = {"satisfied": "measure"} if objective.satisfied_by_measure else {}
    if activity.definition.completion.by_measure and objective is activity.definition.primary:
        decided["completion"] = "progress"
    return decided


def _write(run: Run, target: str, word: str, changed: Value) -> None:
    shared = run.state.objectives.setdefault(target, ObjectiveInfo())
    if getattr(shared, word) != changed:
        setattr(shared, word, changed)
        run.touched.add(target)


def _put(run: Run, activity: Activity, objective: Objective, word: str, changed: Value) -> None:
    tracking = run.tracking(activity)
    if word in _OF_PROGRESS and objective is activity.definition.primary:
        setattr(tracking, _OF_PROGRESS[word], changed)
        return
    info = tracking.objectives.setdefault(objective.identifier, ObjectiveInfo())
    setattr(info, word, changed)


def _to_write(run: Run, activity: Activity, objective: Objective, word: str) -> Value:
    """The activity's own value, with the status that follows from a measure or an amount."""
    if word == "satisfied" and objective.satisfied_by_measure:
        reached = _number(own(run, activity, objective, "measure"))
        return None if reached is None else reached >= objective.minimum_measure
    threshold = activity.definition.completion
    if word == "completion" and threshold.by_measure and objective is activity.definition.primary:
        done = _number(own(run, activity, objective, "progress"))
        return None if done is None else done >= threshold.minimum
    return own(run, activity, objective, word)


def _by_measure(run: Run, activity: Activity, objective: Objective) -> bool | None:
    """RB.1.2 a: satisfied by measure, though not while active where the author says so."""
    if (
        not activity.definition.rollup.measure_satisfaction_if_active
        and run.tracking(activity).active
    ):
        return None
    reached = measure(run, activity, objective)
    return None if reached is None else reached >= objective.minimum_measure


def _truth(found: Value) -> bool | None:
    return found if isinstance(found, bool) else None


def _number(found: Value) -> Decimal | None:
    return found if isinstance(found, Decimal) else None
