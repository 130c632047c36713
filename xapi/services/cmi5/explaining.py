"""Why is this not complete? From the moveOn of each AU, and what was said in its sessions."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from courses import sentences
from courses.admission import NotAdmitted
from courses.explaining import Answer, Explanation, Journal, Moment, PartReport, Timeline
from courses.models import Attempt
from courses.outcomes import Completion, Success
from xapi.cmi5.durations import centiseconds
from xapi.cmi5.moveon import NOTHING, AUFacts, is_satisfied
from xapi.cmi5.structure import AU, CourseStructure, text_in
from xapi.cmi5.vocabulary import SESSION_ID
from xapi.models import Registration, Session, Statement, Usage
from xapi.services.cmi5.admission import structure_of
from xapi.services.cmi5.registering import facts_of
from xapi.spec.parts import Json
from xapi.spec.usages import REGISTRATION, digest_of
from xapi.spec.usages import Usage as Role

MOST_STATEMENTS: Final = 100
MOST_ANSWERS: Final = 2_000
ANSWERED: Final = "http://adlnet.gov/expapi/verbs/answered"
_LONGEST: Final = 300


def explain(attempt: Attempt) -> Explanation:
    """Every part of the attempt, opened or not."""
    structure = _structure(attempt)
    if structure is None:
        return Explanation(missing=(_("The files of this module are gone."),))
    registration = Registration.objects.filter(attempt=attempt).first()
    facts = facts_of(registration) if registration else {}
    sessions: dict[int, list[Session]] = defaultdict(list)
    for session in registration.sessions.all() if registration else ():
        sessions[session.au].append(session)
    parts = [
        _part(au, facts.get(au.index, NOTHING), sessions[au.index]) for au in structure.all_aus()
    ]
    last = max((part.last_stored_at for part in parts if part.last_stored_at), default=None)
    return Explanation(tuple(parts), last_stored_at=last)


def timeline(attempt: Attempt) -> Timeline:
    """The newest statements of the registration, whoever made them."""
    rows, more = _statements(attempt, MOST_STATEMENTS)
    names = _names(attempt)
    moments = [_moment(row.stored, json.loads(row.document), names) for row in rows]
    return Timeline(moments, more)


def journal(attempt: Attempt) -> Journal:
    """The answers that were told as interactions (xAPI Data 2.4.4.1), the oldest first."""
    rows, more = _statements(attempt, MOST_ANSWERS)
    names = _names(attempt)
    told = [(row.stored, json.loads(row.document)) for row in reversed(rows)]
    found = [_answer(at, each, names) for at, each in told if each["verb"]["id"] == ANSWERED]
    return Journal(answers=found, is_cut=more > 0)


def answers(attempts: Iterable[Attempt]) -> Iterator[tuple[Attempt, list[Answer]]]:
    """The answers of many attempts, one after the other."""
    return ((attempt, journal(attempt).answers) for attempt in attempts)


def _structure(attempt: Attempt) -> CourseStructure | None:
    try:
        return structure_of(attempt.edition)
    except NotAdmitted:
        return None


def _title(au: AU) -> str:
    return text_in(au.title) or _("Part %(number)d") % {"number": au.index + 1}


def _part(au: AU, facts: AUFacts, sessions: list[Session]) -> PartReport:
    done = facts.completed or facts.waived
    begun = Completion.INCOMPLETE if facts.launched else Completion.UNKNOWN
    return PartReport(
        identifier=str(au.index),
        title=_title(au),
        completion=Completion.COMPLETED if done else begun,
        success=_success(facts),
        score=facts.score,
        centiseconds=facts.centiseconds,
        visits=max(len(sessions), int(facts.launched)),
        last_stored_at=max((s.spoke_at for s in sessions if s.spoke_at), default=None),
        missing=tuple(_missing(au, facts)),
    )


def _success(facts: AUFacts) -> Success:
    if facts.passed or facts.waived:
        return Success.PASSED
    return Success.FAILED if facts.failed else Success.UNKNOWN


def _missing(au: AU, facts: AUFacts) -> Iterator[str]:
    if is_satisfied(au, facts):
        return
    title = _title(au)
    if not facts.launched:
        yield sentences.never_opened(title)
        return
    if "Completed" in au.move_on and not facts.completed:
        yield sentences.never_said(title)
    if "Passed" not in au.move_on or facts.passed:
        return
    if facts.failed and facts.score is not None and au.mastery_score is not None:
        yield sentences.score_below(title, facts.score * 100, au.mastery_score * 100)
    elif facts.failed or au.move_on != "CompletedOrPassed":
        yield sentences.not_passed(title)


def _statements(attempt: Attempt, most: int) -> tuple[list[Statement], int]:
    """The newest statements of the attempt's registration, and how many older ones there are."""
    registration = Registration.objects.filter(attempt=attempt).first()
    if registration is None:
        return [], 0
    digest = digest_of(REGISTRATION, str(registration.code))
    found = Usage.objects.filter(
        reference__academy=attempt.learner.academy_id,
        reference__digest=digest,
        usage=Role.REGISTRATION,
    )
    keys = list(found.order_by("-statement_id").values_list("statement_id", flat=True)[:most])
    rows = Statement.objects.in_bulk(keys)
    left = found.count() - most if len(keys) == most else 0
    return [rows[key] for key in keys], left


def _names(attempt: Attempt) -> dict[str, str]:
    """Titles of AUs, by what tells in a statement of which one it is: session and activity."""
    structure = _structure(attempt)
    registration = Registration.objects.filter(attempt=attempt).first()
    if structure is None or registration is None:
        return {}
    aus = structure.all_aus()
    found: dict[str, str] = {}
    for code, activity, au in registration.sessions.values_list("code", "activity_id", "au"):
        found[str(code)] = found[activity] = _title(aus[au])
    return found


def _part_of(statement: Json, names: dict[str, str]) -> str:
    """The AU that a statement comes from, else what it is about."""
    extensions = statement.get("context", {}).get("extensions", {})
    about = statement["object"]
    for key in (extensions.get(SESSION_ID), about.get("id")):
        if isinstance(key, str) and key in names:
            return names[key]
    return _named(about)


def _named(about: Json) -> str:
    names: Any = about.get("definition", {}).get("name", {})
    return str(text_in(names))[:_LONGEST] if names else ""


def _moment(at: dt.datetime, statement: Json, names: dict[str, str]) -> Moment:
    verb = statement["verb"]
    word = text_in(verb.get("display", {}), "en") or verb["id"].rpartition("/")[2]
    said = [(_("said"), word[:_LONGEST])]
    score = statement.get("result", {}).get("score", {}).get("scaled")
    if score is not None:
        said.append((_("scaled score"), str(score)))
    left = verb["id"].endswith(("/terminated", "/abandoned"))
    return Moment(at, _part_of(statement, names), tuple(said), left)


def _answer(at: dt.datetime, statement: Json, names: dict[str, str]) -> Answer:
    about, result = statement["object"], statement.get("result", {})
    definition = about.get("definition", {})
    success, duration = result.get("success"), result.get("duration")
    return Answer(
        part=_part_of(statement, names),
        question=str(about.get("id", "")),
        stored_at=at,
        description=text_in(definition.get("description", {}) or definition.get("name", {})),
        kind=definition.get("interactionType", ""),
        response=str(result.get("response", "")),
        correct=tuple(definition.get("correctResponsesPattern", ())),
        result="" if success is None else "correct" if success else "incorrect",
        latency=centiseconds(duration) if duration else None,
    )
