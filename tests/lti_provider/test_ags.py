"""Assignment and Grade Services: the messages, and the columns of a real gradebook."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.lms.peer import PretendPlatform
from lti_provider import ags
from lti_provider.models import Platform
from lti_provider.quirks import quirks_of
from lti_provider.verdicts import Kind, NotSent
from tests.grade_scene import Graded
from tests.lti_provider.small_server import Received, Reply, serving

LENAS = ags.Score("4", Decimal("85.5000"), Decimal(100), dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))


def service(platform: Platform, seconds: float = 30) -> ags.GradeService:
    return ags.GradeService(platform, seconds)


def column(graded: Graded, label: str = "Scene") -> ags.Column:
    module = graded.link.offering.module
    return ags.Column(label, Decimal(100), str(module.public_id), graded.link.resource_link_id)


@pytest.mark.parametrize(
    ("line_item", "scores"),
    [
        ("https://lms.example/1/lineitem", "https://lms.example/1/lineitem/scores"),
        ("https://lms.example/1/lineitem/", "https://lms.example/1/lineitem/scores"),
        (
            "https://lms.example/2/lineitems/7/lineitem?type_id=1",
            "https://lms.example/2/lineitems/7/lineitem/scores?type_id=1",
        ),
        ("https://LMS.example/Case/A?B=C&d", "https://LMS.example/Case/A/scores?B=C&d"),
    ],
)
def test_scores_goes_before_the_query(line_item: str, scores: str) -> None:
    assert ags.service_url(line_item, "scores") == scores


@given(st.text("abcXYZ019-_~.%/", max_size=30), st.text("abc=&?/%20:", max_size=20))
def test_nothing_of_the_address_is_lost(path: str, query: str) -> None:
    scores = urlsplit(ags.service_url(f"https://lms.example/{path}?{query}", "scores"))

    assert scores.path == f"/{path}".rstrip("/") + "/scores"
    assert scores.query == query


def test_a_score_is_always_complete() -> None:
    """Moodle erases the grade for anything but FullyGraded with a score."""
    assert json.loads(ags.score_message(LENAS)) == {
        "userId": "4",
        "scoreGiven": 85.5,
        "scoreMaximum": 100.0,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-03-02T09:00:00Z",
    }


def test_the_time_is_in_utc_and_whole_seconds() -> None:
    brussels = dt.timezone(dt.timedelta(hours=1))
    moment = dt.datetime(2026, 3, 2, 10, 0, 5, 999_999, tzinfo=brussels)
    score = ags.Score("4", Decimal(0), Decimal(100), moment, "Not yet.")

    sent = json.loads(ags.score_message(score))

    assert (sent["timestamp"], sent["scoreGiven"]) == ("2026-03-02T09:00:05Z", 0.0)
    assert sent["comment"] == "Not yet."


def test_it_says_when_the_work_was_begun_and_handed_in() -> None:
    began = dt.datetime(2026, 3, 2, 8, 0, 0, 700_000, tzinfo=dt.UTC)
    handed_in = began + dt.timedelta(minutes=40)

    sent = json.loads(ags.score_message(replace(LENAS, started_at=began, submitted_at=handed_in)))
    backwards = replace(LENAS, started_at=handed_in, submitted_at=began)

    assert sent["submission"] == {
        "startedAt": "2026-03-02T08:00:00Z",
        "submittedAt": "2026-03-02T08:40:00Z",
    }
    assert json.loads(ags.score_message(backwards))["submission"] == {
        "submittedAt": "2026-03-02T08:00:00Z"
    }


def test_canvas_is_told_fractions_of_a_second() -> None:
    sent = json.loads(ags.score_message(LENAS, quirks_of("canvas")))

    assert sent["timestamp"] == "2026-03-02T09:00:00.000Z"


def test_a_column_names_the_module_and_the_activity(graded: Graded) -> None:
    sent = json.loads(ags.line_item_message(column(graded)))

    assert sent == {
        "label": "Scene",
        "scoreMaximum": 100.0,
        "resourceId": str(graded.link.offering.module.public_id),
        "resourceLinkId": graded.link.resource_link_id,
        "tag": "grade",
    }


def test_the_activitys_own_column_is_found(graded: Graded) -> None:
    graded.lms.add_activity("Another", graded=10)

    found = service(graded.platform).find_line_item(
        graded.link.line_items_url, ags.LINE_ITEM_SCOPE, column(graded)
    )

    assert found == graded.link.line_item_url


def test_a_column_is_made_where_there_is_none(graded: Graded, grading_lms: PretendPlatform) -> None:
    ungraded = grading_lms.add_activity("Ungraded", graded=None)
    wanted = ags.Column("Ungraded", Decimal(100), "module", ungraded)
    grades = service(graded.platform)

    missing = grades.find_line_item(graded.link.line_items_url, ags.LINE_ITEM_SCOPE, wanted)
    made = grades.create_line_item(graded.link.line_items_url, wanted)
    found = grades.find_line_item(graded.link.line_items_url, ags.LINE_ITEM_SCOPE, wanted)

    assert missing is None
    assert found == made
    assert grades.post_score(made, LENAS).kind is Kind.SENT
    assert graded.grade("Ungraded") == 85.5


def test_a_stale_token_is_replaced_once(graded: Graded) -> None:
    grades = service(graded.platform)
    assert grades.post_score(graded.link.line_item_url, LENAS).kind is Kind.SENT
    graded.lms.forget_tokens()

    later = ags.Score("5", Decimal(1), Decimal(100), LENAS.timestamp)

    assert grades.post_score(graded.link.line_item_url, later).kind is Kind.SENT
    assert [call.status for call in graded.lms.requests if call.endpoint == "scores"] == [
        *(200, 401, 200)
    ]


def test_a_platform_that_never_accepts_the_token_is_asked_twice(graded: Graded) -> None:
    graded.lms.fail("scores", "401")

    verdict = service(graded.platform).post_score(graded.link.line_item_url, LENAS)

    assert (verdict.kind, verdict.status) == (Kind.LATER, 401)
    assert len([call for call in graded.lms.requests if call.endpoint == "scores"]) == 2


def test_nothing_begins_when_the_time_is_over(graded: Graded) -> None:
    with pytest.raises(NotSent, match="too slow"):
        service(graded.platform, seconds=-1).post_score(graded.link.line_item_url, LENAS)

    assert graded.lms.requests == []


class Paging:
    """A platform that ignores the filter and pages; `next_link` is what its first page names."""

    def __init__(self, items: list[Any], next_link: str) -> None:
        self.items = items
        self.next_link = next_link

    def __call__(self, request: Received) -> Reply:
        if request.path.startswith("/token"):
            token = {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}
            return Reply(parts=(json.dumps(token).encode(),))
        if "page=2" in request.path:
            return Reply(parts=(json.dumps(self.items).encode(),))
        foreign = [{"id": "https://lms.example/9", "resourceLinkId": "9"}, "noise", {"id": 5}]
        headers = {"Link": self.next_link.format(host=request.headers["host"])}
        return Reply(headers=headers, parts=(json.dumps(foreign).encode(),))


WANTED = ags.Column("Scene", Decimal(100), "module", "1")
OURS = {"id": "https://lms.example/1", "resourceLinkId": "1", "resourceId": "module"}
TAGGED = {"id": "https://lms.example/3", "resourceLinkId": "1", "tag": "grade"}
TWIN = {"id": "https://lms.example/2", "resourceLinkId": 1}


@pytest.mark.usefixtures("signing", "no_tokens")
@pytest.mark.parametrize(
    ("items", "next_link", "found"),
    [
        ([OURS], '<http://{host}/items?page=2>; rel="next"', OURS["id"]),
        ([OURS], '</items?page=2>; rel="next"', OURS["id"]),
        ([TWIN, OURS], '</items?page=2>; rel="next"', OURS["id"]),
        ([TWIN], '</items?page=2>; rel="next"', TWIN["id"]),
        ([TWIN, TAGGED, OURS], '</items?page=2>; rel="next"', OURS["id"]),
        ([TWIN, TAGGED], '</items?page=2>; rel="next"', TAGGED["id"]),
        ([], '</items?page=2>; rel="next"', None),
        ([OURS], "</items?page=2>; rel=“next”".encode().decode("latin-1"), None),
        ([OURS], '<http://127.0.0.1:1/items?page=2>; rel="next"', None),
        ([OURS], '<http://[/items?page=2>; rel="next"', None),
        ([OURS], '</items?again>; rel="next"', None),
    ],
)
def test_columns_on_later_pages_are_found_and_foreign_hosts_not_asked(
    platform: Platform, items: list[Any], next_link: str, found: str | None
) -> None:
    with serving(Paging(items, next_link)) as server:
        platform.token_url = f"{server.url}/token"
        grades = service(platform)

        assert grades.find_line_item(f"{server.url}/items", ags.LINE_ITEM_SCOPE, WANTED) == found
        assert len(server.received) <= 4


@pytest.mark.usefixtures("signing", "no_tokens")
@pytest.mark.parametrize("body", [b"<html>", b"{}", b'[{"resourceLinkId": "1"}]'])
def test_a_strange_list_of_columns_is_no_column(platform: Platform, body: bytes) -> None:
    def answer(request: Received) -> Reply:
        token = b'{"access_token": "t", "token_type": "Bearer"}'
        return Reply(parts=(token if request.path == "/token" else body,))

    with serving(answer) as server:
        platform.token_url = f"{server.url}/token"
        with pytest.raises(NotSent):
            service(platform).find_line_item(server.url, ags.LINE_ITEM_SCOPE, WANTED)


@pytest.mark.parametrize("address", ["https://[half", "gopher://lms.example/", "nowhere"])
def test_an_address_that_is_none_is_given_up(platform: Platform, address: str) -> None:
    with pytest.raises(NotSent) as stopped:
        service(platform).post_score(address, LENAS)

    assert stopped.value.verdict.is_permanent
