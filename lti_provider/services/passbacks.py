"""Grades on their way out: queue a wish, claim a row, send it, settle what became of it.

The database is the truth; the message broker only says when to look. A row is claimed by a
conditional UPDATE under a lease, sent outside any transaction, and settled by another conditional
UPDATE, so that a process may die anywhere and the grade still goes out once the lease is over.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from academies.outbound.patience import back_off
from courses.models import Attempt
from courses.outcomes import Outcome
from courses.services.counting import Counted, count_with, others
from lti_provider import ags
from lti_provider.models import Passback, PlatformUser, ResourceLink
from lti_provider.services import breaker, gradebook_columns, leases
from lti_provider.verdicts import Kind, Verdict

SCORE_MAXIMUM = Decimal(100)
# No request of a delivery begins later than this; the longest one still ends before the lease.
SENDING_SECONDS = 80.0
# A grade that could not be delivered for so long is given up, and shown to people.
LONGEST_WAIT = dt.timedelta(days=7)
# An error of our own that comes again is a dead letter after so many tries.
MOST_FAULTS = 5
INTERNAL_ERROR = "This tool has an internal error"
_ONE_SECOND = dt.timedelta(seconds=1)
_POINTS = Decimal("0.0001")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one try. is_due_again: the row waits and may be sent at once."""

    passback: Passback
    verdict: Verdict
    is_due_again: bool
    platform_id: int


def queue(attempt: Attempt, outcome: Outcome, *, anew: bool = True) -> list[Passback]:
    """Wish for the grade that counts, `attempt` having come to `outcome`, wherever the learner's
    platforms want it; the rows to ring.

    Runs in the caller's transaction. None where there is no grade yet: a platform may take an
    unfinished score as an order to erase. A wish that is the same as before is made again only
    when it is the attempt's own, and `anew`.
    """
    wanting = _wanting(attempt)
    if not wanting:
        return []
    counted = _counted(attempt, outcome, wanting)
    if counted.outcome.grade is None:
        return []
    users = PlatformUser.objects.filter(
        learner=attempt.learner_id,
        platform__in={link.deployment.platform_id for link in wanting},
        is_anonymous=False,  # no gradebook has a row for somebody without a name
    )
    points = _points(counted.outcome.grade)
    anew = anew and counted.attempt.pk == attempt.pk
    rows = [
        _wish(link, user, counted.attempt, points, anew=anew)
        for link in wanting
        for user in users
        if user.platform_id == link.deployment.platform_id
    ]
    return [row for row in rows if row is not None]


def deliver(pk: int) -> Delivery | None:
    """Send the row's grade if it is due and nobody else is sending it; None otherwise."""
    claimed = leases.claim(pk)
    if claimed is None:
        return None
    passback = claimed.passback
    verdict = _send_or_fail(passback)
    settled, is_due_again = _settle(passback, verdict)
    breaker.report(claimed.permit, verdict)
    _log.info(
        "passback_tried",
        passback=pk,
        verdict=verdict.kind.value,
        status=verdict.status,
        tries=passback.tries,
        settled=settled,
    )
    passback.refresh_from_db()
    return Delivery(passback, verdict, is_due_again, claimed.permit.platform_id)


def send_again(passbacks: Iterable[Passback]) -> list[Passback]:
    """Put rows back to waiting, as if their grade had just been earned; those to ring."""
    renewed = []
    for passback in passbacks:
        with transaction.atomic():
            row = Passback.objects.select_for_update().get(pk=passback.pk)
            _renew(row)
        renewed.append(row)
    return renewed


def _wanting(attempt: Attempt) -> list[ResourceLink]:
    """The activities with a column for the attempt's grade; `among_others`: see _counted."""
    links = ResourceLink.objects.filter(
        offering=attempt.offering_id, deployment__platform__users__learner=attempt.learner_id
    )
    found = links.annotate(among_others=others(attempt)).select_related("deployment").distinct()
    return [link for link in found if gradebook_columns.wants_grades(link)]


def _counted(attempt: Attempt, outcome: Outcome, wanting: list[ResourceLink]) -> Counted:
    among_others: bool = wanting[0].among_others  # type: ignore[attr-defined]  # annotated above
    return count_with(attempt, outcome) if among_others else Counted(attempt, outcome)


def _points(grade: Decimal) -> Decimal:
    """AGS 3.4: scoreGiven is never negative, and SCORM 2004 scores can be."""
    inside = max(Decimal(0), min(grade, Decimal(1)))
    return (inside * SCORE_MAXIMUM).quantize(_POINTS, rounding=ROUND_HALF_UP)


def next_timestamp(now: dt.datetime, last: dt.datetime | None) -> dt.datetime:
    """The time of a new wish: whole seconds, and later than the last one (Moodle: else 409)."""
    whole = now.replace(microsecond=0)
    return whole if last is None else max(whole, last + _ONE_SECOND)


def _wish(
    link: ResourceLink, user: PlatformUser, attempt: Attempt, points: Decimal, *, anew: bool
) -> Passback | None:
    """The row of (line item, learner) with its newest wish; None: it has it, and not `anew`."""
    with transaction.atomic():
        row, is_new = Passback.objects.select_for_update().get_or_create(
            resource_link=link,
            platform_user=user,
            defaults={
                "attempt": attempt,
                "score_given": points,
                "score_maximum": SCORE_MAXIMUM,
                "timestamp": next_timestamp(timezone.now(), None),
            },
        )
        if not is_new:
            if not anew and (row.attempt_id, row.score_given) == (attempt.pk, points):
                return None
            row.attempt = attempt
            row.score_given = points
            row.score_maximum = SCORE_MAXIMUM
            _renew(row)
    return row


