"""The embedded default needs nothing made by hand."""

from pathlib import Path

from celery.signals import worker_init
from pytest_django import Settings


def test_a_worker_that_starts_makes_the_brokers_folders(settings: Settings, tmp_path: Path) -> None:
    places = {
        name: str(tmp_path / "var" / name)
        for name in ("data_folder_in", "data_folder_out", "control_folder")
    }
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = places

    worker_init.send(sender=None)

    assert all(Path(place).is_dir() for place in places.values())
