"""Run an import job: claim it, let an importer read the package, make an edition of it.

One worker at a time: a job is claimed by a conditional UPDATE and held by a lease, which every
saved step of progress renews. A worker that was killed leaves a lease that runs out; the job is
then claimed again and begins anew. Whatever becomes visible is written in one transaction. A job
that is cancelled is nobody's any more: its worker finds that out at the next step, and stops.
"""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from academies import audit
from academies.models import StaffUser
from courses.importers import Imported, NotRecognised, PackageRejected, Progress, importers
from courses.models import ImportJob
from courses.services import stored_packages
from courses.services.imported_editions import add_edition
from courses.services.uploads import is_disk_full

LEASE = dt.timedelta(minutes=5)
SECONDS_BETWEEN_SAVES = 0.5
MOST_TRIES = 3
KEEP_RETRYABLE = dt.timedelta(days=7)

log = structlog.get_logger(__name__)
Watch = Callable[[ImportJob.Stage, int], None]


class LeaseLost(Exception):
    """Another worker holds the job, or it was cancelled: this one must not write any more."""


def run_import(job: ImportJob, watch: Watch | None = None) -> bool:
    """Import the package of `job`; False when it is not to be run (finished, or somebody's).

    `watch` is told of each step that is saved, in the caller's thread.
    Afterwards the job is done, with an edition, or refused, with `report["refusal"]`: code, what,
    why, to_do, correlation_id, can_retry. Only a fault of ours is raised as well, after it is
    recorded on the job, so that it reaches the log.
    """
    if not _claim(job):
        return False
    with structlog.contextvars.bound_contextvars(correlation_id=correlation_id(job)):
        try:
            _import_or_refuse(job, watch)
        except LeaseLost:
            log.warning("import.lease_lost", job=str(job.public_id))
            stored_packages.remove_unless_wanted(job.content_digest)
            job.refresh_from_db()
    return True


def correlation_id(job: ImportJob) -> str:
    """The id that the job's log lines and its page share, the same at every try."""
    return job.public_id.hex[:16]


def waiting_jobs() -> list[int]:
    """Primary keys of jobs that nobody runs: never rung for, or left by a worker that died."""
    now = timezone.now()
    lost_bell = Q(state=ImportJob.State.WAITING, created_at__lt=now - dt.timedelta(seconds=30))
    abandoned = Q(state=ImportJob.State.RUNNING, lease_until__lt=now)
    return list(ImportJob.objects.filter(lost_bell | abandoned).values_list("pk", flat=True))


def cancel(actor: StaffUser | None, job: ImportJob) -> bool:
    """Stop a job that waits or runs, and delete its file; False when it had ended already.

    actor: None is an operator, at the command line.
    """
    unfinished = [ImportJob.State.WAITING, ImportJob.State.RUNNING]
    with transaction.atomic():
        cancelled = ImportJob.objects.filter(pk=job.pk, state__in=unfinished).update(
            state=ImportJob.State.CANCELLED,
            claim=None,
            lease_until=None,
            finished_at=timezone.now(),
            report={},
        )
        if cancelled:
            audit.record(actor, "importjob.cancelled", job)
    job.refresh_from_db()
    if cancelled:
        _delete_file(job)
    return bool(cancelled)


def retry(job: ImportJob) -> bool:
    """Put a refused job back in the queue; False when its file is gone or it is not refused."""
    queued = ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.REFUSED).exclude(file="")
    return bool(
        queued.update(
            state=ImportJob.State.WAITING,
            stage=ImportJob.Stage.RECEIVED,
            percent=0,
            tries=0,
            report={},
            finished_at=None,
        )
    )


def discard_old_files() -> int:
    """Delete the uploads that nobody needs: of jobs that failed through us and were not tried
    again in a week, and of ended jobs whose worker died before it deleted them."""
    forgotten = Q(state=ImportJob.State.REFUSED, finished_at__lt=timezone.now() - KEEP_RETRYABLE)
    ended = Q(state__in=[ImportJob.State.DONE, ImportJob.State.CANCELLED])
    old = ImportJob.objects.filter(forgotten | ended).exclude(file="")
    for job in old:
        _delete_file(job)
    return len(old)


_OUR_FAULT = {
    "code": "internal-error",
    "what": "The import stopped because of a fault in this service.",
    "why": "The package may be sound: something went wrong while it was read or stored.",
    "to_do": "Try again. If it stops again, give the correlation id to whoever runs the service.",
}
_NO_ROOM = {
    "code": "no-room",
    "what": "There is no room on the server for the files of this package.",
    "why": "The package may be sound: the disk of the server is full, or what it may take of it.",
    "to_do": "Tell whoever runs the service. When there is room, try again.",
}
_STOPPED_TOO_OFTEN = {
    "code": "stopped-too-often",
    "what": f"The import was begun {MOST_TRIES} times and never came to an end.",
    "why": "Each time the worker was stopped in the middle, perhaps for lack of memory or disk.",
    "to_do": "Give the correlation id to whoever runs the service, then try again.",
}


