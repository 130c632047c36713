"""Lena of Northvale in front of one module: the scene in which most stories begin."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from hypothesis import settings as hypothesis_settings

from academies.models import Academy, Learner
from courses.models import Attempt, Edition, Module, Offering
from lti_provider.models import Deployment, Platform, PlatformUser, ResourceLink
from tests import cast

# Northvale's LMS with a gradebook, for the stories that end in one.
pytest_plugins = ["tests.grade_scene", "tests.append_only"]

# How long an example takes says how busy the machine is. What must be quick is measured by a story
# of its own.
hypothesis_settings.register_profile("rooms", deadline=None)
hypothesis_settings.load_profile("rooms")

OUTSIDE_PROCESSES = ("browser", "nginx", "rabbitmq")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest story first: the rooms once more on PostgreSQL, beside which the rest runs.

    A story with a browser and servers of its own may be starved by what runs beside it: where it
    fails it is told once more, and the summary names it (RERUN). What is wrong fails twice.
    """
    items.sort(key=lambda item: item.get_closest_marker("postgres") is None)
    for item in items:
        if any(item.get_closest_marker(name) for name in OUTSIDE_PROCESSES):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Put SQLite's test database in a file, as in life: one in memory has no locks to hold."""
    del django_db_modify_db_settings_parallel_suffix
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        database["TEST"]["NAME"] = str(Path(settings.VAR_DIR) / f"test-{worker}.sqlite3")


@pytest.fixture
def northvale(db: None) -> Academy:
    return cast.make_academy("northvale")


@pytest.fixture
def platform(northvale: Academy) -> Platform:
    return cast.make_platform(northvale)


@pytest.fixture
def deployment(platform: Platform) -> Deployment:
    return cast.make_deployment(platform)


@pytest.fixture
def module(db: None) -> Module:
    return cast.make_module()


@pytest.fixture
def edition(module: Module, northvale: Academy) -> Edition:
    """Released, and Northvale is entitled to its course."""
    cast.make_entitlement(northvale, module)
    return cast.make_edition(module)


@pytest.fixture
def offering(northvale: Academy, edition: Edition) -> Offering:
    return cast.make_offering(northvale, edition.module)


@pytest.fixture
def resource_link(deployment: Deployment, offering: Offering) -> ResourceLink:
    return cast.make_resource_link(deployment, offering)


@pytest.fixture
def lena_at_platform(platform: Platform) -> PlatformUser:
    return cast.make_platform_user(cast.LENA, platform)


@pytest.fixture
def lena(lena_at_platform: PlatformUser) -> Learner:
    return lena_at_platform.learner


@pytest.fixture
def attempt(lena: Learner, edition: Edition, offering: Offering) -> Attempt:
    return cast.make_attempt(lena, edition, offering)
