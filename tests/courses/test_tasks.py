"""The doorbell of imports: rung, lost, and rung again by the sweeper."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from config.celery import app
from courses import tasks
from courses.models import ImportJob
from courses.store.folder import INCOMING
from courses.tasks import ring_for, run_import_job, sweep_imports
from tests.courses.packages import job_with, package

pytestmark = pytest.mark.django_db
State = ImportJob.State


@pytest.fixture
def answered_at_once() -> Iterator[None]:
    """A worker that is so quick that it answers within the ring."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_a_ring_runs_the_job(answered_at_once: None) -> None:
    job = job_with(package())
    ring_for(job.pk)
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_ring_for_a_job_that_was_deleted_does_nothing(answered_at_once: None) -> None:
    run_import_job.delay(99_999)
    assert not ImportJob.objects.exists()


def test_a_broker_that_is_away_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """The broker's folder of the embedded default is not there in the tests."""
    ring_for(job_with(package()).pk)
    assert "bell_lost" in caplog.text
    assert ImportJob.objects.get().state == State.WAITING


def test_the_sweeper_rings_for_a_bell_that_was_lost_and_for_an_abandoned_job(
    answered_at_once: None,
) -> None:
    now = timezone.now()
    lost = job_with(package(), created_at=now - dt.timedelta(minutes=1))
    abandoned = job_with(package(), state=State.RUNNING, lease_until=now - dt.timedelta(seconds=1))
    fresh = job_with(package())

    sweep_imports()

    states = dict(ImportJob.objects.values_list("pk", "state"))
    assert states == {lost.pk: State.DONE, abandoned.pk: State.DONE, fresh.pk: State.WAITING}


def test_an_import_that_died_leaves_nothing_for_ever(settings: Settings, tmp_path: Path) -> None:
    settings.PACKAGE_STORE = tmp_path
    left, running = tmp_path / INCOMING / "old", tmp_path / INCOMING / "new"
    for place in (left, running):
        place.mkdir(parents=True)
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).timestamp()
    os.utime(left, (long_ago, long_ago))

    assert tasks.sweep_package_store() == 1
    assert (left.exists(), running.exists()) == (False, True)
