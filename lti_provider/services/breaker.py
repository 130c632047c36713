"""Leave a platform alone that does not answer, and try it again with one call at a time.

The state stands with the platform, in the database, so that all processes share it. While a
platform is well this costs no query.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.formats import date_format

from lti_provider.models import Platform
from lti_provider.verdicts import Verdict

# So many calls in a row without an answer, and the platform is left alone: for a minute, then for
# twice as long after each failed trial.
FAILURES = 5
FIRST_PAUSE = dt.timedelta(seconds=60)
LONGEST_PAUSE = dt.timedelta(minutes=15)
_DOUBLINGS = 4
# A trial call counts as lost after this long; then somebody else may try.
TRIAL = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Permit:
    """The right to call a platform. trial_until: set when it is the one call that tries it."""

    platform_id: int
    failures: int
    trial_until: dt.datetime | None = None


def admit(platform: Platform, now: dt.datetime) -> Permit | None:
    """The right to call `platform`, None while it is left alone."""
    paused = platform.service_paused_until
    if paused is None:
        return Permit(platform.pk, platform.service_failures)
    if paused > now:
        return None
    trial = now + TRIAL
    won = Platform.objects.filter(pk=platform.pk, service_paused_until=paused).update(
        service_paused_until=trial
    )
    return Permit(platform.pk, platform.service_failures, trial) if won else None


def report(permit: Permit, verdict: Verdict) -> None:
    """Say what became of the call. One that ended without being sent says nothing."""
    if verdict.is_away:
        _count_failure(permit, timezone.now())
    elif verdict.status is not None and (permit.failures or permit.trial_until):
        Platform.objects.filter(pk=permit.platform_id).update(
            service_failures=0, service_paused_until=None
        )


def why_waiting(until: dt.datetime) -> str:
    """For whoever looks at what waits."""
    moment = date_format(until.astimezone(dt.UTC), "H:i")
    return (
        "The platform did not answer several times in a row. It is left alone and tried again "
        f"after {moment} UTC."
    )


def pause_after(failures: int) -> dt.timedelta:
    """How long the platform is left alone after so many failures in a row (FAILURES or more)."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(failures - FAILURES, _DOUBLINGS)))


def _count_failure(permit: Permit, now: dt.datetime) -> None:
    """One more, unless the platform has been paused meanwhile: calls under way fail together."""
    open_to_us = Q(service_paused_until=None)
    if permit.trial_until is not None:
        open_to_us |= Q(service_paused_until=permit.trial_until)
    pauses = [
        When(service_failures__gte=failures - 1, then=Value(now + pause_after(failures)))
        for failures in range(FAILURES + _DOUBLINGS, FAILURES - 1, -1)
    ]
    Platform.objects.filter(open_to_us, pk=permit.platform_id).update(
        service_failures=F("service_failures") + 1,
        service_paused_until=Case(*pauses, default=Value(None)),
    )
