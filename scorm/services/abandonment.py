"""Sessions whose window vanished without a word: finished by the run-time."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from courses.models import Attempt
from scorm.models import Commit, ScoState, TrackingState

# A shim that lives sends at least when the content sets something; a long silence of a
# window that is still open is mended by its next commit, which is taken as before.
ABANDONED_AFTER = dt.timedelta(seconds=settings.SCORM_IDLE_SECONDS)
MOST_AT_ONCE = 500
_EXIT = "cmi.core.exit"
_EXIT_2004 = "cmi.exit"


def finish_abandoned(now: dt.datetime | None = None) -> int:
    """Finish every session that has been silent for ABANDONED_AFTER; how many there were.

    Nobody knows whether the learner was through, so the work counts as suspended: what the
    content said stands, the next launch resumes, and no verdict is made up.
    """
    silent_since = (now or timezone.now()) - ABANDONED_AFTER
    rows = ScoState.objects.filter(finished=False, updated_at__lt=silent_since)
    attempts = list(rows.values_list("pk", "attempt_id")[:MOST_AT_ONCE])
    return sum(_finish(pk, attempt_id, silent_since) for pk, attempt_id in attempts)


def wake(state: ScoState, attempt_id: int, exit_element: str = _EXIT) -> None:
    """Its window was only silent: the session of `state` goes on, and what was made up is undone.

    Changes nothing of a session that has said itself that it is over. `state` is not saved.
    `exit_element`: cmi.exit in SCORM 2004.
    """
    said = Commit.objects.filter(attempt=attempt_id, session=state.session).order_by("sequence")
    commits = list(said.values_list("finish", "delta"))
    if any(over for over, _delta in commits):
        return
    cmi = {name: value for name, value in state.cmi.items() if name != exit_element}
    for _over, delta in commits:
        if exit_element in delta:
            cmi[exit_element] = delta[exit_element]
    state.cmi, state.finished = cmi, False


def _finish(pk: int, attempt_id: int, silent_since: dt.datetime) -> bool:
    with transaction.atomic():
        # The lock that commits take, so that one arriving now comes before or after, not between.
        Attempt.objects.select_for_update().get(pk=attempt_id)
        state = ScoState.objects.filter(pk=pk, finished=False, updated_at__lt=silent_since).first()
        if state is None:
            return False
        state.finished = True
        is_2004 = TrackingState.objects.filter(attempt=attempt_id).exists()
        state.cmi = {**state.cmi, _EXIT_2004 if is_2004 else _EXIT: "suspend"}
        state.save(update_fields=["finished", "cmi"])
        return True
