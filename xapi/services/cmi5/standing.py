"""Where a learner stands in a course: its contents with the state of each part, and the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Attempt
from courses.outcomes import Completion, Success
from xapi.cmi5.moveon import NOTHING, AUFacts, Facts, is_satisfied
from xapi.cmi5.structure import AU, Block, CourseStructure, text_in

# courses/static/courses/contents.js shows a sign for each.
PASSED, COMPLETED, FAILED = "passed", "completed", "failed"
STARTED, NOT_STARTED = "incomplete", "not attempted"


class Entry(TypedDict):
    """One line of the contents. `identifier`: the index of an AU, "" for a block, which only
    groups. `depth`: 1 for the outermost. `reason`: what else is to be said of it, or ""."""

    identifier: str
    title: str
    depth: int
    isLeaf: bool
    hidden: bool
    enabled: bool
    status: str
    statusText: str
    reason: str
    ownWindow: bool


class OutcomeState(TypedDict):
    """`complete`: a grade is due; `text`: the outcome in words."""

    complete: bool
    text: str


# Of a session: nothing can be said yet; the AU has its token (8.2); it has begun to speak (9.3.2).
Stage = Literal["", "launched", "fetched", "initialized"]


@dataclass(frozen=True, slots=True)
class Active:
    """The session that is under way, and how far it has come; both "" for none."""

    code: str = ""
    stage: Stage = ""


class Standing(TypedDict):
    """What the player page shows. `active`: the session that is under way, "" for none, and
    `stage` how far it has come."""

    items: list[Entry]
    outcome: OutcomeState
    active: str
    stage: Stage


def standing_of(
    attempt: Attempt, structure: CourseStructure, facts: Facts, active: Active, language: str
) -> Standing:
    """In the active language; titles in `language`, as far as the course has them."""
    return {
        "items": list(_entries(structure.children, facts, 1, language)),
        "outcome": _outcome_state(attempt, structure, facts),
        "active": active.code,
        "stage": active.stage,
    }


def first_to_open(structure: CourseStructure, facts: Facts) -> AU:
    """The first AU whose moveOn is not met, else the first never opened, else the first."""
    aus = structure.all_aus()
    known = [(au, facts.get(au.index, NOTHING)) for au in aus]
    for au, each in known:
        if not is_satisfied(au, each):
            return au
    return next((au for au, each in known if not each.launched), aus[0])


def status_of(au: AU, facts: AUFacts) -> str:
    """The word for what an AU has come to."""
    if facts.passed or facts.waived:
        return PASSED
    if facts.failed:
        return FAILED
    if facts.completed:
        return COMPLETED
    return STARTED if facts.launched else NOT_STARTED


def status_text(status: str, *, waived: bool) -> str:
    """The same for a learner."""
    if waived:
        return _("Waived")
    return {
        PASSED: _("Passed"),
        COMPLETED: _("Completed"),
        FAILED: _("Not passed"),
        STARTED: _("In progress"),
        NOT_STARTED: _("Not started"),
    }[status]


def _entries(
    children: tuple[AU | Block, ...], facts: Facts, depth: int, language: str
) -> Iterator[Entry]:
    for each in children:
        if isinstance(each, AU):
            yield _of_au(each, facts.get(each.index, NOTHING), depth, language)
        else:
            yield _of_block(each, facts, depth, language)
            yield from _entries(each.children, facts, depth + 1, language)


def _of_au(au: AU, facts: AUFacts, depth: int, language: str) -> Entry:
    status = status_of(au, facts)
    optional = au.move_on == "NotApplicable" and status == NOT_STARTED
    return {
        "identifier": str(au.index),
        "title": text_in(au.title, language) or _("Part %(number)d") % {"number": au.index + 1},
        "depth": depth,
        "isLeaf": True,
        "hidden": False,
        "enabled": True,
        "status": status,
        "statusText": status_text(status, waived=facts.waived),
        "reason": _("Not needed for completion") if optional else "",
        "ownWindow": au.window == "OwnWindow",
    }


def _of_block(block: Block, facts: Facts, depth: int, language: str) -> Entry:
    done = all(is_satisfied(au, facts.get(au.index, NOTHING)) for au in block.aus())
    return {
        "identifier": "",
        "title": text_in(block.title, language),
        "depth": depth,
        "isLeaf": False,
        "hidden": False,
        "enabled": False,
        "status": COMPLETED if done else NOT_STARTED,
        "statusText": "",
        "reason": _("Completed") if done else "",
        "ownWindow": False,
    }


def _outcome_state(
    attempt: Attempt, structure: CourseStructure, facts: Mapping[int, AUFacts]
) -> OutcomeState:
    """How much is done, by the parts that ask for something; the rest as it is on record."""
    aus = structure.all_aus()
    asking = [au for au in aus if au.move_on != "NotApplicable"] or list(aus)
    done = sum(_is_done(au, facts.get(au.index, NOTHING)) for au in asking)
    said = ngettext(
        "%(done)d of %(total)d part done", "%(done)d of %(total)d parts done", len(asking)
    )
    parts = [said % {"done": done, "total": len(asking)}]
    outcome = attempt.outcome
    if outcome.success is not Success.UNKNOWN:
        parts.append(_("passed") if outcome.success is Success.PASSED else _("not passed"))
    if outcome.score is not None:
        parts.append(_("score %(percent)d %%") % {"percent": round(outcome.score * 100)})
    complete = outcome.completion is Completion.COMPLETED or outcome.grade is not None
    return {"complete": complete, "text": " · ".join(parts)}


def _is_done(au: AU, facts: AUFacts) -> bool:
    """Of a part that asks for nothing: that it says so itself."""
    if au.move_on == "NotApplicable":
        return facts.completed or facts.passed or facts.waived
    return is_satisfied(au, facts)
