"""The tool asks for an access token: every rule of Moodle's token.php."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests

from demo.lms import scopes
from demo.lms.peer import PretendPlatform
from tests.demo.lms.throwaway_tool import KEYS, ThrowAwayTool


def error_of(answer: requests.Response) -> str:
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert isinstance(error, str)
    return error


def test_a_good_assertion_gets_an_hour(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    answer = tool.token_request(lms, (scopes.SCORE, scopes.LINEITEM_READONLY))
    body = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch(r"[0-9a-f]{32}", body["access_token"])
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3600
    assert body["scope"] == f"{scopes.SCORE} {scopes.LINEITEM_READONLY}"
    assert "\\/" not in answer.text


def test_scopes_nobody_permits_are_dropped_silently(
    lms: PretendPlatform, tool: ThrowAwayTool
) -> None:
    body = tool.token_request(lms, (scopes.SCORE, scopes.TOOL_SETTING, "openid")).json()
    assert body["scope"] == scopes.SCORE


def test_without_a_permitted_scope_there_is_no_token(
    lms: PretendPlatform, tool: ThrowAwayTool
) -> None:
    assert error_of(tool.token_request(lms, (scopes.TOOL_SETTING,))) == "invalid_scope"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "saml"}, "unsupported_grant_type"),
        ({"client_assertion": "no jwt"}, "invalid_request"),
        ({"client_assertion": ""}, "invalid_request"),
        ({"scope": ""}, "invalid_request"),
    ],
)
def test_incomplete_requests(
    lms: PretendPlatform, tool: ThrowAwayTool, change: dict[str, Any], error: str
) -> None:
    assert error_of(tool.token_request(lms, **change)) == error


def test_only_a_posted_form_is_read(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    assert error_of(requests.get(lms.token_url, timeout=30)) == "invalid_request"
    assert error_of(requests.post(lms.token_url, json={}, timeout=30)) == "invalid_request"


def refused(lms: PretendPlatform, tool: ThrowAwayTool, assertion: str) -> str:
    return error_of(tool.token_request(lms, client_assertion=assertion))


def test_an_unknown_client_is_refused(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    assertion = tool.sign(tool.assertion(lms, sub="somebody"))
    assert refused(lms, tool, assertion) == "invalid_client"


def test_the_client_is_looked_up_by_sub_not_by_iss(
    lms: PretendPlatform, tool: ThrowAwayTool
) -> None:
    assertion = tool.sign(tool.assertion(lms, iss="whatever", aud="elsewhere"))
    assert tool.token_request(lms, client_assertion=assertion).status_code == 200


def test_an_assertion_without_kid_is_refused(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    assertion = tool.sign(tool.assertion(lms), kid=None)
    assert refused(lms, tool, assertion) == "invalid_client"


def test_an_expired_assertion_is_refused(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    assertion = tool.sign(tool.assertion(lms, exp=int(time.time()) - 1))
    assert refused(lms, tool, assertion) == "invalid_client"


def test_another_tools_signature_is_refused(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    forged = jwt.encode(tool.assertion(lms), KEYS[1], algorithm="RS256", headers={"kid": "one"})
    assert refused(lms, tool, forged) == "invalid_client"


@pytest.mark.parametrize(("alg", "key"), [("HS256", "s" * 64), ("none", "")])
def test_other_algorithms_are_refused(
    lms: PretendPlatform, tool: ThrowAwayTool, alg: str, key: str
) -> None:
    forged = jwt.encode(tool.assertion(lms), key, algorithm=alg, headers={"kid": "one"})
    assert refused(lms, tool, forged) == "invalid_client"


def test_a_key_without_alg_counts_as_rs256(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    tool.publishes_alg = False
    assert tool.token_request(lms).status_code == 200


def test_the_key_set_is_fetched_once(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    for _ in range(3):
        assert tool.token_request(lms).status_code == 200
    assert tool.fetches == 1


def test_a_published_new_key_is_found(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    tool.token_request(lms)
    tool.kids, tool.kid = {"one": KEYS[0], "two": KEYS[1]}, "two"
    assert tool.token_request(lms).status_code == 200
    assert tool.fetches == 2


def test_anything_wrong_makes_it_fetch_again(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    tool.token_request(lms)
    refused(lms, tool, tool.sign(tool.assertion(lms, exp=1)))
    assert tool.fetches == 2


def test_a_tool_that_is_down_gets_no_token(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    lms.register_tool(tool.login_url, [tool.launch_url], tool.launch_url, "http://127.0.0.1:1/")
    assert error_of(tool.token_request(lms)) == "invalid_client"


def test_a_token_is_good_for_an_hour_by_the_academys_clock(
    tmp_path: Path, tool: ThrowAwayTool
) -> None:
    moments = [datetime.now(UTC)]
    with PretendPlatform.start(tmp_path, now=lambda: moments[-1]) as lms:
        tool.register(lms)
        token = tool.token(lms)
        url = lms.memberships_url()
        moments.append(moments[0] + timedelta(seconds=3599))
        assert tool.call("GET", url, token).status_code == 200
        moments.append(moments[0] + timedelta(seconds=3601))
        assert tool.call("GET", url, token).status_code == 401


def test_forgotten_tokens_are_worth_nothing(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    token = tool.token(lms)
    lms.forget_tokens()
    assert tool.call("GET", lms.memberships_url(), token).status_code == 401
    assert tool.call("GET", lms.memberships_url(), tool.token(lms)).status_code == 200


def test_tokens_are_not_kept_in_clear(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    token = tool.token(lms)
    rows = lms.academy.store.all("SELECT * FROM access_tokens")
    assert len(rows) == 1
    assert token not in str(tuple(rows[0]))