def _claim(job: ImportJob) -> bool:
    now = timezone.now()
    claim = uuid.uuid4()
    free = Q(state=ImportJob.State.WAITING) | Q(state=ImportJob.State.RUNNING, lease_until__lt=now)
    claimed = ImportJob.objects.filter(free, pk=job.pk).update(
        state=ImportJob.State.RUNNING,
        claim=claim,
        lease_until=now + LEASE,
        tries=F("tries") + 1,
        percent=0,
    )
    if claimed:
        job.refresh_from_db()
    return bool(claimed)


def _import_or_refuse(job: ImportJob, watch: Watch | None) -> None:
    try:
        _import(job, watch)
    except PackageRejected as rejected:
        _refuse(job, rejected.refusal, can_retry=False)
    except LeaseLost:
        raise
    except Exception as fault:
        if is_disk_full(fault):
            _refuse(job, _NO_ROOM, can_retry=True)
            return
        _refuse(job, _OUR_FAULT, can_retry=True)
        raise


def _import(job: ImportJob, watch: Watch | None) -> None:
    if job.tries > MOST_TRIES:
        _refuse(job, _STOPPED_TOO_OFTEN, can_retry=True)
        return
    log.info("import.started", job=str(job.public_id), tries=job.tries)
    progress = _SavedProgress(job, watch)
    progress(ImportJob.Stage.INSPECTING, 1)
    _finish(job, _first_that_recognises(job, progress))


def _first_that_recognises(job: ImportJob, progress: Progress) -> Imported:
    refusals: list[dict[str, Any]] = []
    for importer in importers().values():
        try:
            return importer(job, progress)
        except NotRecognised as other_kind:
            refusals.append(other_kind.refusal)
    # Who found its manifest in the wrong place can say more than who found none.
    telling = [refusal for refusal in refusals if refusal["code"] != "manifest-missing"]
    if telling or len(refusals) == 1:
        raise PackageRejected((telling or refusals)[0])
    raise PackageRejected(
        {
            "code": "not-recognised",
            "what": "This is not a course package that can be read here.",
            "why": f"It is none of these kinds: {', '.join(importers()) or 'none is installed'}.",
            "to_do": "Export the course in one of these kinds and upload that zip.",
        }
    )


class _SavedProgress:
    """Saves how far the job is, at most twice a second, and renews the lease with it.

    Also when no percent was gained: this is where a worker hears that its job was cancelled.
    """

    def __init__(self, job: ImportJob, watch: Watch | None) -> None:
        self._job = job
        self._watch = watch
        self._saved_at = 0.0

    def __call__(self, stage: ImportJob.Stage, percent: int) -> None:
        job = self._job
        percent = max(job.percent, min(percent, 99))
        too_soon = time.monotonic() - self._saved_at < SECONDS_BETWEEN_SAVES
        if stage == job.stage and too_soon:
            return
        job.stage, job.percent = stage, percent
        _write(job, stage=stage, percent=percent, lease_until=timezone.now() + LEASE)
        self._saved_at = time.monotonic()
        if self._watch:
            self._watch(stage, percent)

    def arriving(self, sha256: str) -> None:
        """Whoever removes a package from the store knows from now on that this one is wanted."""
        with transaction.atomic():
            stored_packages.queue_for(sha256)
            _write(self._job, content_digest=sha256)
        self._job.content_digest = sha256


def _finish(job: ImportJob, imported: Imported) -> None:
    with transaction.atomic():
        edition, warnings = add_edition(job, imported)
        _write(
            job,
            state=ImportJob.State.DONE,
            stage=ImportJob.Stage.FINISHED,
            percent=100,
            edition=edition,
            module=edition.module,
            report={"found": imported.found, "warnings": [*imported.warnings, *warnings]},
            finished_at=timezone.now(),
            lease_until=None,
        )
    job.refresh_from_db()
    log.info("import.done", job=str(job.public_id), edition=edition.pk)
    _delete_file(job)


def _refuse(job: ImportJob, refusal: dict[str, Any], *, can_retry: bool) -> None:
    report = {"refusal": {**refusal, "correlation_id": correlation_id(job), "can_retry": can_retry}}
    _write(
        job,
        state=ImportJob.State.REFUSED,
        report=report,
        finished_at=timezone.now(),
        lease_until=None,
    )
    job.refresh_from_db()
    log.warning("import.refused", job=str(job.public_id), code=refusal["code"])
    if not can_retry:
        _delete_file(job)


def _write(job: ImportJob, **values: Any) -> None:
    """Raises LeaseLost, inside the caller's transaction, when the claim is no longer ours."""
    held = ImportJob.objects.filter(pk=job.pk, claim=job.claim, state=ImportJob.State.RUNNING)
    if not held.update(**values):
        raise LeaseLost(str(job.public_id))


def _delete_file(job: ImportJob) -> None:
    # The row first: a file without a row is only litter, a row without its file cannot be retried.
    storage, name = job.file.storage, job.file.name
    if name:
        ImportJob.objects.filter(pk=job.pk).update(file="")
        job.file = ""
        storage.delete(name)
