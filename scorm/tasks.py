"""Celery tasks of this room: sweepers that the clock rings."""

import datetime as dt

from celery import shared_task
from django.conf import settings

from scorm.services import abandonment
from scorm.store import PackageStore

# An import that is still running has a younger folder than this.
_LEFT_OVER_AFTER = dt.timedelta(days=1)


@shared_task(acks_late=True)
def finish_abandoned() -> int:
    """Finish the sessions whose window vanished; how many."""
    return abandonment.finish_abandoned()


@shared_task(acks_late=True)
def sweep_package_store() -> int:
    """Remove what imports that died have left in the store; how many folders."""
    return PackageStore(settings.PACKAGE_STORE).sweep(_LEFT_OVER_AFTER)
