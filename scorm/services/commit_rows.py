"""The three statements of a commit, written out.

A class of thirty sends many commits a second. Put together by the ORM anew each time, these
statements cost more CPU than the rest of a commit (`python -m benchmarks.commit_cost`). They are
plain SQL that SQLite and PostgreSQL share; column types are adapted by the database's own rules.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.db import connection
from django.utils import timezone

from academies.models import Academy
from courses.tickets import Ticket
from scorm.cmi.verdict import SCORE_STEP
from scorm.models import ScoState
from scorm.services.messages import CommitMessage

# A statement of its own: PostgreSQL reads the tables beside a locked row as they were before it
# waited for the lock, so what the request before has stored would be missed, and overwritten.
# Both travel together; psycopg2 gives the rows of the last.
_LOCK: Final = "SELECT 1 FROM courses_attempt WHERE id = %s FOR UPDATE;"
# Both EXISTS together are courses.selectors.is_open; a test holds the two to the same answers.
_SELECT: Final = """
SELECT a.kind, a.live_session, e.content_digest, p.created_at,
       EXISTS (SELECT 1 FROM courses_entitlement t
               WHERE t.academy_id = c.id AND t.course_id = m.course_id
               AND t.starts_on <= %s AND (t.expires_on IS NULL OR t.expires_on >= %s))
       OR EXISTS (SELECT 1 FROM courses_programmemembership t
                  JOIN courses_programme_courses pc ON pc.programme_id = t.programme_id
                  WHERE t.academy_id = c.id AND pc.course_id = m.course_id
                  AND t.starts_on <= %s AND (t.expires_on IS NULL OR t.expires_on >= %s)),
       EXISTS (SELECT 1 FROM courses_closure x WHERE x.source = %s
               AND (x.open_until IS NULL OR x.open_until <= %s)),
       l.erased_at IS NOT NULL, c.status, c.agreement_starts_on, c.agreement_expires_on,
       s.id, s.cmi, s.lesson_status, s.score, s.session_centiseconds, s.session, s.finished,
       (SELECT MAX(j.sequence) FROM scorm_commit j WHERE j.attempt_id = a.id AND j.session = %s)
FROM courses_attempt a
JOIN academies_learner l ON l.id = a.learner_id
JOIN academies_academy c ON c.id = l.academy_id
JOIN courses_edition e ON e.id = a.edition_id
JOIN courses_offering o ON o.id = a.offering_id
JOIN courses_module m ON m.id = o.module_id
LEFT JOIN scorm_scormpackage p ON p.content_digest = e.content_digest
LEFT JOIN scorm_scostate s ON s.attempt_id = a.id AND s.sco = %s
WHERE a.id = %s
"""
_INSERT: Final = """
INSERT INTO scorm_commit (attempt_id, sco, session, sequence, delta, finish, received_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_UPDATE: Final = """
UPDATE scorm_scostate
SET cmi = %s, lesson_status = %s, score = %s, session_centiseconds = %s, finished = %s,
    updated_at = %s
WHERE id = %s
"""


@dataclass(slots=True)
class Scene:
    """What a commit meets: who it is for, the run-time data of its SCO, and the journal.

    `academy` has only what `may_enter` asks. `package_stored_at` None: no package. `state` None:
    the SCO was never opened. `last_sequence`: the highest stored of the message's session, or 0.
    """

    attempt_id: int
    kind: str
    live_session: str
    content_digest: str
    package_stored_at: object
    entitled: bool
    closed: bool
    erased: bool
    academy: Academy
    state: ScoState | None
    last_sequence: int

    def is_elsewhere(self, ticket: Ticket) -> bool:
        """Whether another window than the ticket's plays the attempt now."""
        return self.live_session not in ("", ticket.session)


def load_scene(attempt_id: int, source: str, message: CommitMessage) -> Scene | None:
    """The scene of `message`, its attempt locked until the transaction ends; None: no attempt.

    source: the ticket's (courses.closures).
    """
    today = connection.ops.adapt_datefield_value(timezone.now().date())
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        values = [*[today] * 4, source, now, message.session, message.sco, attempt_id]
        if connection.features.has_select_for_update:
            cursor.execute(_LOCK + _SELECT, [attempt_id, *values])
        else:
            cursor.execute(_SELECT, values)
        row = cursor.fetchone()
    if row is None:
        return None
    kind, live, digest, stored_at, entitled, closed, *row = row
    erased, status, starts_on, expires_on, *state, last = row
    return Scene(
        attempt_id=attempt_id,
        kind=kind,
        live_session=live,
        content_digest=digest,
        package_stored_at=stored_at,
        entitled=bool(entitled),
        closed=bool(closed),
        erased=bool(erased),
        academy=Academy(
            status=status,
            agreement_starts_on=_date(starts_on),
            agreement_expires_on=_date(expires_on),
        ),
        state=_state(*state) if state[0] is not None else None,
        last_sequence=last or 0,
    )


def write_commit(attempt_id: int, message: CommitMessage, state: ScoState) -> None:
    """The commit into the journal, and what it made of the SCO's run-time data."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                attempt_id,
                message.sco,
                message.session,
                message.sequence,
                _json(message.delta),
                message.finish,
                now,
            ],
        )
        cursor.execute(
            _UPDATE,
            [
                _json(state.cmi),
                state.lesson_status,
                connection.ops.adapt_decimalfield_value(state.score, 7, 6),
                state.session_centiseconds,
                state.finished,
                now,
                state.pk,
            ],
        )


def _state(  # the columns of _SELECT, in their order
    pk: int, cmi: str, status: str, score: Any, seconds: int, session: str, finished: Any
) -> ScoState:
    return ScoState(
        pk=pk,
        cmi=msgspec.json.decode(cmi, type=dict[str, str]),
        lesson_status=status,
        # SQLite keeps a number, PostgreSQL a decimal.
        score=None if score is None else Decimal(str(score)).quantize(SCORE_STEP),
        session_centiseconds=seconds,
        session=session,
        finished=bool(finished),
    )


def _date(value: dt.date | str | None) -> dt.date | None:
    """SQLite keeps a date as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _json(value: dict[str, str]) -> str:
    return msgspec.json.encode(value).decode()
