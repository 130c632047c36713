"""Grades arrive: what Moodle does with a score, however odd."""

import time
from typing import Any

import pytest
import requests

from demo.lms import scopes
from demo.lms.cast import LENA, OSCAR
from demo.lms.peer import PretendPlatform
from tests.demo.lms.throwaway_tool import ThrowAwayTool

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NOON = "2026-03-01T12:00:00+00:00"
LATER = "2026-03-01T12:00:01+00:00"


class Column:
    """The activity's column as the tool uses it."""

    def __init__(self, lms: PretendPlatform, tool: ThrowAwayTool, link: str) -> None:
        self.lms, self.tool = lms, tool
        self.url = lms.claims_for(LENA, link)[AGS]["lineitem"].replace("?", "/scores?")
        self.token = tool.token(lms, scopes.SCORE)

    def post(self, media_type: str = scopes.SCORE_TYPE, **changes: Any) -> requests.Response:
        score = {
            "userId": "4",
            "timestamp": NOON,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "scoreGiven": 35,
            "scoreMaximum": 50,
            **changes,
        }
        body = {name: value for name, value in score.items() if value is not ...}
        return self.tool.call("POST", self.url, self.token, media_type, body)

    @property
    def lenas(self) -> float | None:
        return self.lms.gradebook()["4"]["Scene"]


@pytest.fixture
def column(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> Column:
    return Column(lms, tool, scene)


def test_a_score_becomes_a_grade(column: Column) -> None:
    answer = column.post(comment="Well done")
    assert answer.status_code == 200
    assert answer.text == ""
    assert answer.headers["Content-Type"] == f"{scopes.SCORE_TYPE}; charset=utf-8"
    assert column.lms.gradebook() == {"4": {"Scene": 35.0}, "5": {"Scene": None}}


@pytest.mark.parametrize(
    ("given", "most", "grade"),
    [(90, 100, 45.0), (0, 50, 0.0), (50, 50, 50.0), (7, 0, 7.0), ("12.5", "25", 25.0)],
)
def test_scores_are_scaled_to_the_column(
    column: Column, given: object, most: object, grade: float
) -> None:
    assert column.post(scoreGiven=given, scoreMaximum=most).status_code == 200
    assert column.lenas == grade


def test_more_than_all_is_kept_raw_and_capped_for_show(column: Column) -> None:
    column.post(scoreGiven=120, scoreMaximum=100)
    row = column.lms.academy.store.one("SELECT raw, final FROM grades")
    assert row is not None
    assert (row["raw"], row["final"]) == (60.0, 50.0)


@pytest.mark.parametrize("progress", ["Pending", "PendingManual", "Failed", "NotReady", "odd"])
def test_anything_but_fully_graded_erases(column: Column, progress: str) -> None:
    column.post()
    assert column.post(timestamp=LATER, gradingProgress=progress).status_code == 200
    assert column.lenas is None


@pytest.mark.parametrize("given", [None, ...])
def test_no_score_erases(column: Column, given: object) -> None:
    column.post()
    assert column.post(timestamp=LATER, scoreGiven=given).status_code == 200
    assert column.lenas is None


def test_after_an_erase_an_earlier_time_is_taken(column: Column) -> None:
    column.post(timestamp=LATER)
    column.post(timestamp="2026-03-01T12:00:02Z", gradingProgress="Pending")
    assert column.post(timestamp=NOON).status_code == 200


@pytest.mark.parametrize("progress", ["Initialized", "Started", "no such word"])
def test_activity_progress_is_not_looked_at(column: Column, progress: str) -> None:
    assert column.post(activityProgress=progress).status_code == 200
    assert column.lenas == 35.0


@pytest.mark.parametrize(
    "timestamp",
    [NOON, "2026-03-01T12:00:00.999Z", "2026-03-01T11:59:59Z", "2026-03-01T13:00+01:00"],
)
def test_a_time_that_is_not_later_conflicts(column: Column, timestamp: str) -> None:
    column.post()
    answer = column.post(timestamp=timestamp, scoreGiven=50)
    assert answer.status_code == 409
    assert answer.reason.startswith("Refusing score with an earlier timestamp")
    assert column.lenas == 35.0


def test_one_second_later_is_later(column: Column) -> None:
    column.post()
    assert column.post(timestamp=LATER, scoreGiven=10).status_code == 200
    assert column.lenas == 10.0


def test_a_time_in_the_future_blocks_until_then(column: Column) -> None:
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    assert column.post(timestamp=soon).status_code == 200
    assert column.post(timestamp=now).status_code == 409


@pytest.mark.parametrize("user_id", ["3", "2", "99", "1234"])
def test_only_enrolled_learners_have_grades(column: Column, user_id: str) -> None:
    answer = column.post(userId=user_id)
    assert (answer.status_code, answer.text) == (400, "[]")
    assert answer.reason.startswith("Incorrect score received{")


def test_who_has_left_has_no_grade(column: Column) -> None:
    column.lms.unenrol(LENA)
    assert column.post().status_code == 400
    column.lms.enrol(LENA)
    assert column.post().status_code == 200


def test_oscar_has_no_grade(column: Column) -> None:
    assert column.post(userId=OSCAR.sub).status_code == 400


def test_a_user_id_that_is_no_number_breaks_the_answer(column: Column) -> None:
    answer = column.post(userId="lena")
    assert answer.status_code == 502
    assert "<html>" in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"userId": ...},
        {"timestamp": ...},
        {"timestamp": "yesterday"},
        {"timestamp": "2026-13-01T12:00:00Z"},
        {"timestamp": 1772366400},
        {"activityProgress": ...},
        {"gradingProgress": ...},
        {"scoreGiven": "many"},
        {"scoreGiven": True},
        {"scoreMaximum": "many"},
        {"scoreMaximum": ...},
    ],
)
def test_incomplete_scores(column: Column, change: dict[str, Any]) -> None:
    answer = column.post(**change)
    assert (answer.status_code, answer.text) == (400, "[]")
    assert column.lenas is None


def test_a_body_that_is_no_object(column: Column) -> None:
    answer = column.tool.call("POST", column.url, column.token, scopes.SCORE_TYPE, ["score"])
    assert (answer.status_code, answer.text) == (400, "[]")


def test_the_media_type_must_be_right(column: Column) -> None:
    answer = column.post(media_type="application/json")
    assert (answer.status_code, answer.reason) == (400, "No handler found")
    assert column.post(media_type=f"{scopes.SCORE_TYPE}; charset=utf-8").status_code == 200


def test_other_scopes_may_not_post(column: Column) -> None:
    column.token = column.tool.token(column.lms, scopes.LINEITEM, scopes.RESULT_READONLY)
    assert column.post().status_code == 401


def test_an_unknown_column(column: Column) -> None:
    column.url = column.url.replace("/2/lineitem/", "/777/lineitem/")
    assert column.post().status_code == 404


def test_scores_cannot_be_read(column: Column) -> None:
    assert column.tool.call("GET", column.url, column.token).status_code == 405


def test_everything_posted_is_remembered(column: Column) -> None:
    column.post(comment="Well done")
    column.post()
    first, second = column.lms.score_log
    assert (first.label, first.status, first.body["comment"]) == ("Scene", 200, "Well done")
    assert second.status == 409
