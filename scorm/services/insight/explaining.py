"""Why is this not complete? SCORM 1.2: from what each SCO has reported (RTE 3.4.4)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from courses import sentences
from courses.explaining import Explanation, PartReport
from courses.models import Attempt
from courses.outcomes import Completion, Success
from scorm.cmi.verdict import FINISHED_STATUSES, NOT_ATTEMPTED
from scorm.manifest import Item, Organization
from scorm.models import ScoState
from scorm.services.insight.visits import Visits, organization_for, visits_of
from scorm.services.standing import Results, lock_reason, results_of

_NEVER_VISITED = Visits()
_SUCCESS = {"passed": Success.PASSED, "failed": Success.FAILED}


def explain(attempt: Attempt) -> Explanation:
    """Every part of the attempt, opened or not; four queries."""
    organization = organization_for(attempt.edition.content_digest, "scorm12")
    states = {state.sco: state for state in ScoState.objects.filter(attempt=attempt)}
    visits = visits_of(attempt)
    last = max((one.last for one in visits.values() if one.last), default=None)
    if organization is None:
        parts = tuple(_part(state, state.sco, visits) for state in states.values())
        return Explanation(parts, (_("The files of this module are gone."),), last)
    results = results_of(attempt)
    return Explanation(
        tuple(
            _explained(item, states.get(item.identifier), visits, organization, results)
            for item in organization.launchable()
        ),
        last_stored_at=last,
    )


def _explained(
    item: Item,
    state: ScoState | None,
    visits: dict[str, Visits],
    organization: Organization,
    results: Results,
) -> PartReport:
    if state is None:
        reason = lock_reason(item, organization, results)
        missing = sentences.locked(item.title, reason) if reason else None
        never = missing or sentences.never_opened(item.title)
        return PartReport(item.identifier, item.title, missing=(never,))
    return _part(state, item.title, visits, _missing(item, state))


def _part(
    state: ScoState, title: str, visits: dict[str, Visits], missing: tuple[str, ...] = ()
) -> PartReport:
    visited = visits.get(state.sco, _NEVER_VISITED)
    status = state.lesson_status
    completion = Completion.COMPLETED if status in FINISHED_STATUSES else Completion.INCOMPLETE
    return PartReport(
        identifier=state.sco,
        title=title,
        completion=completion,
        success=_SUCCESS.get(status, Success.UNKNOWN),
        score=state.score,
        centiseconds=state.total_centiseconds + state.session_centiseconds,
        # The journal of an erased person is gone; the part was opened all the same.
        visits=max(visited.count, 1),
        last_stored_at=visited.last,
        missing=missing,
    )


def _missing(item: Item, state: ScoState) -> tuple[str, ...]:
    found = _of_its_status(item, state)
    return (*found, sentences.full(item.title)) if found and state.is_full else found


def _of_its_status(item: Item, state: ScoState) -> tuple[str, ...]:
    if state.lesson_status == "failed":
        return (_failed(item, state),)
    if state.lesson_status in FINISHED_STATUSES:
        return ()
    said = state.cmi.get("cmi.core.lesson_status", "")
    if said not in ("", NOT_ATTEMPTED):
        return (sentences.says_incomplete(item.title),)
    if not state.finished:
        return (sentences.still_open(item.title),)
    return (sentences.never_said(item.title),)


def _failed(item: Item, state: ScoState) -> str:
    """RTE 3.4.4, cmi.core.lesson_status: the raw score is measured against the mastery score."""
    raw = state.cmi.get("cmi.core.score.raw", "")
    if raw and item.mastery_score and Decimal(raw) < Decimal(item.mastery_score):
        return sentences.score_below(item.title, Decimal(raw), Decimal(item.mastery_score))
    return sentences.not_passed(item.title)
