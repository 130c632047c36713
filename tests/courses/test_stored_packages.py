"""Packages that imports brought into the store and of which nothing came."""

import datetime as dt
import io
import signal
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from courses import importers, tasks
from courses.importers import Imported, Progress
from courses.models import Edition, ImportJob
from courses.packages import inspect
from courses.services import stored_packages
from courses.services.imports import cancel, run_import
from courses.store import package_store
from tests.academies.staff import olga
from tests.courses.killing import run_to_its_end
from tests.courses.packages import job_with, package

pytestmark = pytest.mark.django_db
State = ImportJob.State
A_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def own_places(places: Path) -> Path:
    return places


def pages(places: Path) -> list[Path]:
    return list((places / "packages").rglob("index.html"))


def stored_by_hand() -> str:
    return package_store().add(inspect(io.BytesIO(package()))).sha256


def ended_long_ago(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() - 2 * A_DAY)


@pytest.fixture
def cancelled_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody cancels each import when its package is in the store and its edition is not."""
    scorm = importers.importers()["SCORM"]

    def importer(job: ImportJob, progress: Progress) -> Imported:
        imported = scorm(job, progress)
        assert package_store().has(imported.content_digest)
        assert cancel(None, ImportJob.objects.get(pk=job.pk))
        return imported

    monkeypatch.setattr(importers, "_importers", {"SCORM": importer})


@pytest.mark.usefixtures("cancelled_at_the_end")
def test_what_was_cancelled_after_it_was_stored_does_not_stay(places: Path) -> None:
    job = job_with(package())
    run_import(job)
    assert (job.state, job.content_digest) == (State.CANCELLED, "")
    assert pages(places) == []
    assert not Edition.objects.exists()


@pytest.mark.usefixtures("cancelled_at_the_end")
def test_what_an_edition_has_stays(places: Path, edition: Edition) -> None:
    job = job_with(package())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_packages, "remove_unless_wanted", lambda sha256: False)
        run_import(job)
    Edition.objects.update(content_digest=job.content_digest)
    assert not stored_packages.remove_unless_wanted(job.content_digest)
    ended_long_ago(job)
    assert tasks.sweep_package_store() == 0
    assert len(pages(places)) == 1


@pytest.mark.usefixtures("cancelled_at_the_end")
def test_what_another_import_brings_stays(places: Path) -> None:
    job = job_with(package())
    other = job_with(package(), state=State.RUNNING)
    ImportJob.objects.filter(pk=other.pk).update(content_digest=stored_by_hand())
    run_import(job)
    assert job.state == State.CANCELLED
    assert len(pages(places)) == 1


def test_what_lost_its_last_edition_is_swept_a_day_later(places: Path) -> None:
    job = job_with(package())
    run_import(job)
    Edition.objects.all().delete()
    assert tasks.sweep_package_store() == 0, "it is not a day yet"
    ended_long_ago(job)
    assert tasks.sweep_package_store() == 1
    assert pages(places) == []
    assert tasks.sweep_package_store() == 0


def test_a_package_of_nobody_here_is_left_alone(places: Path) -> None:
    """Another installation may keep its packages in the same store."""
    stored_by_hand()
    assert tasks.sweep_package_store() == 0
    assert len(pages(places)) == 1


def test_a_store_that_does_not_answer_is_asked_again(places: Path) -> None:
    job = job_with(package())
    run_import(job)
    Edition.objects.all().delete()
    ended_long_ago(job)
    incoming = places / "packages" / ".incoming"
    incoming.rename(places / "aside")
    incoming.write_text("no folder")
    assert stored_packages.sweep(A_DAY) == 0
    incoming.unlink()
    (places / "aside").rename(incoming)
    assert tasks.sweep_package_store() == 1


# The worker is gone when its package is in the store and its edition is not.
KILLED = """
import os
from courses import importers
from courses.models import ImportJob
from courses.services import imports
imports._finish = lambda job, imported: os.kill(os.getpid(), 9)
imports.run_import(ImportJob.objects.get())
"""


@pytest.mark.django_db(transaction=True)
def test_of_a_worker_that_was_killed_and_its_import_cancelled_nothing_stays(
    places: Path, settings: Settings
) -> None:
    job = job_with(package())
    assert run_to_its_end(KILLED, settings) == -signal.SIGKILL
    assert len(pages(places)) == 1
    assert stored_packages.sweep(dt.timedelta(0)) == 0, "another worker may go on with it"

    cancel(olga(), job)
    ended_long_ago(job)
    assert tasks.sweep_package_store() == 1
    assert pages(places) == []


@pytest.mark.django_db(transaction=True)
def test_whoever_brings_what_is_removed_at_this_moment_has_it_in_the_end(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep has found that nobody wants it, and an import arrives with the very same."""
    old = job_with(package())
    run_import(old)
    Edition.objects.all().delete()
    remove, removing = type(package_store()).remove, threading.Event()

    def slowly(store: object, sha256: str) -> None:
        removing.set()
        threading.Event().wait(0.5)
        remove(store, sha256)  # type: ignore[arg-type]

    monkeypatch.setattr(type(package_store()), "remove", slowly)

    def sweep() -> None:
        try:
            stored_packages.remove_unless_wanted(old.content_digest)
        finally:
            connection.close()

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    assert removing.wait(10)
    job = job_with(package())
    run_import(job)
    sweeper.join()

    assert job.state == State.DONE
    assert package_store().has(Edition.objects.get().content_digest)
    assert len(pages(places)) == 1
