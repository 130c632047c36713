"""Northvale's LMS, registered with the tool, and an activity that points to the module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from academies.models import Academy
from courses.models import Edition
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform
from tests.launch_attempts import Scene
from tests.launching import register_tool


@pytest.fixture
def lms(tmp_path: Path) -> Iterator[PretendPlatform]:
    with PretendPlatform.start(tmp_path, academy="northvale") as running:
        yield running


@pytest.fixture
def registered(lms: PretendPlatform, northvale: Academy) -> Platform:
    return register_tool(lms, northvale)


@pytest.fixture
def activity(lms: PretendPlatform, registered: Platform, edition: Edition) -> str:
    """The resource link id of an activity with the module's id in its custom parameters."""
    return lms.add_activity("Scene", {"module": str(edition.module.public_id)})


@pytest.fixture
def scene(client: Client, lms: PretendPlatform, activity: str) -> Scene:
    return Scene(client, lms, activity)


@pytest.fixture
def content_lms(tmp_path: Path, tool_jwks_url: str, signing: None) -> Iterator[PretendPlatform]:
    """Northvale's LMS where trainers select content; it verifies what we sign."""
    del tool_jwks_url, signing
    with PretendPlatform.start(tmp_path, academy="northvale") as running:
        yield running


@pytest.fixture
def content_platform(
    content_lms: PretendPlatform, northvale: Academy, tool_jwks_url: str
) -> Platform:
    return register_tool(content_lms, northvale, jwks_url=tool_jwks_url)
