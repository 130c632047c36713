"""Approve a platform, or suspend it. Each takes effect with the next request."""

import structlog
from django.db.models import QuerySet

from lti_provider.models import Platform

log = structlog.get_logger(__name__)
_Status = Platform.Status


def approve(platforms: QuerySet[Platform]) -> list[Platform]:
    """Let people in through the pending or suspended ones of `platforms`; those that changed."""
    return _change(platforms, _Status.ACTIVE)


def suspend(platforms: QuerySet[Platform]) -> list[Platform]:
    """Close the pending or active ones of `platforms`; those that changed."""
    return _change(platforms, _Status.SUSPENDED)


def _change(platforms: QuerySet[Platform], status: Platform.Status) -> list[Platform]:
    changed = list(platforms.exclude(status=status).select_related("academy"))
    for platform in changed:
        platform.status = status
        platform.save(update_fields=["status"])
        log.info("platform.status", platform=platform.pk, status=status.value)
    return changed
