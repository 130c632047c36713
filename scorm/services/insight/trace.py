"""Why was Continue refused? The sequencing of SCORM 2004 for authors (SN, appendix C).

What may be asked for now is worked out again from the stored tracking; what was asked for stands in
its log (`playing2004.request_log`). Nothing here changes an attempt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from courses.explaining import Trace, TracedRequest, TracedStep
from courses.models import Attempt
from scorm.models import TrackingState
from scorm.sequencing import (
    ActivityTree,
    NavigationRequest,
    Sequencer,
    SequencingException,
    decode_state,
    encode_state,
)
from scorm.sequencing.delivery import delivery_request
from scorm.sequencing.navigation import navigation_request
from scorm.sequencing.requests import sequencing_request
from scorm.sequencing.run import Step
from scorm.services.insight.visits import organization_for
from scorm.services.playing2004.reasons import reasons_for
from scorm.services.playing2004.refusals import words_for
from scorm.services.playing2004.request_log import Logged, log_of
from scorm.services.playing2004.scene import sequencer_of

# A contents page of more parts is not worked out line by line.
MOST_CHOICES = 200


def trace_of(attempt: Attempt) -> Trace:
    """The trace of one attempt; empty where its package is gone."""
    if organization_for(attempt.edition.content_digest, "scorm2004") is None:
        return Trace()
    sequencer = sequencer_of(attempt)
    row = TrackingState.objects.filter(attempt=attempt).first()
    logged = log_of(row) if row else []
    return Trace(
        made=[_made(one, sequencer.tree) for one in reversed(logged)],
        now=[*_steps_now(sequencer), *_choices_now(sequencer)],
    )


def _made(logged: Logged, tree: ActivityTree) -> TracedRequest:
    exception = SequencingException(logged.code, logged.activity) if logged.code else None
    return replace(
        _refused(exception, tree),
        request=logged.request,
        target=_title(tree, logged.target),
        at=dt.datetime.fromisoformat(logged.at),
        steps=tuple(
            TracedStep(process, _title(tree, activity), decision)
            for process, activity, decision in logged.steps
        ),
        because=logged.because,
    )


def _steps_now(sequencer: Sequencer) -> Iterable[TracedRequest]:
    """The requests that end what is open and go on from there, tried on a copy of the state."""
    begun = ("continue", "previous", "exitAll")
    words = begun if sequencer.state.has_session else ("start", "resumeAll")
    for word in words:
        copy = Sequencer(sequencer.tree, decode_state(encode_state(sequencer.state)))
        found = copy.navigate(NavigationRequest(word))
        yield _now(copy, word, "", found.exception, found.trace)


def _choices_now(sequencer: Sequencer) -> Iterable[TracedRequest]:
    leaves = [one for one in sequencer.tree.activities if one.is_leaf]
    for leaf in leaves[:MOST_CHOICES]:
        steps: list[Step] = []
        exception = _choice(sequencer, leaf.identifier, steps)
        yield _now(sequencer, "choice", leaf.identifier, exception, steps)


def _choice(sequencer: Sequencer, target: str, steps: list[Step]) -> SequencingException | None:
    """NB.2.1, SB.2.9 and DB.1.1 look only: the state stays as it is."""
    run = sequencer.run(steps)
    try:
        navigation = navigation_request(run, "choice", target)
        found = sequencing_request(run, navigation.sequencing, navigation.target)
        if found.delivery is not None:
            delivery_request(run, found.delivery)
    except SequencingException as exception:
        return exception
    return found.exception


def _now(
    sequencer: Sequencer,
    request: str,
    target: str,
    exception: SequencingException | None,
    steps: Iterable[Step],
) -> TracedRequest:
    tree = sequencer.tree
    because = reasons_for(sequencer.run(), tree, exception) if exception else ()
    return replace(
        _refused(exception, tree),
        request=request,
        target=_title(tree, target),
        steps=tuple(
            TracedStep(one.process, _title(tree, one.activity), one.decision) for one in steps
        ),
        because=tuple(because),
    )


def _refused(exception: SequencingException | None, tree: ActivityTree) -> TracedRequest:
    """A request, not named yet, with what an exception says."""
    if exception is None:
        return TracedRequest("")
    return TracedRequest(
        "",
        code=exception.code,
        rule=exception.message,
        activity=_title(tree, exception.activity),
        words=words_for(exception.code),
    )


def _title(tree: ActivityTree, identifier: str) -> str:
    activity = tree.find(identifier) if identifier else None
    return activity.title if activity is not None else identifier
