"""Imports that somebody cancels, that find a full disk, or whose worker is killed."""

import datetime as dt
import os
import resource
import signal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from academies.models import AuditEntry
from courses.models import Course, Edition, ImportJob
from courses.services import imports
from courses.services.imports import cancel, discard_old_files, retry, run_import, waiting_jobs
from courses.store.folder import INCOMING
from tests.academies.staff import aud, olga, signed_in
from tests.courses.killing import run_to_its_end
from tests.courses.packages import PAGE, job_with, package, zipped
from tests.scorm.manifests import manifest_xml

pytestmark = pytest.mark.django_db
State = ImportJob.State
Stage = ImportJob.Stage


def files_below(folder: Path) -> list[Path]:
    return [found for found in folder.rglob("*") if found.is_file()]


def page_url(name: str, job: ImportJob) -> str:
    return reverse(f"admin:courses_importjob_{name}", args=[job.pk])


def test_a_job_that_waits_is_cancelled_and_its_file_goes(places: Path) -> None:
    job = job_with(package())
    client = signed_in(olga())
    assert "Cancel the import" in client.get(page_url("change", job)).content.decode()

    client.post(page_url("cancel", job))

    job.refresh_from_db()
    assert (job.state, job.file.name) == (State.CANCELLED, "")
    assert files_below(places) == []
    assert waiting_jobs() == []
    assert not run_import(job)
    page = client.get(page_url("change", job)).content.decode()
    assert "The import was cancelled" in page
    assert "Imported:" not in page
    assert client.get(page_url("status", job)).json()["finished"] is True
    assert AuditEntry.objects.get(action="importjob.cancelled").actor_name == "olga"


@pytest.mark.parametrize("last", [Stage.INSPECTING, Stage.READING, Stage.STORING])
def test_a_running_job_stops_at_its_next_step(
    last: Stage, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "SECONDS_BETWEEN_SAVES", 0)
    job, owner = job_with(package()), olga()
    steps: list[Stage] = []

    def watch(stage: Stage, percent: int) -> None:
        steps.append(stage)
        if stage == last:
            assert cancel(owner, ImportJob.objects.get(pk=job.pk))

    assert run_import(job, watch)

    assert steps[-1] == last, "no step was taken after it"
    job.refresh_from_db()
    assert (job.state, job.edition, job.report) == (State.CANCELLED, None, {})
    assert not Course.objects.exists()
    assert files_below(places) == []


def test_what_has_ended_is_not_cancelled() -> None:
    job = job_with(package())
    run_import(job)
    client = signed_in(olga())
    page = client.post(page_url("cancel", job), follow=True).content.decode()
    assert "It had ended already." in page
    assert "Imported:" in page


def test_a_cancelled_job_is_not_retried_without_its_file() -> None:
    job = job_with(package())
    cancel(olga(), job)
    assert not retry(job)


def test_an_auditor_cancels_nothing() -> None:
    job = job_with(package())
    client = signed_in(aud())
    assert client.post(page_url("cancel", job)).status_code == 403
    assert client.get(page_url("cancel", job)).status_code == 405
    assert "Cancel the import" not in client.get(page_url("change", job)).content.decode()
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_a_file_that_outlived_its_job_is_discarded(places: Path) -> None:
    """The worker, or the server that cancelled, died before it deleted the file."""
    for state in (State.DONE, State.CANCELLED):
        job_with(package(), state=state, finished_at=timezone.now())
    assert discard_old_files() == 2
    assert files_below(places) == []


def test_a_full_disk_is_said_leaves_nothing_and_can_be_tried_again(places: Path) -> None:
    """Of a file in it no more than a third may be written."""
    job = job_with(package(page=os.urandom(30_000_000)))
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, most))
    try:
        run_import(job)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))

    job.refresh_from_db()
    refusal = job.report["refusal"]
    assert (job.state, refusal["code"], refusal["can_retry"]) == (State.REFUSED, "no-room", True)
    assert files_below(places / "packages") == []

    assert retry(job)
    run_import(job)
    assert job.state == State.DONE


# The process is gone while files are being stored: the second of two lies there already.
KILLED = """
import os
from courses.models import ImportJob
from courses.services import imports
imports.SECONDS_BETWEEN_SAVES = 0
steps = []
def watch(stage, percent):
    steps.append(stage)
    if steps.count("storing") == 2:
        os.kill(os.getpid(), 9)
imports.run_import(ImportJob.objects.get(), watch)
"""


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_killed_worker_resumes_and_ends_once(places: Path, settings: Settings) -> None:
    job = job_with(zipped({"imsmanifest.xml": manifest_xml().encode(), "index.html": PAGE}))

    assert run_to_its_end(KILLED, settings) == -signal.SIGKILL

    job.refresh_from_db()
    assert (job.state, job.stage, job.tries) == (State.RUNNING, Stage.STORING, 1)
    assert not Course.objects.exists()
    stored = [p for p in files_below(places / "packages") if INCOMING not in p.parts]
    assert stored == [], "nothing is published half"
    assert waiting_jobs() == [], "it may be alive still"

    ImportJob.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert waiting_jobs() == [job.pk]
    assert run_import(job)
    job.refresh_from_db()
    assert (job.state, job.tries) == (State.DONE, 2)
    assert Edition.objects.count() == 1
    assert files_below(places / "uploads") == []
