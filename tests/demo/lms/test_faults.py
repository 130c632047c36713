"""The services misbehave on request, and stop when told to."""

import time

import pytest

from demo.lms import scopes
from demo.lms.faults import UnknownFault
from demo.lms.peer import PretendPlatform
from tests.demo.lms.throwaway_tool import ThrowAwayTool


def status(lms: PretendPlatform, tool: ThrowAwayTool, token: str) -> int:
    return tool.call("GET", lms.memberships_url(), token).status_code


@pytest.fixture
def token(lms: PretendPlatform, tool: ThrowAwayTool) -> str:
    return tool.token(lms)


@pytest.mark.parametrize("mode", ["500", "401"])
def test_plain_errors(lms: PretendPlatform, tool: ThrowAwayTool, token: str, mode: str) -> None:
    lms.fail("memberships", mode, times=1)
    assert status(lms, tool, token) == int(mode)
    assert status(lms, tool, token) == 200


@pytest.mark.parametrize("mode", ["503", "429"])
def test_come_back_later(lms: PretendPlatform, tool: ThrowAwayTool, token: str, mode: str) -> None:
    lms.fail("memberships", mode, times=1, seconds=7)
    answer = tool.call("GET", lms.memberships_url(), token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (int(mode), "7")


def test_a_page_instead_of_json(lms: PretendPlatform, tool: ThrowAwayTool, token: str) -> None:
    lms.fail("memberships", "html", times=1)
    answer = tool.call("GET", lms.memberships_url(), token)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_hanging_answers_in_the_end(lms: PretendPlatform, tool: ThrowAwayTool, token: str) -> None:
    lms.fail("memberships", "hang", times=1, seconds=0.3)
    begun = time.monotonic()
    assert status(lms, tool, token) == 200
    assert time.monotonic() - begun >= 0.3


def test_the_next_three(lms: PretendPlatform, tool: ThrowAwayTool, token: str) -> None:
    lms.fail("memberships", "500", times=3)
    assert [status(lms, tool, token) for _ in range(4)] == [500, 500, 500, 200]


def test_until_cleared(lms: PretendPlatform, tool: ThrowAwayTool, token: str) -> None:
    lms.fail("memberships", "500")
    assert [status(lms, tool, token) for _ in range(3)] == [500, 500, 500]
    lms.clear_faults()
    assert status(lms, tool, token) == 200


def test_each_class_for_itself(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    for endpoint in ("token", "lineitems", "scores", "results", "jwks"):
        lms.fail(endpoint, "503")
    item = f"{lms.base_url}/mod/lti/services.php/2/lineitems/2/lineitem"
    assert status(lms, tool, token) == 200
    assert tool.token_request(lms).status_code == 503
    listing = tool.call("GET", lms.lineitems_url(), token, scopes.LINEITEM_CONTAINER_TYPE)
    assert listing.status_code == 503
    assert tool.call("POST", f"{item}/scores", token, scopes.SCORE_TYPE, {}).status_code == 503
    assert tool.call("GET", f"{item}/results", token).status_code == 503
    assert tool.call("GET", lms.jwks_url, token).status_code == 503


def test_a_failed_score_is_not_stored(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, token: str
) -> None:
    lms.fail("scores", "500", times=1)
    url = f"{lms.base_url}/mod/lti/services.php/2/lineitems/2/lineitem/scores"
    assert tool.call("POST", url, token, scopes.SCORE_TYPE, {"userId": "4"}).status_code == 500
    assert lms.score_log == []


@pytest.mark.parametrize(
    ("endpoint", "mode", "times", "seconds"),
    [
        ("launch", "500", None, 1),
        ("token", "418", None, 1),
        ("token", "500", 0, 1),
        ("token", "hang", None, 121),
        ("token", "hang", None, -1),
    ],
)
def test_unknown_faults(
    lms: PretendPlatform, endpoint: str, mode: str, times: int | None, seconds: float
) -> None:
    with pytest.raises(UnknownFault):
        lms.fail(endpoint, mode, times, seconds)


def test_every_call_is_logged_without_its_token(
    lms: PretendPlatform, tool: ThrowAwayTool, token: str
) -> None:
    lms.fail("memberships", "500", times=1)
    status(lms, tool, token)
    status(lms, tool, token)
    logged = [(call.endpoint, call.method, call.status) for call in lms.requests]
    assert logged == [
        ("token", "POST", 200),
        ("memberships", "GET", 500),
        ("memberships", "GET", 200),
    ]
    assert token not in str(lms.requests)
