"""What the clock rings finds its task, and the tasks do their work."""

from django.conf import settings

from config.celery import app
from scorm import tasks


def test_every_task_that_the_clock_rings_exists() -> None:
    app.loader.import_default_modules()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks


def test_nothing_is_abandoned_where_nobody_was(db: None) -> None:
    assert tasks.finish_abandoned() == 0
