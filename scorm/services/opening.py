"""Open a SCO for a learner: store what is unsent, begin a session, give the launch data."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.admission import NotAdmitted
from courses.outcomes import CompletionRule
from courses.services.attempts import take_over, tries_of
from courses.tickets import Ticket
from scorm.cmi.launch import SESSION_ELEMENTS, LessonMode, ScoContext, initial_cmi
from scorm.cmi.time_limit import TimeLimit, time_limit
from scorm.cmi.timespan import to_centiseconds
from scorm.cmi.verdict import NOT_ATTEMPTED
from scorm.manifest import Item
from scorm.models import ScoState
from scorm.services.admission import Admission, admit
from scorm.services.commit import find_item, store_commit
from scorm.services.handing_over import store_handed_over
from scorm.services.messages import OpenMessage
from scorm.services.standing import (
    Progress,
    lock_reason,
    progress_of,
    record_results,
    results_of,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """`launch`: what the shim needs to open the SCO, None when the learner leaves; `results`:
    one for each commit handed over, with `errors` where it was refused; `again`: whether a new
    attempt may be begun."""

    launch: dict[str, Any] | None
    results: list[dict[str, Any]]
    progress: Progress
    again: bool


def open_sco(ticket: Ticket, message: OpenMessage) -> Opened:
    """Store the commits of `message`, then open its SCO, all in one transaction.

    Raises NotAdmitted, also when prerequisites lock the SCO; nothing is stored then, and the
    sender keeps its commits.
    """
    with transaction.atomic():
        results = store_handed_over(ticket, message.commits, store_commit)
        admission = admit(ticket, opening=message.sco is not None, lock=True)
        launch = None
        if message.sco is not None:
            item = find_item(admission.organization, message.sco)
            _check_unlocked(admission, item)
            launch = _launch(admission, item, ticket)
        progress = _progress(admission)
        again = tries_of(admission.attempt).may_start_again
        return Opened(launch, results, progress, again)


def _progress(admission: Admission) -> Progress:
    """Where the learner stands now; a part that was opened may be all that the module asks."""
    attempt, organization = admission.attempt, admission.organization
    results = results_of(attempt)
    if attempt.offering.module.completion_rule == CompletionRule.SEEN:
        record_results(attempt, organization, results)
    return progress_of(organization, results, attempt.outcome)


def _check_unlocked(admission: Admission, item: Item) -> None:
    if not item.prerequisites or admission.is_preview:
        return
    reason = lock_reason(item, admission.organization, results_of(admission.attempt))
    if reason:
        raise NotAdmitted("sco_locked", reason)


def _launch(admission: Admission, item: Item, ticket: Ticket) -> dict[str, Any]:
    mode = admission.mode
    records = mode != "review"
    state = ScoState.objects.filter(attempt=admission.attempt, sco=item.identifier).first()
    context = _context(admission, item, state, mode)
    limit = _limit(context)
    if limit is not None and limit.is_over and mode == "normal":
        raise NotAdmitted("time_is_over", _("The time allowed for this part is over."))
    session = secrets.token_urlsafe(16)
    if records:
        take_over(admission.attempt, ticket)
        _begin(state or ScoState(attempt=admission.attempt, sco=item.identifier), session)
    return {
        "sco": item.identifier,
        "title": item.title,
        "language": admission.language,
        "href": f"./{quote(item.href)}{item.query}",
        "session": session,
        "type": item.kind,
        "records": records,
        "timeLimit": limit.for_page() if limit is not None and records else None,
        "cmi": initial_cmi(context),
    }


def _limit(context: ScoContext) -> TimeLimit | None:
    allowed = to_centiseconds(context.max_time_allowed) if context.max_time_allowed else 0
    return time_limit(allowed, context.total_centiseconds, context.time_limit_action)


def _context(
    admission: Admission, item: Item, state: ScoState | None, mode: LessonMode
) -> ScoContext:
    learner = admission.attempt.learner
    stored = state.cmi if state else {}
    return ScoContext(
        student_id=str(learner.pseudonym),
        student_name=learner.display_name,
        lesson_mode=mode,
        mastery_score=item.mastery_score,
        max_time_allowed=item.max_time_allowed,
        time_limit_action=item.time_limit_action,
        launch_data=item.data_from_lms,
        total_centiseconds=(state.total_centiseconds + state.session_centiseconds) if state else 0,
        launched_before=state is not None,
        suspended=state is not None
        and (not state.finished or stored.get("cmi.core.exit") == "suspend"),
        stored=stored,
    )


def _begin(state: ScoState, session: str) -> None:
    """A new session of the SCO; the time of the one before becomes part of the total."""
    state.session = session
    state.finished = False
    state.total_centiseconds += state.session_centiseconds
    state.session_centiseconds = 0
    state.cmi = {name: value for name, value in state.cmi.items() if name not in SESSION_ELEMENTS}
    if state.lesson_status == NOT_ATTEMPTED:
        state.lesson_status = "incomplete"
    state.updated_at = timezone.now()
    state.save()
