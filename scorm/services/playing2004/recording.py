"""Store what a SCO has set, once, and let it count in the activity tree (RTE 4.2, SN 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.admission import NotAdmitted
from courses.tickets import Ticket
from scorm.cmi.refusals import DeltaRefused
from scorm.cmi.verdict import SCORE_STEP
from scorm.cmi2004.data import DataModel
from scorm.cmi2004.delta import apply_delta, without_room
from scorm.cmi2004.errors import CmiError
from scorm.cmi2004.launch import Bucket, stored_buckets
from scorm.cmi2004.timeinterval import session_centiseconds
from scorm.models import ScoState
from scorm.sequencing import Activity
from scorm.sequencing.runtime import is_abandoned, is_news, record_run_time
from scorm.services.abandonment import wake
from scorm.services.commit import admitted_scene, not_overtaken, what_fits
from scorm.services.commit_rows import Scene, write_commit
from scorm.services.messages import CommitMessage
from scorm.services.playing2004.launching import buckets
from scorm.services.playing2004.scene import Play, leaf_of, load_play, tree_of
from scorm.services.playing2004.standing import Standing, record, standing_of, word_for

# Of a session that another one has replaced, only what was achieved in it still counts.
_ACHIEVEMENTS: Final = frozenset(
    {
        "cmi.completion_status",
        "cmi.success_status",
        "cmi.progress_measure",
        "cmi.score.scaled",
        "cmi.score.raw",
        "cmi.score.min",
        "cmi.score.max",
    }
)
_SHARED: Final = "adl.data."


@dataclass(frozen=True, slots=True)
class Stored:
    """`standing`: the new one when it may have changed, else None; `replaced`: another window plays
    the attempt now. Where it has opened the same part, only results are still taken from here.
    `left_out`: the elements for which there is no room."""

    standing: Standing | None
    replaced: bool
    left_out: tuple[str, ...] = ()


def store_commit(ticket: Ticket, message: CommitMessage) -> Stored:
    """Store one commit in a transaction; one that was stored before changes nothing.

    Raises NotAdmitted, DeltaRefused (nothing is stored then).
    """
    with transaction.atomic():
        scene = admitted_scene(ticket, message)
        activity = leaf_of(tree_of(scene.content_digest, scene.package_stored_at), message.sco)
        state = scene.state
        if state is None:
            raise NotAdmitted("sco_not_open", _("This part was not opened before."), 409)
        message, left_out = what_fits(state, message, without_room)
        standing = _store(ticket, scene, activity, state, message)
        replaced = state.session != message.session
        return Stored(standing, replaced or scene.is_elsewhere(ticket), left_out)


def _store(
    ticket: Ticket, scene: Scene, activity: Activity, state: ScoState, message: CommitMessage
) -> Standing | None:
    """The new standing when it may have changed."""
    fresh = not_overtaken(scene, message)
    if fresh is None:
        return None
    if state.session == message.session and _says_nothing_new(activity, state, fresh):
        _take(state, fresh.delta, message)
        write_commit(scene.attempt_id, message, state)
        return None
    play = load_play(ticket, opening=False)
    changed = _track(play, activity, state, fresh)
    write_commit(scene.attempt_id, message, state)
    play.save()
    if not changed and not message.finish:
        return None
    record(play)
    return standing_of(play)


def _says_nothing_new(activity: Activity, state: ScoState, message: CommitMessage) -> bool:
    """Whether the activity tree has nothing to learn from a commit: most only keep a place."""
    if message.finish or state.finished or "adl.nav.request" in message.delta:
        return False
    return not any(
        name.startswith(_SHARED) or is_news(activity, name, text, state.cmi.get(name))
        for name, text in message.delta.items()
    )


def _take(state: ScoState, delta: Mapping[str, str], message: CommitMessage) -> None:
    """The run-time data as the commit leaves it. Raises DeltaRefused."""
    state.cmi = apply_delta(state.cmi, delta)
    state.finished = state.finished or message.finish
    state.session_centiseconds = session_centiseconds(state.cmi)


def _track(play: Play, activity: Activity, state: ScoState, message: CommitMessage) -> bool:
    """Whether any status in the tree has changed."""
    if state.session != message.session:
        return _apply_replaced(play, activity, state, message)
    if state.finished:
        wake(state, play.attempt.pk, "cmi.exit")
    given = buckets(play, activity)
    shared = {name: text for name, text in message.delta.items() if name.startswith(_SHARED)}
    delta = {name: text for name, text in message.delta.items() if name not in shared}
    _check_shared(shared, given)
    _take(state, delta, message)
    play.state.data.update(stored_buckets(shared, given))
    if is_abandoned(state.cmi.get("adl.nav.request", "")):
        return False
    changed = record_run_time(play.sequencer.run(), activity, state.cmi, delta)
    _judge(play, activity, state)
    return changed


def _apply_replaced(
    play: Play, activity: Activity, state: ScoState, message: CommitMessage
) -> bool:
    """A late commit of a session that another window has replaced since.

    Its bookmarks must not overwrite newer ones, but a result reached in it is not lost, unless a
    new attempt on the activity has begun: the key of a session begins with the attempt's number.
    """
    achieved = {name: text for name, text in message.delta.items() if name in _ACHIEVEMENTS}
    values = apply_delta({}, achieved)
    run = play.sequencer.run()
    is_same_attempt = message.session.partition("-")[0] == str(run.tracking(activity).attempts)
    is_result = (
        values.get("cmi.success_status") == "passed"
        or values.get("cmi.completion_status") == "completed"
    )
    if not is_same_attempt or not is_result:
        return False
    state.cmi = {**state.cmi, **achieved}
    changed = record_run_time(run, activity, values, achieved)
    _judge(play, activity, state)
    return changed


def _judge(play: Play, activity: Activity, state: ScoState) -> None:
    """What the tree makes of the SCO, for the pages that list parts."""
    state.lesson_status = word_for(play.sequencer.run(), activity)
    scaled = state.cmi.get("cmi.score.scaled")
    state.score = None if scaled is None else Decimal(scaled).quantize(SCORE_STEP)


def _check_shared(shared: Mapping[str, str], given: tuple[Bucket, ...]) -> None:
    """Each element as if by SetValue on the buckets of the activity. Raises DeltaRefused."""
    stores = {index: f"{_SHARED}{index}.store" for index in range(len(given))}
    model = DataModel(
        {f"{_SHARED}{index}.id": bucket.target for index, bucket in enumerate(given)},
        unwritable=frozenset(stores[i] for i, bucket in enumerate(given) if not bucket.write),
    )
    errors = []
    for name, text in shared.items():
        try:
            model.set(name, text)
        except CmiError as error:
            errors.append(error)
    if errors:
        raise DeltaRefused(errors)
