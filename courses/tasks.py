"""Background work of this room. The broker is only the doorbell; the jobs are rows."""

import datetime as dt

from celery import shared_task

from courses import doorbell
from courses.models import ImportJob
from courses.services import previews, rule_changes, stored_packages, uploads
from courses.services.imports import discard_old_files, run_import, waiting_jobs
from courses.store import package_store

# An import that is still running has a younger folder than this.
_LEFT_OVER_AFTER = dt.timedelta(days=1)


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
    uploads.sweep()


@shared_task(acks_late=True)
def sweep_package_store() -> int:
    """Remove what imports and uploads that died have left, and packages of which nothing came; of
    how many packages in the store."""
    uploads.sweep_litter()
    previews.forget_ended()
    return stored_packages.sweep(_LEFT_OVER_AFTER) + package_store().sweep(_LEFT_OVER_AFTER)


@shared_task(acks_late=True)
def apply_rules(pk: int) -> None:
    """Judge a module's attempts by its changed rules; a worker that is killed is followed by
    another."""
    while rule_changes.carry_on(pk):
        pass


@shared_task
def sweep_rule_changes() -> None:
    """Ring for changes of rules that nobody works on."""
    for pk in rule_changes.stalled():
        ring_for_rules(pk)


def ring_for_rules(pk: int) -> bool:
    """Ask a worker to apply changed rules now; False when the bell was lost."""
    return doorbell.ring(apply_rules, pk)


def ring_for(pk: int) -> bool:
    """Ask a worker to import the job now; False when the bell was lost (the sweeper rings)."""
    return doorbell.ring(run_import_job, pk)
