"""Which packages of the store nobody needs: what imports brought that came to nothing.

An import writes into its job which package it brings before that is in the store. So only packages
that an import of this very database brought are ever removed: a database that is empty, or of last
week, empties no store. Who brings a package and who removes it queue for the jobs that name it: one
that is being removed is not found by an import that would count on it.
"""

import datetime as dt

import structlog
from django.db import transaction
from django.utils import timezone

from courses.models import Edition, ImportJob
from courses.store import package_store

UNFINISHED = (ImportJob.State.WAITING, ImportJob.State.RUNNING)

log = structlog.get_logger(__name__)


def queue_for(sha256: str) -> None:
    """Wait for whoever removes the package; inside the caller's transaction."""
    list(ImportJob.objects.select_for_update().filter(content_digest=sha256).values_list("pk"))


def remove_unless_wanted(sha256: str) -> bool:
    """Remove a package that no edition and no unfinished import names; whether it was.

    A store that does not answer is asked again by the next `sweep`.
    """
    if not sha256:
        return False
    try:
        with transaction.atomic():
            queue_for(sha256)
            if _is_wanted(sha256):
                return False
            package_store().remove(sha256)
            ImportJob.objects.filter(content_digest=sha256).update(content_digest="")
    except OSError as error:
        log.warning("packages.not_removed", package=sha256, error=str(error))
        return False
    log.info("packages.removed", package=sha256)
    return True


def sweep(older_than: dt.timedelta) -> int:
    """Remove what is left of imports that ended so long ago; how many packages."""
    ended = ImportJob.objects.exclude(state__in=UNFINISHED).exclude(content_digest="")
    named = Edition.objects.values("content_digest")
    left = (
        ended.filter(finished_at__lt=timezone.now() - older_than)
        .exclude(content_digest__in=named)
        .values_list("content_digest", flat=True)
    )
    return sum(remove_unless_wanted(sha256) for sha256 in set(left))


def _is_wanted(sha256: str) -> bool:
    importing = ImportJob.objects.filter(content_digest=sha256, state__in=UNFINISHED)
    return importing.exists() or Edition.objects.filter(content_digest=sha256).exists()
