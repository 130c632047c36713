"""Northvale and Southmere, each with a system that may do everything in its own store."""

import pytest

from academies.models import Academy
from tests import cast
from tests.xapi.talking import Speaker


@pytest.fixture
def speaker(northvale: Academy) -> Speaker:
    return Speaker(northvale)


@pytest.fixture
def newer(northvale: Academy) -> Speaker:
    """The same academy, in xAPI 2.0."""
    return Speaker(northvale, version="2.0.0")


@pytest.fixture
def southmere_speaker(db: None) -> Speaker:
    return Speaker(cast.make_academy("southmere"))
