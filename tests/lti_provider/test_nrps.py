"""The class list: who is in it, page by page, and what is none."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.lms.config import Person
from lti_provider import nrps
from lti_provider.models import Platform
from lti_provider.nrps import Member, Roster, read_members
from lti_provider.service_calls import ServiceCalls
from lti_provider.verdicts import Kind, NotSent
from tests import cast
from tests.grade_scene import Graded
from tests.lti_provider.small_server import Received, Reply, serving

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LENA = {"user_id": "4", "roles": ["Learner"], "name": "Lena Lund", "status": "Active"}


def ask(platform: Platform, url: str, **options: bool) -> Roster:
    return nrps.read_roster(ServiceCalls(platform, 30), url, **options)


def test_moodles_list_is_read(graded: Graded) -> None:
    roster = ask(graded.platform, graded.lms.memberships_url())

    assert roster.is_whole
    assert {(m.sub, m.name, m.is_trainer, m.is_active) for m in roster.members} == {
        (cast.LENA.sub, "Lena Lund", False, True),
        (cast.LEO.sub, "Leo Lind", False, True),
        (cast.TOMAS.sub, "Tomas Tal", True, True),
    }


def test_limit_is_not_passed_and_no_role_asked_for(graded: Graded) -> None:
    ask(graded.platform, graded.lms.memberships_url())

    (path,) = [call.path for call in graded.lms.requests if call.endpoint == "memberships"]
    assert "limit" not in path
    assert "role" not in path


def test_moodles_pages_are_followed(graded: Graded) -> None:
    """A platform may page by itself; Moodle does when its address says so."""
    for number in range(10, 17):
        graded.lms.enrol(Person(str(number), "Ny", f"Nord{number}", "learner"))

    roster = ask(graded.platform, graded.lms.memberships_url() + "?limit=3")

    assert (len(roster.members), roster.is_whole) == (10, True)


@pytest.mark.parametrize("mode", ["500", "503", "429", "401", "html"])
def test_trouble_is_said(graded: Graded, mode: str) -> None:
    graded.lms.fail("memberships", mode, seconds=40)

    with pytest.raises(NotSent) as stopped:
        ask(graded.platform, graded.lms.memberships_url())

    assert stopped.value.verdict.why
    assert stopped.value.verdict.is_permanent is (mode == "401")


class List:
    """A platform with a class list in pages; `headers` come with each of them."""

    def __init__(self, pages: dict[str, tuple[list[Any], str]], **headers: str) -> None:
        self.pages = pages
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def __call__(self, request: Received) -> Reply:
        if request.path == "/token":
            token = {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}
            return Reply(parts=(json.dumps(token).encode(),))
        members, link = self.pages[request.path]
        body = json.dumps({"id": "x", "context": {"id": "2"}, "members": members}).encode()
        return Reply(headers={**self.headers, "Link": link}, parts=(body,))


def people(first: int, last: int) -> list[dict[str, Any]]:
    return [{**LENA, "user_id": str(number)} for number in range(first, last)]


def serve(platform: Platform, answering: Any, **options: bool) -> tuple[Roster, list[Received]]:
    with serving(answering) as server:
        platform.token_url = f"{server.url}/token"
        roster = ask(platform, f"{server.url}/list", **options)
        return roster, [r for r in server.received if r.path != "/token"]


@pytest.mark.usefixtures("signing", "no_tokens")
def test_a_list_in_circles_is_read_once_and_is_not_whole(platform: Platform) -> None:
    pages = {
        "/list": (people(0, 2), '</two>; rel="next"'),
        "/two": (people(1, 4), '</list>; rel="next"'),
    }

    roster, received = serve(platform, List(pages))

    assert ([m.sub for m in roster.members], roster.is_whole) == (["0", "1", "2", "3"], False)
    assert len(received) == 2


@pytest.mark.usefixtures("signing", "no_tokens")
def test_a_list_without_end_is_given_up_somewhere(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nrps, "MOST_PAGES", 5)
    pages = {
        f"/{name}": (people(number, number + 1), f'</{number}>; rel="next"')
        for number, name in enumerate(["list", *map(str, range(9))])
    }

    roster, received = serve(platform, List(pages))

    assert (len(received), len(roster.members), roster.is_whole) == (5, 5, False)


@pytest.mark.usefixtures("signing", "no_tokens")
def test_more_people_than_we_keep_are_cut_off(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nrps, "MOST_MEMBERS", 7)

    roster, _ = serve(platform, List({"/list": (people(0, 9), "")}))

    assert (len(roster.members), roster.is_whole) == (7, False)


@pytest.mark.usefixtures("signing", "no_tokens")
@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        ("", None),
        ("no-store", None),
        ("private, max-age=600", 600),
        ("MAX-AGE=600", 600),
        ("s-maxage=9, max-age=60", 60),
        ("max-age=99999999", 86_400),
        ("max-age=soon", None),
    ],
)
def test_how_long_the_platform_says_it_stays_good(
    platform: Platform, cache_control: str, seconds: int | None
) -> None:
    roster, _ = serve(platform, List({"/list": (people(0, 1), "")}, Cache_Control=cache_control))

    assert roster.fresh_for == (None if seconds is None else dt.timedelta(seconds=seconds))


@pytest.mark.usefixtures("signing", "no_tokens")
def test_groups_are_asked_for_where_there_is_a_service_for_them(platform: Platform) -> None:
    member = {**LENA, "group_enrollments": [{"group_id": "A"}, {"group_id": 7}, "B", {}]}

    roster, _ = serve(platform, List({"/list?groups=true": ([member], "")}), with_groups=True)

    assert roster.members[0].groups == ("A",)


@pytest.mark.usefixtures("signing", "no_tokens")
@pytest.mark.parametrize("status", [401, 403, 404])
@pytest.mark.parametrize("family", ["moodle", "openedx"])
def test_a_refusal_says_what_to_do(platform: Platform, status: int, family: str) -> None:
    platform.product_family = family

    def answer(request: Received) -> Reply:
        token = b'{"access_token": "t", "token_type": "Bearer"}'
        return Reply(parts=(token,)) if request.path == "/token" else Reply(status=status)

    with serving(answer) as server:
        platform.token_url = f"{server.url}/token"
        with pytest.raises(NotSent) as stopped:
            ask(platform, f"{server.url}/list")

    verdict = stopped.value.verdict
    assert verdict.kind is Kind.GIVEN_UP
    assert ("1000 people" in verdict.why) is (family == "openedx" and status == 403)


@pytest.mark.usefixtures("signing", "no_tokens")
@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"members": {}}', b"<html>", b"null"])
def test_what_is_no_list_is_for_later(platform: Platform, body: bytes) -> None:
    def answer(request: Received) -> Reply:
        token = b'{"access_token": "t", "token_type": "Bearer"}'
        return Reply(parts=(token if request.path == "/token" else body,))

    with serving(answer) as server:
        platform.token_url = f"{server.url}/token"
        with pytest.raises(NotSent) as stopped:
            ask(platform, f"{server.url}/list")

    assert stopped.value.verdict.kind is Kind.LATER


@pytest.mark.parametrize(
    ("item", "member"),
    [
        (LENA, Member("4", "Lena Lund", is_trainer=False, is_active=True)),
        ({"user_id": 4}, Member("4", "", is_trainer=False, is_active=True)),
        (
            {"user_id": "3", "roles": [MEMBERSHIP + "Instructor"], "given_name": "Tomas"},
            Member("3", "Tomas", is_trainer=True, is_active=True),
        ),
        (
            {"user_id": "5", "status": "Inactive", "given_name": "Leo", "family_name": "Lind"},
            Member("5", "Leo Lind", is_trainer=False, is_active=False),
        ),
        (
            {"user_id": "5", "status": "Deleted", "roles": "Instructor"},
            Member("5", "", is_trainer=False, is_active=False),
        ),
        (
            {"user_id": "5", "name": "Leo\u0000\nLind", "roles": [None, 5]},
            Member("5", "Leo  Lind", is_trainer=False, is_active=True),
        ),
    ],
)
def test_one_member(item: Any, member: Member) -> None:
    assert read_members([item]) == [member]


@pytest.mark.parametrize(
    "item",
    [
        None,
        "4",
        [],
        {},
        {"user_id": ""},
        {"user_id": True},
        {"user_id": "x" * 256},
        {"user_id": "\ud800"},
    ],
)
def test_who_has_no_id_is_passed_over(item: Any) -> None:
    assert read_members([item]) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=15), inner),
    max_leaves=10,
)
FIELDS = st.sampled_from(
    ["user_id", "roles", "name", "given_name", "family_name", "status", "group_enrollments"]
)


@given(st.lists(JSON | st.dictionaries(FIELDS, JSON), max_size=6))
def test_whatever_a_platform_answers_fits_our_columns(items: list[Any]) -> None:
    for member in read_members(items):
        assert 0 < len(member.sub) <= 255
        assert len(member.name) <= 200
        assert "\x00" not in member.sub + member.name + "".join(member.groups)
