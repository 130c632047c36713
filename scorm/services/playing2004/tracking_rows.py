"""The row of an attempt's tracking, read and written as it is.

Every step does both, and every commit in which a status changes. Of a large course it is long, so
its JSON is turned into the state at once, and not into plain objects first.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.db import connection
from django.utils import timezone

from scorm.models import TrackingState
from scorm.sequencing import SequencingState, encode_state, new_state
from scorm.sequencing.state import read_state, write_state

_SELECT: Final = """
SELECT id, state, earlier_centiseconds, last_request, requests
FROM scorm_trackingstate WHERE attempt_id = %s
"""
_UPDATE: Final = """
UPDATE scorm_trackingstate
SET state = %s, earlier_centiseconds = %s, last_request = %s, requests = %s, updated_at = %s
WHERE id = %s
"""
_SPENT: Final = """
SELECT COALESCE(SUM(total_centiseconds + session_centiseconds), 0), COUNT(*)
FROM scorm_scostate WHERE attempt_id = %s
"""


def load_tracking(attempt_id: int) -> tuple[TrackingState, SequencingState]:
    """The row, whose `state` is left empty, and the state in it; new ones before the first step."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [attempt_id])
        found = cursor.fetchone()
    if found is None:
        return TrackingState(attempt_id=attempt_id), new_state()
    pk, state, earlier, last_request, requests = found
    row = TrackingState(
        pk=pk,
        attempt_id=attempt_id,
        earlier_centiseconds=earlier,
        last_request=last_request,
        requests=msgspec.json.decode(requests),
    )
    return row, read_state(state)


def save_tracking(row: TrackingState, state: SequencingState) -> None:
    """Store both in one statement; the first time the row gets its key."""
    if not row.pk:
        row.state = encode_state(state)
        row.save()
        return
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    requests = msgspec.json.encode(row.requests).decode()
    values: list[Any] = [row.earlier_centiseconds, row.last_request, requests, now, row.pk]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [write_state(state), *values])


def time_spent(attempt_id: int) -> tuple[int, int]:
    """Centiseconds in the current attempts on activities; how many activities were ever opened."""
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, [attempt_id])
        spent, opened = cursor.fetchone()
    return int(spent), opened
