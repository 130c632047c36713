"""Which grades may be sent now, and the claim on one: a conditional UPDATE under a lease.

Two limits belong to the platform: it is called by so many of our workers at once and no more, and
not at all while it does not answer.
"""

import datetime as dt
import random
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from lti_provider.models import Passback, Platform
from lti_provider.services import breaker, gradebook_columns

LEASE = dt.timedelta(seconds=120)
# Workers that finish together look for their next row among so many, rather than all for one.
_CHOICE = 8
_State = Passback.State


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row taken for the length of a lease, with platform and module loaded."""

    passback: Passback
    permit: breaker.Permit


def due(now: dt.datetime) -> QuerySet[Passback]:
    """The rows that may be claimed, in the order in which they became due.

    A waiting row under a lease is a newer wish whose older one is still being sent.
    """
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    states = Q(state=_State.WAITING, not_before__lte=now) | Q(state=_State.SENDING)
    return Passback.objects.filter(free, states).order_by("not_before", "pk")


def next_due(platform_id: int, besides: int) -> int | None:
    """Another row of the platform that is due, for a worker that has just finished one."""
    rows = due(timezone.now()).filter(resource_link__deployment__platform=platform_id)
    found = list(rows.exclude(pk=besides).values_list("pk", flat=True)[:_CHOICE])
    return random.choice(found) if found else None  # noqa: S311  # no secret


def claim(pk: int) -> Claimed | None:
    """Take the row, or None: not due, taken by another, or its platform may not be called now."""
    now = timezone.now()
    with transaction.atomic():
        found = due(now).filter(pk=pk).select_related("resource_link__deployment").first()
        if found is None:
            return None
        permit = _permit(found, now)
        if permit is None or not _take(found, now):
            return None
        # Before anybody else can see it: the wish and the lease are the ones that were claimed.
        return Claimed(_load(pk), permit)


def _permit(found: Passback, now: dt.datetime) -> breaker.Permit | None:
    """Call inside a transaction: the lock makes two claims count one after the other."""
    platforms = Platform.objects.select_for_update(no_key=True)
    platform = platforms.get(pk=found.resource_link.deployment.platform_id)
    sending = Passback.objects.filter(
        resource_link__deployment__platform=platform, state=_State.SENDING, lease_until__gt=now
    )
    if sending.count() >= settings.LTI_PLATFORM_CONCURRENCY:
        return None
    if not gradebook_columns.is_free_to_send(found, now):
        return None
    permit = breaker.admit(platform, now)
    if permit is None and platform.service_paused_until is not None:
        _put_off(found, platform.service_paused_until, now)
    return permit


def _put_off(found: Passback, until: dt.datetime, now: dt.datetime) -> None:
    """Until the platform is tried again; that is no try of the grade."""
    due(now).filter(pk=found.pk, revision=found.revision).update(
        state=_State.WAITING, not_before=until, last_answer=breaker.why_waiting(until)
    )


def _take(found: Passback, now: dt.datetime) -> bool:
    claimed = (
        due(now)
        .filter(pk=found.pk, revision=found.revision)
        .update(state=_State.SENDING, lease_until=now + LEASE, tries=F("tries") + 1)
    )
    return claimed == 1


def _load(pk: int) -> Passback:
    return Passback.objects.select_related(
        "attempt",
        "platform_user",
        "resource_link__deployment__platform",
        "resource_link__offering__module",
    ).get(pk=pk)
