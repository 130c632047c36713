"""Carry out a navigation request: store what is unsent, end, sequence, deliver (SN 4.3 to 4.9).

All of it is one request of the page and one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.admission import NotAdmitted
from courses.services.attempts import take_over, tries_of
from courses.tickets import Ticket
from scorm.sequencing import Activity, NavigationRequest
from scorm.sequencing.objectives import completed, satisfied
from scorm.sequencing.runtime import end_run_time, record_run_time
from scorm.services.handing_over import store_handed_over
from scorm.services.messages import NavigateMessage
from scorm.services.playing2004.launching import launch, launch_again
from scorm.services.playing2004.looking_back import look_back
from scorm.services.playing2004.recording import store_commit
from scorm.services.playing2004.refusals import Refusal, refusal_of
from scorm.services.playing2004.request_log import note_request
from scorm.services.playing2004.scene import Play, load_play
from scorm.services.playing2004.standing import Standing, record, standing_of

log = structlog.get_logger(__name__)
_ELSEWHERE: Final = _("You have gone on in another window. Go on there, or reload this page.")
# Requests that open nothing: a withdrawn edition may still be left.
LEAVING: Final = frozenset({"exit", "exitAll", "suspendAll", "abandon", "abandonAll"})


@dataclass(frozen=True, slots=True)
class Came:
    """What came of the request itself: what to launch, whether the learner is through, and why
    nothing was delivered."""

    launch: dict[str, Any] | None = None
    ended: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Navigated:
    """`results`: one for each commit handed over, with `errors` where it was refused; `again`:
    whether a new attempt may be begun."""

    came: Came
    results: list[dict[str, Any]]
    standing: Standing
    again: bool


def navigate(ticket: Ticket, message: NavigateMessage) -> Navigated:
    """Store the commits of `message`, then carry out its request, in one transaction.

    The same request a second time (its answer was lost) is not carried out again. Raises
    NotAdmitted; nothing is stored then, and the sender keeps its commits.
    """
    with transaction.atomic():
        results = store_handed_over(ticket, message.commits, store_commit)
        play = load_play(ticket, opening=message.request not in LEAVING)
        if play.is_settled and (message.request == "open" or not play.state.has_session):
            _close(play)
            shown, standing = look_back(play, message)
            return _navigated(play, Came(shown, ended=shown is None), results, standing)
        if message.request != "open" and play.attempt.live_session not in ("", ticket.session):
            return _navigated(play, _left_behind(message), results, standing_of(play))
        came = _came(play, message)
        take_over(play.attempt, ticket)
        play.row.last_request = message.key
        play.save()
        record(play)
        return _navigated(play, came, results, standing_of(play))


def _navigated(
    play: Play, came: Came, results: list[dict[str, Any]], standing: Standing
) -> Navigated:
    return Navigated(came, results, standing, tries_of(play.attempt).may_start_again)


def _left_behind(message: NavigateMessage) -> Came:
    """Another window plays the attempt now: this one may go, and that one is left alone."""
    if message.request in LEAVING:
        return Came(ended=True)
    raise NotAdmitted("elsewhere", _ELSEWHERE, 409)


def _came(play: Play, message: NavigateMessage) -> Came:
    if message.request == "open":
        return _open(play)
    if play.row.last_request == message.key:
        current = play.current
        again = launch_again(play, current) if current else None
        return Came(again, ended=not play.state.has_session)
    if message.current != play.state.current:
        raise NotAdmitted("elsewhere", _ELSEWHERE, 409)
    if message.request in LEAVING and play.current is None:
        return Came(ended=True)
    return _go(play, NavigationRequest(message.request, message.target))


def _open(play: Play) -> Came:
    """The learner comes: what was suspended, or cut off, is resumed, or all begins (OP.1)."""
    if play.state.has_session and play.current is None:
        return Came()
    _close(play)
    came = _go(play, NavigationRequest("resumeAll" if play.state.suspended else "start"))
    if came.refusal is None:
        return came
    choices = [entry for entry in standing_of(play)["items"] if entry["enabled"]]
    parts = [entry["identifier"] for entry in choices if entry["isLeaf"]]
    if len(parts) == 1:
        # Simple packagers write one part and no flow: nobody has to choose what is alone.
        return _go(play, NavigationRequest("choice", parts[0]))
    # A course whose parts are only chosen: nothing is wrong (SB.2.5).
    return Came() if choices else came


def _close(play: Play) -> None:
    """A window vanished with its content open: that suspends everything. A settled attempt that
    stands between two parts has ended."""
    if play.current is not None:
        wanted = _unload(play, play.current, "suspendAll", vanished=True)
        play.sequencer.navigate(NavigationRequest(wanted or "suspendAll"))
    elif play.is_settled and play.state.has_session:
        play.sequencer.navigate(NavigationRequest("exitAll"))
    play.save()


def _go(play: Play, request: NavigationRequest) -> Came:
    """OP.1, with the content that is open gone."""
    left = play.current
    if left is not None:
        wanted = _unload(play, left, request.request)
        request = NavigationRequest(wanted) if wanted else request
    found = play.sequencer.navigate(request)
    note_request(play, request, found)
    refusal = None
    if found.exception is not None:
        log.info("navigation_refused", code=found.exception.code, attempt=play.attempt.pk)
        is_preview = play.admission.is_preview
        refusal = refusal_of(found.exception, play.sequencer.tree, with_detail=is_preview)
    if found.delivered is not None:
        return _deliver(play, found.delivered, resumed=found.resumed)
    if found.still_open and left is not None:
        # The page has closed the content before it asked.
        play.sequencer.run().tracking(left).suspended = False
        return Came(launch_again(play, left), refusal=refusal)
    return Came(ended=found.ended, refusal=refusal)


def _deliver(play: Play, activity: Activity, *, resumed: bool) -> Came:
    if activity.item is None or not activity.item.href:
        raise NotAdmitted("nothing_to_launch", _("This part of the module has no content."), 409)
    return Came(launch(play, activity, resumed=resumed))


def _unload(play: Play, activity: Activity, request: str, *, vanished: bool = False) -> str:
    """The content goes; the request that its cmi.exit makes in place of any other, or ""."""
    state, run = play.sco_state(activity), play.sequencer.run()
    exit_ = "" if state is None else state.cmi.get("cmi.exit", "")
    if state is not None and not state.finished:
        exit_ = "suspend" if vanished else exit_
        state.finished = True
        state.save(update_fields=["finished"])
    if activity.kind == "asset" and request == "suspendAll":
        _finish_asset(play, activity)
    return end_run_time(run, activity, exit_)


def _finish_asset(play: Play, activity: Activity) -> None:
    """What is only shown cannot be resumed: suspended with the rest, it counts as if it had
    ended (UP.4)."""
    run, delivery = play.sequencer.run(), activity.definition.delivery
    said: dict[str, str] = {}
    if not delivery.completion_set_by_content and completed(run, activity) is None:
        said["cmi.completion_status"] = "completed"
    if not delivery.objective_set_by_content and satisfied(run, activity) is None:
        said["cmi.success_status"] = "passed"
    record_run_time(run, activity, said, said)
