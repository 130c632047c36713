"""The last navigation requests of an attempt, for whoever asks why one was refused.

They lie in the row of the tracking, which a request writes anyway. Of a learner only what was
refused is noted; a preview is there to be looked at, so every request is, with its decisions.
"""

from __future__ import annotations

from typing import Final

import msgspec
from django.utils import timezone

from scorm.models import TrackingState
from scorm.sequencing import NavigationRequest, Outcome
from scorm.services.playing2004.reasons import reasons_for
from scorm.services.playing2004.scene import Play

MOST_REQUESTS: Final = 20
MOST_STEPS: Final = 60


class Logged(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request: at (ISO 8601), what was asked for, and the exception that came of it or "".

    Activities are identifiers. steps: (process, activity, decision). because: the elements of the
    manifest that refused it.
    """

    at: str
    request: str
    target: str = ""
    code: str = ""
    activity: str = ""
    because: tuple[str, ...] = ()
    steps: tuple[tuple[str, str, str], ...] = ()


def note_request(play: Play, request: NavigationRequest, found: Outcome) -> None:
    """Note what came of a request in the row of `play`, which is not saved here."""
    is_preview = play.admission.is_preview
    if found.exception is None and not is_preview:
        return
    steps = found.trace[-MOST_STEPS:] if is_preview else ()
    run, tree = play.sequencer.run(), play.sequencer.tree
    because = reasons_for(run, tree, found.exception) if found.exception else ()
    logged = Logged(
        at=timezone.now().isoformat(timespec="seconds"),
        request=request.request,
        target=request.target[:255],
        code=found.exception.code if found.exception else "",
        activity=found.exception.activity if found.exception else "",
        because=tuple(because),
        steps=tuple((one.process, one.activity, one.decision) for one in steps),
    )
    play.row.requests = [*play.row.requests, msgspec.to_builtins(logged)][-MOST_REQUESTS:]


def log_of(row: TrackingState) -> list[Logged]:
    """What was noted, the oldest first."""
    return msgspec.convert(row.requests, list[Logged])
