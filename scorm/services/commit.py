"""Store what a SCO has set, once, and let the verdict go through the one door for outcomes."""

from __future__ import annotations

from typing import Final

import msgspec
from django.db import transaction
from django.db.models import Max, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.services.progress import record_outcome
from courses.tickets import Ticket
from scorm.cmi.delta import apply_delta, check_delta
from scorm.cmi.verdict import (
    FINISHED_STATUSES,
    lesson_status,
    scaled_score,
    session_centiseconds,
)
from scorm.manifest import Item
from scorm.models import Commit, ScoState
from scorm.services.admission import Admission, NotAdmitted, admit
from scorm.services.messages import CommitMessage
from scorm.services.standing import Progress, outcome_of, progress_of, results_of

# Of a session that another one has replaced, only what was achieved in it still counts.
_ACHIEVEMENTS: Final = frozenset(
    {
        "cmi.core.lesson_status",
        "cmi.core.score.raw",
        "cmi.core.score.min",
        "cmi.core.score.max",
    }
)


def store_commit(ticket: Ticket, message: CommitMessage) -> Progress | None:
    """Store one commit; the new standing when it changed, else None.

    A commit that was stored before changes nothing: the sender only needs the answer again.
    One that a later one has overtaken changes only what that one left alone. Raises
    NotAdmitted, DeltaRefused (nothing is stored).
    """
    with transaction.atomic():
        return apply_commit(admit(ticket, opening=False, lock=True), message)


def apply_commit(admission: Admission, message: CommitMessage) -> Progress | None:
    """`store_commit` inside the caller's transaction, with the attempt locked."""
    item = find_item(admission, message.sco)
    state, last_sequence = _state(admission, message)
    fresh = message
    if message.sequence <= last_sequence:
        remaining = _not_overtaken(admission, message)
        if remaining is None:
            return None
        fresh = remaining
    before = (state.lesson_status, state.score)
    if state.session == message.session:
        _apply(state, fresh, item, admission)
    else:
        _apply_replaced(state, fresh, item, admission)
    _journal(admission, message)
    state.updated_at = timezone.now()
    state.save()
    changed = before != (state.lesson_status, state.score)
    if not changed and not message.finish:
        return None
    return _record(admission)


def find_item(admission: Admission, identifier: str) -> Item:
    """The item of the organization that can be opened. Raises NotAdmitted."""
    for item in admission.organization.launchable():
        if item.identifier == identifier:
            return item
    raise NotAdmitted("sco_unknown", _("This module has no such part."), 404)


def _state(admission: Admission, message: CommitMessage) -> tuple[ScoState, int]:
    """The SCO's run-time data, and the last sequence number stored of the message's session."""
    stored = (
        Commit.objects.filter(attempt=admission.attempt, session=message.session)
        .order_by()
        .values("attempt")
        .annotate(last=Max("sequence"))
    )
    state = (
        ScoState.objects.filter(attempt=admission.attempt, sco=message.sco)
        .annotate(last_sequence=Coalesce(Subquery(stored.values("last")), 0))
        .first()
    )
    if state is None:
        raise NotAdmitted("sco_not_open", _("This part was not opened before."), 409)
    return state, state.last_sequence


def _not_overtaken(admission: Admission, message: CommitMessage) -> CommitMessage | None:
    """What later commits of its session have left of `message`; None: it is stored already."""
    stored = Commit.objects.filter(
        attempt=admission.attempt, session=message.session, sequence__gte=message.sequence
    )
    deltas = dict(stored.values_list("sequence", "delta"))
    if message.sequence in deltas:
        return None
    newer = {name for delta in deltas.values() for name in delta}
    left = {name: value for name, value in message.delta.items() if name not in newer}
    return msgspec.structs.replace(message, delta=left)


def _apply(state: ScoState, message: CommitMessage, item: Item, admission: Admission) -> None:
    state.cmi = apply_delta(state.cmi, message.delta)
    state.finished = state.finished or message.finish
    state.session_centiseconds = session_centiseconds(state.cmi)
    _judge(state, item, admission, finished=state.finished)


def _apply_replaced(
    state: ScoState, message: CommitMessage, item: Item, admission: Admission
) -> None:
    """A late commit of a session that another device has replaced since.

    Its bookmarks must not overwrite newer ones, but a result reached in it is not lost.
    """
    check_delta(message.delta)
    if state.lesson_status in FINISHED_STATUSES:
        return
    achieved = {name: value for name, value in message.delta.items() if name in _ACHIEVEMENTS}
    reached = ScoState(cmi=apply_delta(state.cmi, achieved))
    _judge(reached, item, admission, finished=message.finish)
    if reached.lesson_status in FINISHED_STATUSES:
        state.cmi, state.score = reached.cmi, reached.score
        state.lesson_status = reached.lesson_status


def _judge(state: ScoState, item: Item, admission: Admission, *, finished: bool) -> None:
    """The run-time's verdict on the SCO (RTE 3.4.4, cmi.core.lesson_status)."""
    state.lesson_status = lesson_status(
        state.cmi,
        finished=finished,
        lesson_mode="browse" if admission.is_preview else "normal",
        mastery_score=item.mastery_score,
    )
    state.score = scaled_score(state.cmi)
    if finished and state.lesson_status in FINISHED_STATUSES:
        # RTE 3.4.4: it is the run-time that sets the status then, so the content reads it back.
        state.cmi = {**state.cmi, "cmi.core.lesson_status": state.lesson_status}


def _journal(admission: Admission, message: CommitMessage) -> None:
    Commit.objects.create(
        attempt=admission.attempt,
        sco=message.sco,
        session=message.session,
        sequence=message.sequence,
        delta=message.delta,
        finish=message.finish,
    )


def _record(admission: Admission) -> Progress:
    results = results_of(admission.attempt)
    record_outcome(admission.attempt, outcome_of(admission.organization, results))
    return progress_of(admission.organization, results)
