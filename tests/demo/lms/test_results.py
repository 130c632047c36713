"""The tool reads back what Northvale's gradebook holds."""

import pytest
import requests

from demo.lms import scopes
from demo.lms.cast import LENA
from demo.lms.peer import PretendPlatform
from tests.demo.lms.test_scores import AGS, Column
from tests.demo.lms.throwaway_tool import ThrowAwayTool


@pytest.fixture
def column(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> Column:
    return Column(lms, tool, scene)


def results(
    column: Column, accept: str = scopes.RESULT_CONTAINER_TYPE, **params: str
) -> requests.Response:
    token = column.tool.token(column.lms, scopes.RESULT_READONLY)
    url = column.url.replace("/scores?", "/results?")
    return column.tool.call("GET", url, token, accept, params=params)


def test_nobody_has_a_result_at_first(column: Column) -> None:
    assert results(column).json() == []


def test_a_grade_with_its_comment_and_time(column: Column, scene: str) -> None:
    column.post(scoreGiven=90, scoreMaximum=100, comment="Well done")
    answer = results(column)
    assert answer.headers["Content-Type"].startswith(scopes.RESULT_CONTAINER_TYPE)
    item = column.lms.claims_for(LENA, scene)[AGS]["lineitem"]
    (result,) = answer.json()
    assert result == {
        "id": f"{item.partition('?')[0]}/results?type_id=1&user_id=4",
        "userId": "4",
        "resultScore": 45.0,
        "resultMaximum": 50.0,
        "comment": "Well done",
        "scoreOf": item,
        "timestamp": "2026-03-01T12:00:00+00:00",
    }


def test_an_erased_grade_has_no_score(column: Column) -> None:
    column.post()
    column.post(timestamp="2026-03-02T00:00:00Z", gradingProgress="Pending")
    (result,) = results(column).json()
    assert result["userId"] == "4"
    assert "resultScore" not in result


def test_one_persons_result(column: Column) -> None:
    column.post(userId="4")
    column.post(userId="5")
    assert [result["userId"] for result in results(column).json()] == ["4", "5"]
    assert [result["userId"] for result in results(column, user_id="5").json()] == ["5"]


def test_limit_brings_the_broken_link_header(column: Column) -> None:
    column.post(userId="4")
    column.post(userId="5")
    answer = results(column, limit="1")
    assert len(answer.json()) == 1
    assert "rel=“next”" in answer.headers["Link"].encode("latin-1").decode("utf-8")


def test_the_accept_header_must_be_right(column: Column) -> None:
    assert results(column, accept="application/json").status_code == 400


def test_other_scopes_may_not_read(column: Column) -> None:
    url = column.url.replace("/scores?", "/results?")
    answer = column.tool.call("GET", url, column.token, scopes.RESULT_CONTAINER_TYPE)
    assert answer.status_code == 401
