"""The groups of Northvale's course, read page by page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from academies.models import Academy
from demo.lms.config import Group as LmsGroup
from demo.lms.peer import PretendPlatform
from lti_provider.groups import Group, read_groups
from lti_provider.models import Platform
from lti_provider.verdicts import NotSent
from tests import cast
from tests.launching import register_tool

SECONDS = 20.0
GROUPS = tuple(
    LmsGroup(str(number), f"Watch {number}", 2, (cast.LENA.sub,) if number % 2 else (cast.LEO.sub,))
    for number in range(1, 6)
)


@pytest.fixture
def lms(
    tmp_path: Path, tool_jwks_url: str, signing: None, no_tokens: None
) -> Iterator[PretendPlatform]:
    with PretendPlatform.start(tmp_path, academy="northvale", groups=GROUPS) as running:
        yield running


@pytest.fixture
def registered(lms: PretendPlatform, northvale: Academy, tool_jwks_url: str) -> Platform:
    platform = register_tool(lms, northvale)
    lms.academy.store.run("UPDATE tools SET jwks_url = ?", tool_jwks_url)
    return platform


def url(lms: PretendPlatform, course: int = 2) -> str:
    return f"{lms.base_url}/mod/lti/services.php/CourseSection/{course}/groups"


def test_all_pages_are_read(lms: PretendPlatform, registered: Platform) -> None:
    found = read_groups(registered, url(lms), SECONDS)

    assert found == [Group(group.id, group.name) for group in GROUPS]


def test_the_groups_of_one_person(lms: PretendPlatform, registered: Platform) -> None:
    found = read_groups(registered, url(lms), SECONDS, user_id=cast.LENA.sub)

    assert [group.id for group in found] == ["1", "3", "5"]
    assert read_groups(registered, url(lms), SECONDS, user_id="99 &x") == []


def test_a_platform_without_the_service_says_so(lms: PretendPlatform, registered: Platform) -> None:
    with pytest.raises(NotSent) as stopped:
        read_groups(registered, url(lms, 77), SECONDS)

    assert "groups service answered 404" in stopped.value.verdict.why


def test_the_launch_says_which_groups_lena_is_in(
    lms: PretendPlatform, registered: Platform
) -> None:
    custom = {"groups": "$Moodle.Person.userGroupIds"}
    link = lms.add_activity("Scene", custom)
    person = next(p for p in lms.config.people if p.sub == cast.LENA.sub)

    claims = lms.claims_for(person, link)

    assert claims["https://purl.imsglobal.org/spec/lti/claim/custom"]["groups"] == "1,3,5"
    service = claims["https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"]
    assert service["context_groups_url"] == url(lms)
