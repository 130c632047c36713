"""Access tokens: asked for once, kept while they last, replaced when they do not."""

import json
import logging
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from django.core.cache import cache
from pytest_django import Settings

from demo.lms.peer import PretendPlatform
from lti_provider import access_tokens, keys
from lti_provider.access_tokens import TokenRefused
from lti_provider.ags import LINE_ITEM_SCOPE, SCORE_SCOPE
from lti_provider.models import Platform
from tests.grade_scene import Graded
from tests.lti_provider.small_server import Received, Reply, serving

SCORE = frozenset({SCORE_SCOPE})
GOOD = {"access_token": "a-token", "token_type": "Bearer", "expires_in": 3600}


def asked(lms: PretendPlatform) -> int:
    return len([call for call in lms.requests if call.endpoint == "token"])


def test_one_token_serves_a_class(graded: Graded) -> None:
    first = access_tokens.obtain(graded.platform, SCORE)
    second = access_tokens.obtain(graded.platform, SCORE)

    assert first == second
    assert first.scopes == SCORE
    assert asked(graded.lms) == 1


def test_other_scopes_and_other_registrations_have_their_own(graded: Graded) -> None:
    first = access_tokens.obtain(graded.platform, SCORE)

    other = access_tokens.obtain(graded.platform, frozenset({LINE_ITEM_SCOPE}))
    graded.platform.client_id = graded.lms.register_tool(
        "http://tool.localhost/", ["http://tool.localhost/"], "http://tool.localhost/", jwks(graded)
    )[0]
    third = access_tokens.obtain(graded.platform, SCORE)

    assert len({first.value, other.value, third.value}) == 3


def jwks(graded: Graded) -> str:
    row = graded.lms.academy.store.one("SELECT jwks_url FROM tools")
    return str(row["jwks_url"]) if row else ""


def test_a_token_that_is_forgotten_is_asked_for_again(graded: Graded) -> None:
    first = access_tokens.obtain(graded.platform, SCORE)
    access_tokens.forget(graded.platform, SCORE, first)
    second = access_tokens.obtain(graded.platform, SCORE)

    # Somebody slower still holds the first one: the second stays.
    access_tokens.forget(graded.platform, SCORE, first)

    assert access_tokens.obtain(graded.platform, SCORE) == second != first