def _renew(row: Passback) -> None:
    """A new revision that waits. The lease stays: whoever sends the old one is let finish."""
    now = timezone.now()
    row.timestamp = next_timestamp(now, row.timestamp)
    row.revision += 1
    row.state = Passback.State.WAITING
    row.not_before = now
    row.updated_at = now
    row.tries = 0
    row.last_status = None
    row.last_answer = ""
    row.result_score = row.result_maximum = row.result_checked_at = None
    row.save(
        update_fields=[
            *("attempt", "score_given", "score_maximum", "timestamp", "revision", "state"),
            *("not_before", "updated_at", "tries", "last_status", "last_answer"),
            *("result_score", "result_maximum", "result_checked_at"),
        ]
    )


def _mine(passback: Passback) -> QuerySet[Passback]:
    """The claimed row, as long as it holds the wish that was claimed, under the same lease."""
    return Passback.objects.filter(
        pk=passback.pk,
        revision=passback.revision,
        state=Passback.State.SENDING,
        lease_until=passback.lease_until,
    )


def _send_or_fail(passback: Passback) -> Verdict:
    """Send. An error of our own is a verdict like any other: later, and after some tries never."""
    try:
        return _send(passback)
    except DatabaseError:
        # Nothing can be settled without the database: the lease runs out, and the row is due.
        raise
    except Exception:  # noqa: BLE001  # logged whole, and shown with its reference
        reference = _correlation_id()
        _log.exception("passback_fault", passback=passback.pk, reference=reference)
        # A passing fault after a long outage is no reason to give up: two of them in a row are.
        again = passback.last_answer.startswith(INTERNAL_ERROR)
        why = f"{INTERNAL_ERROR} (reference {reference})."
        return Verdict(Kind.LATER, why, most_tries=MOST_FAULTS if again else None)


def _correlation_id() -> str:
    bound = structlog.contextvars.get_contextvars().get("correlation_id")
    return str(bound) if bound else uuid.uuid4().hex[:16]


def _send(passback: Passback) -> Verdict:
    """Send, and mend once what can be mended: a column that is gone, a time that is too early."""
    platform = passback.resource_link.deployment.platform
    if platform.status != platform.Status.ACTIVE:
        return Verdict(Kind.LATER, "The platform is suspended here; grades wait until it is not.")
    column = gradebook_columns.ColumnFinder(passback, ags.GradeService(platform, SENDING_SECONDS))
    verdict = column.post(_score(passback))
    if verdict.kind is Kind.OUTDATED and _move_time_forward(passback):
        verdict = column.post(_score(passback))
    return verdict


def _score(passback: Passback) -> ags.Score:
    attempt = passback.attempt
    return ags.Score(
        user_id=passback.platform_user.sub,
        given=passback.score_given,
        maximum=passback.score_maximum,
        timestamp=passback.timestamp,
        comment=passback.comment,
        started_at=attempt.opened_at,
        submitted_at=attempt.completed_at or attempt.last_active_at,
    )


def _move_time_forward(passback: Passback) -> bool:
    """One second past now; False when a newer wish has come, which then must not be overtaken.

    After a lost answer the platform holds this very grade, and 409 is how we learn of it.
    """
    later = next_timestamp(timezone.now() + _ONE_SECOND, passback.timestamp)
    if not _mine(passback).update(timestamp=later):
        return False
    passback.timestamp = later
    return True


def _settle(passback: Passback, verdict: Verdict) -> tuple[bool, bool]:
    """Store the verdict: whether it was still asked for, and whether the row is due at once."""
    values = {**_next_state(passback, verdict, timezone.now()), "lease_until": None}
    if _mine(passback).update(last_status=verdict.status, **values):
        return True, verdict.kind is Kind.LINE_ITEM_GONE
    # A newer wish came while this one was on its way: free it. Unless the lease ran out, too.
    freed = Passback.objects.filter(pk=passback.pk, lease_until=passback.lease_until).update(
        lease_until=None
    )
    return False, freed == 1


def _next_state(passback: Passback, verdict: Verdict, now: dt.datetime) -> dict[str, Any]:
    why = verdict.why
    if verdict.kind is Kind.SENT:
        return {"state": Passback.State.SENT, "sent_at": now, "last_answer": ""}
    if verdict.kind is Kind.LINE_ITEM_GONE:
        return {"state": Passback.State.WAITING, "not_before": now, "last_answer": why}
    if _is_over(passback, verdict, now):
        return {"state": Passback.State.FAILED, "last_answer": why}
    not_before = now + back_off(passback.tries, verdict.retry_after)
    return {"state": Passback.State.WAITING, "not_before": not_before, "last_answer": why}


def _is_over(passback: Passback, verdict: Verdict, now: dt.datetime) -> bool:
    """Nothing more will be tried: a permanent verdict, too many tries, or too long a wait."""
    tried_enough = verdict.most_tries is not None and passback.tries >= verdict.most_tries
    return verdict.is_permanent or tried_enough or now - passback.updated_at >= LONGEST_WAIT
