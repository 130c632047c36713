"""A SCO's session on the server: its launch, its commits and its end, data and tracking together.

What is stored of an attempt on an activity is a `ScoData`; everything else is in the state of the
sequencing. `Outcome.resumed` says whether the stored one goes on or a new one begins.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from scorm.cmi2004.delta import apply_delta, kept
from scorm.cmi2004.launch import Bucket, Mode, ScoContext, lay_objectives, stored_buckets
from scorm.cmi2004.timeinterval import to_centiseconds
from scorm.sequencing import Activity, NavigationRequest, Sequencer, parse_request
from scorm.sequencing.runtime import (
    end_run_time,
    is_abandoned,
    known_objectives,
    known_values,
    record_run_time,
)
from scorm.sequencing.validity import ValidNavigation, valid_navigation


class ScoData(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is stored of the current attempt on one activity.

    ``values`` is what the SCO has set, ``total_centiseconds`` the time of its ended sessions.
    ``exit``, ``request`` and ``session_centiseconds`` are of the session that is going on:
    cmi.exit, adl.nav.request and cmi.session_time as they were set last.
    """

    values: dict[str, str] = {}
    total_centiseconds: int = 0
    exit: str = ""
    request: str = ""
    session_centiseconds: int = 0


def launch(
    sequencer: Sequencer,
    activity: Activity,
    data: ScoData,
    *,
    learner_id: str,
    learner_name: str = "",
    mode: Mode = "normal",
    resumed: bool = False,
    valid: ValidNavigation | None = None,
) -> ScoContext:
    """What the SCO of an activity that was delivered is launched with.

    ``data`` is the stored one when the attempt is ``resumed``, else `ScoData()`. ``valid`` spares
    working out again what the learner may do next.
    """
    run, said = sequencer.run(), activity.definition
    by_progress, primary = said.completion, said.primary
    return ScoContext(
        learner_id=learner_id,
        learner_name=learner_name,
        mode=mode,
        resumed=resumed,
        completion_threshold=by_progress.minimum if by_progress.by_measure else None,
        scaled_passing_score=primary.minimum_measure if primary.satisfied_by_measure else None,
        max_time_allowed=said.limits.attempt_duration,
        time_limit_action=activity.item.time_limit_action if activity.item else "",
        launch_data=activity.item.data_from_lms if activity.item else "",
        total_centiseconds=data.total_centiseconds,
        stored=data.values,
        tracked=known_values(run, activity),
        objectives=known_objectives(run, activity),
        buckets=buckets_of(sequencer, activity),
        valid_requests=(valid or valid_navigation(sequencer)).for_content(),
    )


def buckets_of(sequencer: Sequencer, activity: Activity) -> tuple[Bucket, ...]:
    """The records of adl.data of an activity, with what is in them."""
    stored = sequencer.state.data
    return tuple(
        Bucket(one.target, one.read, one.write, stored.get(one.target))
        for one in activity.definition.data
    )


def commit(
    sequencer: Sequencer, activity: Activity, data: ScoData, delta: Mapping[str, str]
) -> ScoData:
    """Take what a SCO has set since its last commit; the data to store. Raises DeltaRefused.

    Tracking and shared data change in the state of the sequencer. Of an attempt that is given up
    nothing is tracked (`scorm.sequencing.runtime.is_abandoned`).
    """
    buckets = buckets_of(sequencer, activity)
    stored = dict(data.values)
    named = (one.identifier for one in activity.definition.objectives if one.identifier)
    lay_objectives(stored, ((identifier, {}) for identifier in named))
    values = apply_delta(stored, delta, buckets)
    request = delta.get("adl.nav.request", data.request)
    sequencer.state.data.update(stored_buckets(delta, buckets))
    if not is_abandoned(request):
        record_run_time(sequencer.run(), activity, values, delta)
    length = delta.get("cmi.session_time")
    return ScoData(
        values=kept(values),
        total_centiseconds=data.total_centiseconds,
        exit=delta.get("cmi.exit", data.exit),
        request=request,
        session_centiseconds=data.session_centiseconds
        if length is None
        else to_centiseconds(length),
    )


def terminate(
    sequencer: Sequencer,
    activity: Activity,
    data: ScoData,
    by_learner: NavigationRequest | None = None,
) -> tuple[ScoData, NavigationRequest | None]:
    """End the session of a SCO, by itself or because the learner goes on.

    The data to store, and the navigation request to make now, None for nothing: what cmi.exit
    demands comes first, then what the learner chose, then what the content asked for (RTE 4.2.8).
    """
    forced = end_run_time(sequencer.run(), activity, data.exit)
    request = NavigationRequest(forced) if forced else by_learner or parse_request(data.request)
    ended = ScoData(data.values, data.total_centiseconds + data.session_centiseconds)
    return ended, request