def test_thirty_grades_at_once_ask_for_one_token(graded: Graded) -> None:
    graded.lms.fail("token", "hang", times=1, seconds=0.3)
    values: list[str] = []

    def ask() -> None:
        values.append(access_tokens.obtain(graded.platform, SCORE).value)

    threads = [threading.Thread(target=ask) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(values) == 30
    assert len(set(values)) == 1
    assert asked(graded.lms) == 1


@pytest.mark.parametrize("mode", ["500", "503", "429", "401", "html"])
def test_a_token_endpoint_in_trouble_is_asked_again_next_time(graded: Graded, mode: str) -> None:
    graded.lms.fail("token", mode, times=1, seconds=7)

    with pytest.raises(TokenRefused) as refused:
        access_tokens.obtain(graded.platform, SCORE)

    assert refused.value.why.startswith("The platform")
    waits = refused.value.retry_after
    assert (waits.total_seconds() if waits else None) == (7 if mode in ("503", "429") else None)
    assert access_tokens.obtain(graded.platform, SCORE).value


def test_a_tool_the_platform_does_not_know_is_told_why(graded: Graded) -> None:
    graded.platform.client_id = "nobody"

    with pytest.raises(TokenRefused, match="does not know this tool's client id"):
        access_tokens.obtain(graded.platform, SCORE)


def test_what_counts_is_the_scope_in_the_answer(graded: Graded) -> None:
    """Moodle drops in silence what an administrator did not allow."""
    graded.lms.academy.store.run("UPDATE tools SET grade_service = 1")

    with pytest.raises(TokenRefused, match="right to lineitem"):
        access_tokens.obtain(graded.platform, SCORE | {LINE_ITEM_SCOPE})

    assert access_tokens.obtain(graded.platform, SCORE).scopes == SCORE


def test_no_right_at_all_is_told(graded: Graded) -> None:
    graded.lms.academy.store.run("UPDATE tools SET grade_service = 0, memberships = 0")

    with pytest.raises(TokenRefused, match="does not let this tool use this service"):
        access_tokens.obtain(graded.platform, SCORE)


def test_without_a_key_it_says_how_to_make_one(
    graded: Graded, settings: Settings, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path / "none"

    with pytest.raises(TokenRefused, match="make_keys"):
        access_tokens.obtain(graded.platform, SCORE)


def test_no_token_is_logged_or_shown(graded: Graded, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    token = access_tokens.obtain(graded.platform, SCORE)

    assert token.value not in caplog.text
    assert "eyJ" not in caplog.text
    assert token.value not in repr(token)


def replying(answer: Any) -> Any:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return serving(lambda _request: Reply(parts=(body,)))


@pytest.mark.parametrize(
    ("family", "configuration", "audience"),
    [
        ("moodle", {}, "https://lms.northvale.example/mod/lti/token.php"),
        ("desire2learn", {}, "https://api.brightspace.com/auth/token"),
        ("desire2learn", {"authorization_server": "https://auth.example"}, "https://auth.example"),
        ("moodle", {"authorization_server": "urn:its-name"}, "urn:its-name"),
        ("moodle", {"authorization_server": ""}, "https://lms.northvale.example/mod/lti/token.php"),
        ("moodle", {"authorization_server": 7}, "https://lms.northvale.example/mod/lti/token.php"),
    ],
)
def test_whom_the_assertion_is_for(
    platform: Platform, family: str, configuration: dict[str, Any], audience: str
) -> None:
    platform.product_family, platform.configuration = family, configuration

    assert access_tokens.token_audience(platform) == audience


@pytest.mark.usefixtures("signing", "no_tokens")
def test_the_assertion_says_who_for_whom_and_until_when(platform: Platform) -> None:
    """RFC 7523, 3; Security Framework 1.0, 4.1.1."""
    seen: list[Received] = []

    def answer(request: Received) -> Reply:
        seen.append(request)
        return Reply(parts=(json.dumps({**GOOD, "scope": SCORE_SCOPE}).encode(),))

    with serving(answer) as server:
        platform.token_url = f"{server.url}/token"
        access_tokens.obtain(platform, SCORE)
        cache.clear()
        access_tokens.obtain(platform, SCORE)

    forms = [parse_qs(request.body.decode()) for request in seen]
    assertions = [form["client_assertion"][0] for form in forms]
    key = keys.signing_key()
    claims = [
        jwt.decode(a, key.private_key.public_key(), ["RS256"], audience=platform.token_url)
        for a in assertions
    ]
    assert jwt.get_unverified_header(assertions[0])["kid"] == key.kid
    assert claims[0]["iss"] == claims[0]["sub"] == platform.client_id
    assert 50 < claims[0]["exp"] - time.time() <= 60
    assert claims[0]["jti"] != claims[1]["jti"]
    assert forms[0]["grant_type"] == ["client_credentials"]
    assert forms[0]["scope"] == [SCORE_SCOPE]


@pytest.mark.usefixtures("signing", "no_tokens")
@pytest.mark.parametrize(
    ("lifetime", "kept"),
    [
        (3600, True),
        ("3600", True),
        (61, True),
        (60, False),
        (0, False),
        (None, False),
        ("x", False),
    ],
)
def test_a_token_is_kept_until_its_last_minute(
    platform: Platform, lifetime: Any, kept: bool
) -> None:
    with replying({**GOOD, "expires_in": lifetime}) as server:
        platform.token_url = server.url
        access_tokens.obtain(platform, SCORE)
        access_tokens.obtain(platform, SCORE)

        assert len(server.received) == (1 if kept else 2)


@pytest.mark.usefixtures("signing", "no_tokens")
def test_a_token_in_its_last_minute_is_replaced(platform: Platform) -> None:
    with replying({**GOOD, "expires_in": 61}) as server:
        platform.token_url = server.url
        access_tokens.obtain(platform, SCORE)
        time.sleep(1.1)
        access_tokens.obtain(platform, SCORE)

        assert len(server.received) == 2


@pytest.mark.usefixtures("signing", "no_tokens")
@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {**GOOD, "access_token": ""},
        {**GOOD, "access_token": 7},
        {**GOOD, "access_token": "two\r\nlines"},
        {**GOOD, "access_token": "ü"},
        {**GOOD, "token_type": "mac"},
        {**GOOD, "scope": "openid"},
        b"<html>",
        b"",
    ],
)
def test_a_strange_answer_gives_no_token(platform: Platform, answer: Any) -> None:
    with replying(answer) as server:
        platform.token_url = server.url
        with pytest.raises(TokenRefused):
            access_tokens.obtain(platform, SCORE)
