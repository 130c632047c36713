"""Moodle has no groups service: each launch names the groups of the person who launches."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from academies.models import Academy
from courses.models import Edition
from demo.lms.config import Group
from demo.lms.peer import PretendPlatform
from lti_provider.models import Context, RosterMember
from lti_provider.services.rosters import refresh
from tests import cast
from tests.launching import launch, register_tool

WATCHES = (
    Group("11", "First watch", 2, (cast.LENA.sub, cast.LEO.sub)),
    Group("12", "Second watch", 2, (cast.LENA.sub,)),
)


@pytest.fixture
def lms(
    tmp_path: Path, northvale: Academy, signing: None, tool_jwks_url: str, no_tokens: None
) -> Iterator[PretendPlatform]:
    with PretendPlatform.start(tmp_path, "northvale", groups=WATCHES) as running:
        register_tool(running, northvale, jwks_url=tool_jwks_url)
        yield running


@pytest.fixture
def grouped(lms: PretendPlatform, edition: Edition) -> str:
    custom = {
        "module": str(edition.module.public_id),
        "groups": "$Moodle.Person.userGroupIds",
    }
    return lms.add_activity("Scene", custom)


def groups_of(person: cast.Person) -> list[str]:
    groups: list[str] = RosterMember.objects.get(sub=person.sub).groups
    return groups


def test_lena_and_leo_are_in_the_groups_that_their_launches_named(
    lms: PretendPlatform, grouped: str
) -> None:
    launch(Client(), lms, cast.LENA, grouped)
    launch(Client(), lms, cast.LEO, grouped)

    assert groups_of(cast.LENA) == ["11", "12"]
    assert groups_of(cast.LEO) == ["11"]


def test_a_class_list_that_knows_no_groups_takes_none_away(
    lms: PretendPlatform, grouped: str
) -> None:
    launch(Client(), lms, cast.LENA, grouped)
    Context.objects.update(groups_url="", roster_not_before=None)

    assert refresh(Context.objects.get().pk) is not None

    assert groups_of(cast.LENA) == ["11", "12"]
    assert RosterMember.objects.filter(sub=cast.LEO.sub, groups=[]).exists()


def test_an_activity_that_names_no_groups_keeps_no_list(
    lms: PretendPlatform, edition: Edition
) -> None:
    link = lms.add_activity("Scene", {"module": str(edition.module.public_id)})

    launch(Client(), lms, cast.LENA, link)

    assert not RosterMember.objects.exists()
