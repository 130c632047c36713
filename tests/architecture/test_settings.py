"""The tests leave the places of a person's own demo, and its keys, alone."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests.architecture.source import PROJECT

OUTSIDE = ["VAR_DIR", "KEYS_DIR", "PACKAGE_STORE", "MEDIA_ROOT", "STATIC_ROOT"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_place_of_the_tests_is_outside_the_project(name: str) -> None:
    assert not Path(getattr(settings, name)).is_relative_to(PROJECT)


def test_the_queue_of_the_tests_is_outside_the_project() -> None:
    if not settings.CELERY_BROKER_URL.startswith("filesystem"):
        pytest.skip(f"the broker is {settings.CELERY_BROKER_URL.partition(':')[0]}, not a folder")
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        assert not Path(str(options[name])).is_relative_to(PROJECT)


@pytest.mark.django_db
def test_the_database_of_the_tests_is_not_the_demo_s() -> None:
    name = str(connections["default"].settings_dict["NAME"])
    assert not name.startswith(str(PROJECT))
    assert "test" in name


def test_the_secret_of_the_tests_is_no_real_one() -> None:
    assert settings.SECRET_KEY.startswith("only-for-tests")
