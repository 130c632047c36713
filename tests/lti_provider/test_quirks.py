"""Families of products: known by any spelling, and nothing claimed without a source."""

import pytest
from django.test import Client

from demo.lms.peer import PretendPlatform
from lti_provider import quirks
from lti_provider.models import Platform
from lti_provider.quirks import NONE, quirks_of
from tests import cast
from tests.launching import launch


@pytest.mark.parametrize(
    ("family", "like"),
    [
        ("Canvas", "canvas"),
        ("desire2learn", "brightspace"),
        ("Open edX", "openedx"),
        ("ILIAS", "ilias"),
    ],
)
def test_a_family_is_known_by_any_spelling(family: str, like: str) -> None:
    assert quirks_of(family) is quirks_of(like) is not NONE


@pytest.mark.parametrize("family", ["", "moodle", "sakai", "BlackboardLearn", "canvas-like", "é"])
def test_whom_we_know_nothing_of_is_treated_by_the_specification(family: str) -> None:
    assert quirks_of(family) is NONE


def test_every_row_says_where_it_is_written() -> None:
    rows = set(quirks._BY_FAMILY.values())

    assert [row for row in rows if row == NONE or not row.sources] == []


def test_a_platform_registered_by_hand_says_what_it_is_when_somebody_comes_in(
    client: Client, lms: PretendPlatform, activity: str, registered: Platform
) -> None:
    assert registered.product_family == ""

    launch(client, lms, cast.LENA, activity)

    registered.refresh_from_db()
    assert registered.product_family == "moodle"
