"""Launch an activity: its run-time data, a session, and what the content finds (RTE 4.2)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from django.utils import timezone

from scorm.cmi.time_limit import TimeLimit, time_limit
from scorm.cmi2004.data import DataModel
from scorm.cmi2004.delta import kept
from scorm.cmi2004.launch import Bucket, Mode, ScoContext, initial_model
from scorm.cmi2004.timeinterval import to_centiseconds
from scorm.models import Commit, ScoState
from scorm.sequencing import Activity
from scorm.sequencing.runtime import known_objectives, known_values
from scorm.services.playing2004.scene import Play

_MORE_DECIMALS: Final = re.compile(r"(\.[0-9]{2})[0-9]+")


def launch(play: Play, activity: Activity, *, resumed: bool) -> dict[str, Any]:
    """Begin a session of an activity that was delivered; what the shim needs to open it.

    Not `resumed`: a new attempt on the activity begins without run-time data (DB.2).
    """
    found = play.sco_state(activity) or ScoState(
        attempt=play.attempt, sco=activity.identifier, lesson_status="incomplete"
    )
    state = _begun(play, found, resumed=resumed)
    model = initial_model(_context(play, activity, state, play.mode, resumed=resumed))
    # RTE 4.2.17.1: the records of the activity's objectives are there before content sets any.
    state.cmi = {
        **state.cmi,
        **{name: text for name, text in model.values.items() if name.startswith("cmi.objectives.")},
    }
    attempts = play.sequencer.run().tracking(activity).attempts
    state.session = f"{attempts}-{secrets.token_urlsafe(16)}"
    state.save()
    return _told(play, activity, model, state.session, records=True)


def launch_again(play: Play, activity: Activity) -> dict[str, Any]:
    """The same attempt on the activity goes on in a new session: nothing came of a request, or
    its answer was lost."""
    attempts = play.sequencer.run().tracking(activity).attempts
    spoke = Commit.objects.filter(
        attempt=play.attempt, sco=activity.identifier, session__startswith=f"{attempts}-"
    ).exists()
    return launch(play, activity, resumed=spoke)


def launch_for_review(play: Play, activity: Activity) -> dict[str, Any]:
    """Look at an activity once more; nothing of it is recorded."""
    state = play.sco_state(activity) or ScoState(attempt=play.attempt, sco=activity.identifier)
    model = initial_model(_context(play, activity, state, "review", resumed=bool(state.cmi)))
    return _told(play, activity, model, "", records=False)


def buckets(play: Play, activity: Activity) -> tuple[Bucket, ...]:
    """The shared data that the activity may use (RTE 4.3)."""
    data = play.state.data
    return tuple(
        Bucket(one.target, one.read, one.write, data.get(one.target))
        for one in activity.definition.data
    )


def _begun(play: Play, state: ScoState, *, resumed: bool) -> ScoState:
    """`state` at the beginning of a session; time is added up, not lost."""
    state.total_centiseconds += state.session_centiseconds
    state.session_centiseconds = 0
    if resumed:
        state.cmi = kept(state.cmi)
    else:
        play.row.earlier_centiseconds += state.total_centiseconds
        state.total_centiseconds = 0
        state.cmi, state.lesson_status, state.score = {}, "incomplete", None
        state.is_full = False
    state.finished = False
    state.updated_at = timezone.now()
    return state


def _context(
    play: Play, activity: Activity, state: ScoState, mode: Mode, *, resumed: bool
) -> ScoContext:
    learner, run, definition = play.attempt.learner, play.sequencer.run(), activity.definition
    completion, primary, item = definition.completion, definition.primary, activity.item
    return ScoContext(
        learner_id=str(learner.pseudonym),
        learner_name=learner.display_name,
        mode=mode,
        resumed=resumed,
        completion_threshold=completion.minimum if completion.by_measure else None,
        scaled_passing_score=primary.minimum_measure if primary.satisfied_by_measure else None,
        max_time_allowed=definition.limits.attempt_duration,
        time_limit_action=item.time_limit_action if item else "",
        launch_data=item.data_from_lms if item else "",
        total_centiseconds=state.total_centiseconds,
        stored=state.cmi,
        tracked=known_values(run, activity),
        objectives=known_objectives(run, activity),
        buckets=buckets(play, activity),
    )


def _told(
    play: Play, activity: Activity, model: DataModel, session: str, *, records: bool
) -> dict[str, Any]:
    item = activity.item
    if item is None:
        raise ValueError("The root of the activity tree launches nothing.")
    limit = _limit(model.values)
    return {
        "sco": item.identifier,
        "title": item.title,
        "language": play.admission.language,
        "href": f"./{quote(item.href)}{item.query}",
        "session": session,
        "type": item.kind,
        "records": records,
        "timeLimit": limit.for_page() if limit is not None and records else None,
        # What content may not read does not leave the server.
        "cmi": {name: text for name, text in model.values.items() if name not in model.unreadable},
        "unreadable": sorted(model.unreadable),
        "unwritable": sorted(model.unwritable),
    }


def _limit(values: Mapping[str, str]) -> TimeLimit | None:
    """The time for the attempt on the activity, which begins anew with it (SN 3.5)."""
    # A manifest may write more decimals than the data model does.
    allowed = _MORE_DECIMALS.sub(r"\1", values.get("cmi.max_time_allowed", "PT0S"))
    spent = to_centiseconds(values.get("cmi.total_time", "PT0S"))
    return time_limit(to_centiseconds(allowed), spent, values.get("cmi.time_limit_action", ""))
