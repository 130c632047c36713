"""Store what a SCO has set, once, and let the verdict go through the one door for outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import structlog
from django.db import transaction
from django.db.models import BigIntegerField
from django.utils.translation import gettext_lazy as _

from courses.admission import NotAdmitted, check_access, check_is_somebodys
from courses.models import Attempt
from courses.prepared import Given, Prepared
from courses.tickets import Ticket
from scorm.cmi.delta import apply_delta, check_delta, without_room
from scorm.cmi.launch import LessonMode
from scorm.cmi.verdict import (
    FINISHED_STATUSES,
    lesson_status,
    scaled_score,
    session_centiseconds,
)
from scorm.manifest import Item, Organization
from scorm.models import Commit, ScoState
from scorm.services.abandonment import wake
from scorm.services.admission import organization_of
from scorm.services.commit_rows import Scene, load_scene, write_commit
from scorm.services.messages import CommitMessage
from scorm.services.standing import Progress, progress_of, record_results, results_of

log = structlog.get_logger(__name__)
# Of what is stored and what is to be, what has no room.
WithoutRoom = Callable[[Mapping[str, str], Mapping[str, str]], frozenset[str]]
# Of a session that another one has replaced, only what was achieved in it still counts.
_ACHIEVEMENTS: Final = frozenset(
    {
        "cmi.core.lesson_status",
        "cmi.core.score.raw",
        "cmi.core.score.min",
        "cmi.core.score.max",
    }
)


@dataclass(frozen=True, slots=True)
class Stored:
    """`progress`: the new standing when it changed, else None; `replaced`: another window plays
    the attempt now. Where it has opened the same part, only results are still taken from here.
    `left_out`: the elements for which there is no room."""

    progress: Progress | None
    replaced: bool
    left_out: tuple[str, ...] = ()


def store_commit(ticket: Ticket, message: CommitMessage) -> Stored:
    """Store one commit in a transaction.

    A commit that was stored before changes nothing: the sender only needs the answer again.
    One that a later one has overtaken changes only what that one left alone. What was done on
    an edition before it was withdrawn is stored too. Raises NotAdmitted, DeltaRefused (nothing
    is stored then).
    """
    with transaction.atomic():
        scene = admitted_scene(ticket, message)
        organization = organization_of(scene.content_digest, scene.package_stored_at)
        stored = _store(scene, organization, message)
        return replace(stored, replaced=stored.replaced or scene.is_elsewhere(ticket))


def admitted_scene(ticket: Ticket, message: CommitMessage) -> Scene:
    """What the message meets, in a transaction; whether it may be stored at all. Raises
    NotAdmitted."""
    scene = load_scene(ticket.attempt, ticket.source, message)
    if scene is None:
        raise NotAdmitted("attempt_unknown", _("This attempt no longer exists."), 404)
    check_is_somebodys(erased=scene.erased)
    check_access(scene.academy, entitled=scene.entitled, closed=scene.closed)
    return scene


def find_item(organization: Organization, identifier: str) -> Item:
    """The item of the organization that can be opened. Raises NotAdmitted."""
    for item in organization.launchable():
        if item.identifier == identifier:
            return item
    raise NotAdmitted("sco_unknown", _("This module has no such part."), 404)


def what_fits(
    state: ScoState, message: CommitMessage, without_room: WithoutRoom
) -> tuple[CommitMessage, tuple[str, ...]]:
    """The message as far as there is room for it beside what is stored, and what is left out."""
    left_out = without_room(state.cmi, message.delta)
    if not left_out:
        return message, ()
    log.warning("commit_left_out", state=state.pk, elements=len(left_out))
    ScoState.objects.filter(pk=state.pk).update(is_full=True)
    delta = {name: value for name, value in message.delta.items() if name not in left_out}
    return msgspec.structs.replace(message, delta=delta), tuple(sorted(left_out))


def _store(scene: Scene, organization: Organization, message: CommitMessage) -> Stored:
    item, state = find_item(organization, message.sco), scene.state
    if state is None:
        raise NotAdmitted("sco_not_open", _("This part was not opened before."), 409)
    message, left_out = what_fits(state, message, without_room)
    return replace(_store_in(scene, organization, item, state, message), left_out=left_out)


def _store_in(
    scene: Scene, organization: Organization, item: Item, state: ScoState, message: CommitMessage
) -> Stored:
    replaced = state.session != message.session
    fresh = not_overtaken(scene, message)
    if fresh is None:
        return Stored(None, replaced)
    before = (state.lesson_status, state.score)
    mode: LessonMode = "browse" if scene.kind == Attempt.Kind.PREVIEW else "normal"
    if replaced:
        _apply_replaced(state, fresh, item, mode)
    else:
        if state.finished:
            wake(state, scene.attempt_id)
        _apply(state, fresh, item, mode)
    write_commit(scene.attempt_id, message, state)
    changed = before != (state.lesson_status, state.score)
    if not changed and not message.finish:
        return Stored(None, replaced)
    return Stored(_record(scene.attempt_id, organization), replaced)


def not_overtaken(scene: Scene, message: CommitMessage) -> CommitMessage | None:
    """What later commits of its session have left of `message`; None: it is stored already."""
    if message.sequence > scene.last_sequence:
        return message
    stored = Commit.objects.filter(
        attempt=scene.attempt_id, session=message.session, sequence__gte=message.sequence
    )
    deltas = dict(stored.values_list("sequence", "delta"))
    if message.sequence in deltas:
        return None
    newer = {name for delta in deltas.values() for name in delta}
    left = {name: value for name, value in message.delta.items() if name not in newer}
    return msgspec.structs.replace(message, delta=left)


def _apply(state: ScoState, message: CommitMessage, item: Item, mode: LessonMode) -> None:
    state.cmi = apply_delta(state.cmi, message.delta)
    state.finished = state.finished or message.finish
    state.session_centiseconds = session_centiseconds(state.cmi)
    _judge(state, item, mode, finished=state.finished)


def _apply_replaced(state: ScoState, message: CommitMessage, item: Item, mode: LessonMode) -> None:
    """A late commit of a session that another device has replaced since.

    Its bookmarks must not overwrite newer ones, but a result reached in it is not lost.
    """
    check_delta(message.delta)
    if state.lesson_status in FINISHED_STATUSES:
        return
    achieved = {name: value for name, value in message.delta.items() if name in _ACHIEVEMENTS}
    reached = ScoState(cmi=apply_delta(state.cmi, achieved))
    _judge(reached, item, mode, finished=message.finish)
    if reached.lesson_status in FINISHED_STATUSES:
        state.cmi, state.score = reached.cmi, reached.score
        state.lesson_status = reached.lesson_status


def _judge(state: ScoState, item: Item, mode: LessonMode, *, finished: bool) -> None:
    """The run-time's verdict on the SCO (RTE 3.4.4, cmi.core.lesson_status)."""
    state.lesson_status = lesson_status(
        state.cmi, finished=finished, lesson_mode=mode, mastery_score=item.mastery_score
    )
    state.score = scaled_score(state.cmi)
    if finished and state.lesson_status in FINISHED_STATUSES:
        # RTE 3.4.4: it is the run-time that sets the status then, so the content reads it back.
        state.cmi = {**state.cmi, "cmi.core.lesson_status": state.lesson_status}


def _record(attempt_id: int, organization: Organization) -> Progress:
    (attempt,) = _ATTEMPT.all(pk=attempt_id)
    results = results_of(attempt)
    record_results(attempt, organization, results)
    return progress_of(organization, results, attempt.outcome)


_ATTEMPT = Prepared(
    lambda: Attempt.objects.select_related("offering__module").filter(
        pk=Given("pk", BigIntegerField())
    )
)
