"""The tool keeps columns in Northvale's gradebook."""

import re
from typing import Any

import pytest
import requests

from demo.lms import scopes
from demo.lms.cast import LENA
from demo.lms.peer import PretendPlatform
from tests.demo.lms.throwaway_tool import ThrowAwayTool

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


@pytest.fixture
def token(lms: PretendPlatform, tool: ThrowAwayTool) -> str:
    return tool.token(lms, scopes.LINEITEM, scopes.LINEITEM_READONLY)


def listed(lms: PretendPlatform, tool: ThrowAwayTool, token: str, **filters: str) -> Any:
    answer = tool.call(
        "GET", lms.lineitems_url(), token, scopes.LINEITEM_CONTAINER_TYPE, params=filters
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith(scopes.LINEITEM_CONTAINER_TYPE)
    return answer.json()


def create(lms: PretendPlatform, tool: ThrowAwayTool, token: str, **body: Any) -> requests.Response:
    column = {"label": "Final exam", "scoreMaximum": 20, **body}
    return tool.call("POST", lms.lineitems_url(), token, scopes.LINEITEM_TYPE, column)


def read(tool: ThrowAwayTool, url: str, token: str) -> requests.Response:
    return tool.call("GET", url, token, scopes.LINEITEM_TYPE)


def put(tool: ThrowAwayTool, url: str, token: str, body: object) -> requests.Response:
    return tool.call("PUT", url, token, scopes.LINEITEM_TYPE, body)


def test_the_activitys_column_is_there(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    (column,) = listed(lms, tool, token)
    assert column == {
        "id": lms.claims_for(LENA, scene)[AGS]["lineitem"],
        "label": "Scene",
        "scoreMaximum": 50.0,
        "resourceId": "scene",
        "tag": "course",
        "resourceLinkId": scene,
        "ltiLinkId": scene,
    }
    assert read(tool, column["id"], token).json() == column


def test_a_column_of_its_own(lms: PretendPlatform, tool: ThrowAwayTool, token: str) -> None:
    answer = create(lms, tool, token, resourceId="exam", tag="final", endDateTime="2030-01-01")
    assert answer.status_code == 201
    assert answer.headers["Content-Type"].startswith(scopes.LINEITEM_TYPE)
    assert answer.json()["endDateTime"] == "2030-01-01"  # echoed
    kept = read(tool, answer.json()["id"], token).json()
    assert "endDateTime" not in kept  # and dropped
    assert "resourceLinkId" not in kept
    assert (kept["label"], kept["scoreMaximum"]) == ("Final exam", 20.0)
    assert (kept["resourceId"], kept["tag"]) == ("exam", "final")


@pytest.mark.parametrize(
    "body",
    [
        {"label": None},
        {"scoreMaximum": None},
        {"scoreMaximum": "many"},
        {"scoreMaximum": True},
        {"scoreMaximum": float("nan")},
        {"resourceLinkId": "x"},
    ],
)
def test_bad_columns(
    lms: PretendPlatform, tool: ThrowAwayTool, token: str, body: dict[str, Any]
) -> None:
    assert create(lms, tool, token, **body).status_code == 400
    assert listed(lms, tool, token) == []


def test_a_foreign_resource_link_is_forbidden(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    copied = lms.copy_course()[scene]
    with ThrowAwayTool() as other:
        other.register(lms)
        others = lms.add_activity("Of another tool")
    for link in ("999", copied, others):
        body = {"label": "Exam", "scoreMaximum": 1, "resourceLinkId": link}
        url = f"{lms.base_url}/mod/lti/services.php/2/lineitems?type_id=1"
        answer = tool.call("POST", url, token, scopes.LINEITEM_TYPE, body)
        assert answer.status_code == 403


def test_a_second_column_of_one_link_takes_the_claim_away(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    second = create(lms, tool, token, resourceLinkId=scene).json()
    assert "lineitem" not in lms.claims_for(LENA, scene)[AGS]
    assert tool.call("DELETE", second["id"], token).status_code == 204
    assert "lineitem" in lms.claims_for(LENA, scene)[AGS]


def test_filters(lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str) -> None:
    create(lms, tool, token, resourceId="exam", tag="final")
    create(lms, tool, token, label="Essay", resourceId="essay", tag="final")

    def labels(**filters: str) -> list[str]:
        return [column["label"] for column in listed(lms, tool, token, **filters)]

    assert labels() == ["Scene", "Final exam", "Essay"]
    assert labels(tag="final") == ["Final exam", "Essay"]
    assert labels(resource_id="exam") == ["Final exam"]
    assert labels(resource_id="exam", tag="course") == []
    assert labels(resource_link_id=scene) == ["Scene"]


def test_put_replaces_and_repeats(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    (column,) = listed(lms, tool, token)
    changed = {**column, "label": "Renamed", "scoreMaximum": 80}
    answer = put(tool, column["id"], token, changed)
    assert (answer.status_code, answer.json()["label"]) == (200, "Renamed")
    assert read(tool, column["id"], token).json() == {**changed, "scoreMaximum": 80.0}


def test_put_wipes_what_it_does_not_repeat(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    (column,) = listed(lms, tool, token)
    put(tool, column["id"], token, {"label": "Scene", "scoreMaximum": 50})
    kept = read(tool, column["id"], token).json()
    assert (kept["tag"], kept["resourceId"]) == ("", "")
    assert "resourceLinkId" not in kept
    # It is still the activity's own column.
    assert lms.claims_for(LENA, scene)[AGS]["lineitem"] == column["id"]
    assert listed(lms, tool, token, resource_link_id=scene) == [kept]


def test_put_scales_the_grades_along(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    (column,) = listed(lms, tool, token)
    score = {
        "userId": "4",
        "timestamp": "2026-01-01T10:00:00Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 25,
        "scoreMaximum": 50,
    }
    url = column["id"].replace("?", "/scores?")
    tool.call("POST", url, tool.token(lms, scopes.SCORE), scopes.SCORE_TYPE, score)
    put(tool, column["id"], token, {**column, "scoreMaximum": 100})
    assert lms.gradebook()["4"] == {"Scene": 50.0}


def test_delete_takes_the_grades_with_it(
    lms: PretendPlatform, tool: ThrowAwayTool, token: str
) -> None:
    url = create(lms, tool, token).json()["id"]
    answer = tool.call("DELETE", url, token)
    assert (answer.status_code, answer.text) == (204, "")
    assert read(tool, url, token).status_code == 404


def test_limit_brings_moodles_broken_link_header(
    lms: PretendPlatform, tool: ThrowAwayTool, token: str
) -> None:
    for number in range(3):
        create(lms, tool, token, label=f"Column {number}")
    answer = tool.call(
        "GET",
        lms.lineitems_url(),
        token,
        scopes.LINEITEM_CONTAINER_TYPE,
        params={"limit": "2", "from": "0"},
    )
    assert [column["label"] for column in answer.json()] == ["Column 0", "Column 1"]
    link = answer.headers["Link"].encode("latin-1").decode("utf-8")
    assert "rel=“next”" in link
    assert "&amp;from=2" in link
    assert not re.search(r'rel="next"', link)
    assert "Link" not in tool.call(
        "GET", lms.lineitems_url(), token, scopes.LINEITEM_CONTAINER_TYPE
    ).headers  # fmt: skip


def test_the_accept_header_must_be_right(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    url = lms.lineitems_url()
    assert tool.call("GET", url, token, "application/json").status_code == 400
    assert tool.call("GET", url, token, "*/*").status_code == 400
    assert tool.call("GET", url, token, "application/json").reason == "No handler found"


def test_the_content_type_must_be_right(
    lms: PretendPlatform, tool: ThrowAwayTool, token: str
) -> None:
    column = {"label": "Exam", "scoreMaximum": 1}
    for media_type in ("application/json", scopes.LINEITEM_CONTAINER_TYPE, ""):
        answer = tool.call("POST", lms.lineitems_url(), token, media_type, column)
        assert (answer.status_code, answer.reason) == (400, "No handler found")


def test_a_reading_token_cannot_write(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    reading = tool.token(lms, scopes.LINEITEM_READONLY)
    (column,) = listed(lms, tool, reading)
    assert create(lms, tool, reading).status_code == 401
    assert put(tool, column["id"], reading, column).status_code == 401
    assert tool.call("DELETE", column["id"], reading).status_code == 401


def test_without_a_token_there_is_nothing(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    answer = tool.call("GET", lms.lineitems_url(), "made up", scopes.LINEITEM_CONTAINER_TYPE)
    assert answer.status_code == 401
    assert answer.json()["request"]["method"] == "GET"


def test_another_tools_column_is_not_there(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    (column,) = listed(lms, tool, token)
    with ThrowAwayTool() as other:
        other.register(lms)
        foreign = other.token(lms, scopes.LINEITEM)
        assert listed(lms, other, foreign) == []
        own_type = column["id"].partition("?")[0] + f"?type_id={lms.deployment_id}"
        assert read(other, own_type, foreign).status_code == 404
        assert read(other, column["id"], foreign).status_code == 401


def test_another_course_is_not_there(lms: PretendPlatform, tool: ThrowAwayTool, token: str) -> None:
    url = lms.lineitems_url(course=77)
    answer = tool.call("GET", url, token, scopes.LINEITEM_CONTAINER_TYPE)
    assert answer.status_code == 404
    assert "Course 77" in answer.reason
