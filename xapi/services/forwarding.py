"""Statements on their way to an academy's own record store: at least once, in their order.

The database is the truth; the broker only says when to look. Who sends has claimed the academy's
row under a lease; what was settled is written after each request, so that a process may die
anywhere and the rest still goes out.
"""

import datetime as dt
import time
import uuid
from collections.abc import Iterable
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from academies.outbound.patience import back_off
from xapi import outgoing, selectors
from xapi.models import DeadLetter, Forwarding, Statement
from xapi.outgoing import Kind, Receipt
from xapi.spec.multipart import Attached

LEASE: Final = dt.timedelta(seconds=120)
# One turn; the rest is due at once, after others had theirs.
TURN_SECONDS: Final = 60.0
AT_ONCE: Final = 50
LARGEST_REQUEST: Final = 1_048_576
# So many failures in a row, and the store is left alone for a minute at least; it is always tried
# with one statement before it gets many.
FAILURES: Final = 5
SHORTEST_PAUSE: Final = dt.timedelta(minutes=1)
_log = structlog.get_logger(__name__)


def due(now: dt.datetime) -> QuerySet[Forwarding]:
    """Those with something to send that may be tried now, the longest waiting first."""
    behind = Statement.objects.filter(academy=OuterRef("academy"), pk__gt=OuterRef("through"))
    waiting = DeadLetter.objects.filter(forwarding=OuterRef("pk"), state=DeadLetter.State.WAITING)
    return (
        _claimable(now)
        .filter(Exists(behind) | Exists(waiting))
        .select_related("academy")
        .order_by("not_before", "pk")
    )


def begin(forwarding: Forwarding, *, from_beginning: bool) -> None:
    """Let a new row, not saved yet, begin with what is stored from now on, or with all there is."""
    if not from_beginning:
        forwarding.through = _newest(forwarding)


def send_again(letters: Iterable[DeadLetter]) -> int:
    """Put refused statements back into the queue; how many."""
    refused = DeadLetter.State.REFUSED
    keys = [letter.pk for letter in letters]
    with transaction.atomic():
        return DeadLetter.objects.filter(pk__in=keys, state=refused).update(
            state=DeadLetter.State.WAITING, updated_at=timezone.now()
        )


def forward(pk: int) -> bool:
    """Send what an academy's store does not have yet; whether there is more to send at once."""
    claimed = _claim(pk)
    if claimed is None:
        return False
    deadline = time.monotonic() + TURN_SECONDS
    goes_on = True
    while goes_on and time.monotonic() < deadline:
        goes_on = _step_or_fail(claimed, deadline)
    _mine(claimed).update(lease_until=None)
    return goes_on


def _step_or_fail(claimed: Forwarding, deadline: float) -> bool:
    """One step. An error of our own is a failure like any: it is tried again, later and later."""
    try:
        letter = _waiting_letter(claimed)
        return _stretch(claimed, deadline) if letter is None else _resend(claimed, letter)
    except DatabaseError:
        # Nothing can be settled without the database: the lease runs out, and the row is due.
        raise
    except Exception:  # noqa: BLE001  # logged whole, and shown with its reference
        reference = _reference()
        _log.exception("forwarding_fault", forwarding=claimed.pk, reference=reference)
        why = f"This tool has an internal error (reference {reference})."
        return _put_off(claimed, Receipt(Kind.LATER, why))


def _reference() -> str:
    bound = structlog.contextvars.get_contextvars().get("correlation_id")
    return str(bound) if bound else uuid.uuid4().hex[:16]


def _claimable(now: dt.datetime) -> QuerySet[Forwarding]:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return Forwarding.objects.filter(free, is_active=True, not_before__lte=now)


def _claim(pk: int) -> Forwarding | None:
    now = timezone.now()
    lease = now + LEASE
    if not _claimable(now).filter(pk=pk).update(lease_until=lease):
        return None
    claimed = Forwarding.objects.select_related("academy").get(pk=pk)
    if claimed.lease_until == lease and claimed.academy.may_enter(now.date()):
        return claimed
    # A suspended academy's statements stay here; nothing is lost when it comes back.
    _mine(claimed).update(lease_until=None)
    return None


def _mine(claimed: Forwarding) -> QuerySet[Forwarding]:
    """The row as long as it is ours: nobody else has claimed it, and nobody switched it off."""
    return Forwarding.objects.filter(pk=claimed.pk, lease_until=claimed.lease_until, is_active=True)


def _waiting_letter(claimed: Forwarding) -> DeadLetter | None:
    waiting = claimed.letters.filter(state=DeadLetter.State.WAITING)
    return waiting.select_related("statement").order_by("statement").first()


