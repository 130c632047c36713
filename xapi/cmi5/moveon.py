"""What has been reached in a course: moveOn, satisfaction, and the outcome for a gradebook.

cmi5 13.1.4 (moveOn), 9.3.9 (satisfied), 9.6.1.1 (evaluated at the registration too).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from courses.outcomes import Completion, Outcome, Success
from xapi.cmi5.structure import AU, Block, CourseStructure

# The precision of courses.models.Attempt, so that an unchanged outcome compares equal.
_SCORE_STEP: Final = Decimal("0.000001")
_PROGRESS_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class AUFacts:
    """What is known of one AU within a registration, over all its sessions.

    `launched`: a session was begun. `completed`, `passed`, `failed`: such a cmi5 defined statement
    was accepted at least once (`failed` stays true after a later pass). `waived`: the LMS waived
    it. `score`: the scaled score of the pass, else of the last failure, -1 to 1; None for none.
    `progress`: the newest progress that the AU reported (9.5.5.1), 0 to 100; None for none.
    `centiseconds`: time spent in all sessions.
    """

    launched: bool = False
    completed: bool = False
    passed: bool = False
    failed: bool = False
    waived: bool = False
    score: Decimal | None = None
    progress: int | None = None
    centiseconds: int = 0


# By AU.index; an AU of which nothing is known yet may be absent.
Facts = Mapping[int, AUFacts]
NOTHING: Final = AUFacts()


@dataclass(frozen=True, slots=True)
class Satisfied:
    """A block or the course whose AUs have all been satisfied; `id` is the publisher's."""

    kind: Literal["block", "course"]
    id: str


def is_satisfied(au: AU, facts: AUFacts) -> bool:
    """Whether the moveOn of an AU is met, or the AU was waived (13.1.4, 9.3.7)."""
    if facts.waived:
        return True
    match au.move_on:
        case "Passed":
            return facts.passed
        case "Completed":
            return facts.completed
        case "CompletedAndPassed":
            return facts.completed and facts.passed
        case "CompletedOrPassed":
            return facts.completed or facts.passed
        case "NotApplicable":
            return True


def satisfied_units(structure: CourseStructure, facts: Facts) -> tuple[Satisfied, ...]:
    """The blocks that are satisfied, inner before outer, and the course last (9.3.9).

    With no facts these are the ones that are satisfied by the registration alone (9.6.1.1).
    """
    found: list[Satisfied] = []
    if _all_satisfied(structure.children, facts, found):
        found.append(Satisfied("course", structure.id))
    return tuple(found)


def newly_satisfied(
    structure: CourseStructure, facts: Facts, told: Collection[Satisfied]
) -> tuple[Satisfied, ...]:
    """What is satisfied and not among `told`, in the order in which statements are to say so."""
    return tuple(unit for unit in satisfied_units(structure, facts) if unit not in told)


def outcome(structure: CourseStructure, facts: Facts) -> Outcome:
    """The outcome of a registration: what the course has come to, in the shape of every standard.

    cmi5 says when a course is satisfied and leaves success and score to the LMS. Completed is the
    course that is satisfied. Success is known when every AU that is judged has its judgement: an
    AU is judged when its moveOn asks for a pass, or when it reported one or a failure; all passed
    (a waiver is a pass) is passed, else failed. The score is the mean over the AUs that reported
    one, a negative one being 0.
    """
    aus = structure.all_aus()
    known = [(au, facts.get(au.index, NOTHING)) for au in aus]
    scores = [max(each.score, Decimal(0)) for _au, each in known if each.score is not None]
    return Outcome(
        completion=_completion(known),
        success=_success(known),
        score=(sum(scores, Decimal(0)) / len(scores)).quantize(_SCORE_STEP) if scores else None,
        progress=progress(structure, facts),
        total_centiseconds=sum(each.centiseconds for _au, each in known),
    )


def progress(structure: CourseStructure, facts: Facts) -> Decimal:
    """How far the learner is, 0 to 1: the mean over the AUs whose moveOn asks for something.

    A satisfied AU counts 1, another what it reported of its progress, at most 0.99. A course
    that asks for nothing counts the AUs that were opened.
    """
    aus = structure.all_aus()
    asking = [au for au in aus if au.move_on != "NotApplicable"]
    if asking:
        parts = [_progress_of(au, facts.get(au.index, NOTHING)) for au in asking]
    else:
        parts = [Decimal(facts.get(au.index, NOTHING).launched) for au in aus]
    return (sum(parts, Decimal(0)) / len(parts)).quantize(_PROGRESS_STEP)


def _all_satisfied(children: tuple[AU | Block, ...], facts: Facts, found: list[Satisfied]) -> bool:
    satisfied = True
    for each in children:
        if isinstance(each, AU):
            reached = is_satisfied(each, facts.get(each.index, NOTHING))
        else:
            reached = _all_satisfied(each.children, facts, found)
            if reached:
                found.append(Satisfied("block", each.id))
        satisfied = satisfied and reached
    return satisfied


def _completion(known: list[tuple[AU, AUFacts]]) -> Completion:
    if all(is_satisfied(au, facts) for au, facts in known):
        return Completion.COMPLETED
    begun = any(facts.launched or facts.waived for _au, facts in known)
    return Completion.INCOMPLETE if begun else Completion.UNKNOWN


def _success(known: list[tuple[AU, AUFacts]]) -> Success:
    judged = [(au, facts) for au, facts in known if _is_judged(au, facts)]
    if not judged or not all(_has_judgement(facts) for _au, facts in judged):
        return Success.UNKNOWN
    passed = all(facts.passed or facts.waived for _au, facts in judged)
    return Success.PASSED if passed else Success.FAILED


def _is_judged(au: AU, facts: AUFacts) -> bool:
    return au.move_on in ("Passed", "CompletedAndPassed") or facts.passed or facts.failed


def _has_judgement(facts: AUFacts) -> bool:
    return facts.passed or facts.failed or facts.waived


def _progress_of(au: AU, facts: AUFacts) -> Decimal:
    if is_satisfied(au, facts):
        return Decimal(1)
    return min(Decimal(facts.progress or 0) / 100, Decimal("0.99"))
