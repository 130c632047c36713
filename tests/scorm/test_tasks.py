"""What the clock rings finds its task, and the tasks do their work."""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from pytest_django import Settings

from config.celery import app
from scorm import tasks
from scorm.store import INCOMING


def test_every_task_that_the_clock_rings_exists() -> None:
    app.loader.import_default_modules()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks


def test_an_import_that_died_leaves_nothing_for_ever(settings: Settings, tmp_path: Path) -> None:
    settings.PACKAGE_STORE = tmp_path
    left, running = tmp_path / INCOMING / "old", tmp_path / INCOMING / "new"
    for place in (left, running):
        place.mkdir(parents=True)
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).timestamp()
    os.utime(left, (long_ago, long_ago))

    assert tasks.sweep_package_store() == 1
    assert (left.exists(), running.exists()) == (False, True)


def test_nothing_is_abandoned_where_nobody_was(db: None) -> None:
    assert tasks.finish_abandoned() == 0