def _resend(claimed: Forwarding, letter: DeadLetter) -> bool:
    """Send one refused statement that is to be sent again; whether to go on."""
    receipt = _send(claimed, [letter.statement])
    if receipt.kind is Kind.LATER:
        return _put_off(claimed, receipt)
    if receipt.kind is Kind.REFUSED:
        _bury(claimed, letter.statement, receipt)
    else:
        letter.delete()
    return _settled(claimed, {})


def _stretch(claimed: Forwarding, deadline: float) -> bool:
    """Send the next statements; whether to go on."""
    newest = _newest(claimed)
    rows = _next(claimed, newest)
    if not rows:
        _mine(claimed).update(through=newest)
        return False
    receipt = _send(claimed, rows)
    if receipt.kind is Kind.SPLIT:
        return _one_by_one(claimed, rows, deadline)
    return _conclude(claimed, rows[-1], receipt)


def _one_by_one(claimed: Forwarding, rows: Iterable[Statement], deadline: float) -> bool:
    """A store may take its time for each refusal; the next turn goes on where this one ends."""
    for row in rows:
        if time.monotonic() > deadline:
            return True
        if not _one(claimed, row):
            return False
    return True


def _one(claimed: Forwarding, row: Statement) -> bool:
    return _conclude(claimed, row, _send(claimed, [row]))


def _conclude(claimed: Forwarding, last: Statement, receipt: Receipt) -> bool:
    """Write down what became of the statements up to `last`; whether to go on."""
    if receipt.kind is Kind.LATER:
        return _put_off(claimed, receipt)
    if receipt.kind is Kind.REFUSED:
        _bury(claimed, last, receipt)
    return _settled(claimed, {"through": last.pk})


def _newest(forwarding: Forwarding) -> int:
    found = Statement.objects.filter(academy=forwarding.academy_id).aggregate(Max("pk"))
    return found["pk__max"] or 0


def _next(claimed: Forwarding, newest: int) -> list[Statement]:
    """The next statements of one request: few enough, and one with attachments by itself.

    Voided ones too: what voids them comes after them.
    """
    found = Statement.objects.filter(
        academy=claimed.academy_id, pk__gt=claimed.through, pk__lte=newest
    )
    if claimed.which == Forwarding.Which.OURS:
        found = found.filter(credential__is_ours=True)
    rows: list[Statement] = []
    size = 0
    for row in found.order_by("pk")[: 1 if claimed.failures else AT_ONCE]:
        size += len(row.document.encode())
        alone = '"attachments":' in row.document
        if rows and (alone or size > LARGEST_REQUEST):
            break
        rows.append(row)
        if alone:
            break
    return rows


def _send(claimed: Forwarding, rows: list[Statement]) -> Receipt:
    receipt = outgoing.send(claimed, rows, _attachments(claimed, rows))
    _log.info(
        "statements_forwarded",
        forwarding=claimed.pk,
        count=len(rows),
        receipt=receipt.kind.value,
        status=receipt.status,
    )
    return receipt


def _attachments(claimed: Forwarding, rows: list[Statement]) -> list[Attached]:
    """Those that the other store cannot fetch by a fileUrl, and more as long as there is room."""
    listed = [each for row in rows for each in selectors.listed_attachments(row)]
    needed = {sha2 for sha2, has_url in listed if not has_url}
    found = selectors.attached_to(claimed.academy_id, rows) if listed else []
    chosen, size = [], 0
    for each in sorted(found, key=lambda one: one.sha2 not in needed):
        size += each.size
        if each.sha2 in needed or size <= settings.XAPI_MAX_REQUEST_BYTES:
            chosen.append(each)
    return chosen


def _settled(claimed: Forwarding, values: dict[str, Any]) -> bool:
    """Note progress, and keep the lease; whether the row is ours still."""
    now = timezone.now()
    changes = {**values, "failures": 0, "last_answer": "", "lease_until": now + LEASE}
    if not _mine(claimed).update(last_sent_at=now, **changes):
        return False
    for name, value in changes.items():
        setattr(claimed, name, value)
    return True


def _put_off(claimed: Forwarding, receipt: Receipt) -> bool:
    failures = claimed.failures + 1
    pause = back_off(failures, receipt.retry_after)
    if failures >= FAILURES:
        pause = max(pause, SHORTEST_PAUSE)
    _mine(claimed).update(
        failures=failures, not_before=timezone.now() + pause, last_answer=receipt.why[:500]
    )
    return False


def _bury(claimed: Forwarding, row: Statement, receipt: Receipt) -> None:
    now = timezone.now()
    said = {
        "state": DeadLetter.State.REFUSED,
        "status": receipt.status,
        "why": receipt.why[:500],
        "updated_at": now,
    }
    letter, is_new = DeadLetter.objects.update_or_create(
        forwarding=claimed, statement=row, defaults=said
    )
    if not is_new:
        DeadLetter.objects.filter(pk=letter.pk).update(tries=F("tries") + 1)
