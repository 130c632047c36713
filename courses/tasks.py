"""Background work of this room. The broker is only the doorbell; the jobs are rows."""

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from courses.models import ImportJob
from courses.services.imports import discard_old_files, run_import, waiting_jobs

log = structlog.get_logger(__name__)


@shared_task
def run_import_job(pk: int) -> None:
    """Import the package of one job; nothing happens when somebody else has it or had it."""
    job = ImportJob.objects.filter(pk=pk).first()
    if job is not None:
        run_import(job)


@shared_task
def sweep_imports() -> None:
    """Ring for jobs whose bell was lost or whose worker died, and delete uploads nobody needs."""
    for pk in waiting_jobs():
        ring_for(pk)
    discard_old_files()


def ring_for(pk: int) -> None:
    """Ask a worker to import the job now. A broker that is away is no error: the sweeper rings."""
    try:
        run_import_job.delay(pk)
    except (OperationalError, OSError) as lost:
        # The filesystem broker fails with OSError, when its folder is away or the disk is full.
        log.warning("import.bell_lost", job=pk, error=type(lost).__name__)
