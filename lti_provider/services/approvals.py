"""Approve a platform, or suspend it. Each takes effect with the next request."""

import structlog
from django.db import transaction
from django.db.models import QuerySet

from academies import audit
from academies.models import StaffUser
from lti_provider.models import Platform

log = structlog.get_logger(__name__)
_Status = Platform.Status


def approve(actor: StaffUser, platforms: QuerySet[Platform]) -> list[Platform]:
    """Let people in through the pending or suspended ones of `platforms`; those that changed."""
    return _change(actor, platforms, _Status.ACTIVE)


def suspend(actor: StaffUser, platforms: QuerySet[Platform]) -> list[Platform]:
    """Close the pending or active ones of `platforms`; those that changed."""
    return _change(actor, platforms, _Status.SUSPENDED)


@transaction.atomic
def _change(
    actor: StaffUser, platforms: QuerySet[Platform], status: Platform.Status
) -> list[Platform]:
    changed = list(platforms.exclude(status=status).select_related("academy"))
    for platform in changed:
        before = {"status": platform.status}
        platform.status = status
        platform.save(update_fields=["status"])
        after = {"status": status.value}
        audit.record(actor, "platform.changed", platform, before, after, platform.academy)
        log.info("platform.status", platform=platform.pk, status=status.value)
    return changed
