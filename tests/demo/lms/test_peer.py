"""Crafting altered tokens and reading the books: what other tests rely on."""

import time
from urllib.parse import urlencode

import jwt
import pytest

from demo.lms.cast import LENA
from demo.lms.peer import PretendPlatform
from demo.lms.running import Refused
from tests.demo.lms.throwaway_tool import KEYS, ThrowAwayTool, authentication_request, claims_of


def test_made_up_claims_are_signed_like_a_launch(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    claims = lms.claims_for(LENA, scene, nonce="n", extra="yes")
    assert claims_of(lms, lms.sign(claims)) == claims


def test_an_expired_token(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    past = int(time.time()) - 10
    token = lms.sign(lms.claims_for(LENA, scene, exp=past))
    with pytest.raises(jwt.ExpiredSignatureError):
        claims_of(lms, token)


def test_a_token_of_another_audience(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    with pytest.raises(jwt.InvalidAudienceError):
        claims_of(lms, lms.sign(lms.claims_for(LENA, scene, aud="somebody")))


def test_other_algorithms_and_keys(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    claims = lms.claims_for(LENA, scene)
    for token in (
        lms.sign(claims, alg="none"),
        lms.sign(claims, alg="HS256", key="s" * 64),
        lms.sign(claims, key=KEYS[0]),
    ):
        with pytest.raises(jwt.InvalidTokenError):
            claims_of(lms, token)


def test_headers_can_be_chosen(lms: PretendPlatform) -> None:
    assert "kid" not in jwt.get_unverified_header(lms.sign({}, kid=""))
    assert jwt.get_unverified_header(lms.sign({}, kid="x"))["kid"] == "x"
    assert jwt.get_unverified_header(lms.sign({}, headers={"typ": "at+jwt"}))["typ"] == "at+jwt"


def test_a_refusal_carries_the_page(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    login = lms.login_form(LENA, scene)
    request = authentication_request(tool, login, redirect_uri="http://127.0.0.1:1/x")
    with pytest.raises(Refused) as refused:
        lms.authenticate(request, LENA)
    assert refused.value.status == 404
    assert "Invalid request" in refused.value.page


def test_the_authentication_request_may_be_a_url(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    request = authentication_request(tool, lms.login_form(LENA, scene))
    url = f"{lms.auth_url}?{urlencode(request)}"
    assert lms.authenticate(url, LENA)["state"] == "a state"


def test_two_academies_side_by_side(
    lms: PretendPlatform, tool: ThrowAwayTool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("southmere")
    with PretendPlatform.start(place, academy="southmere") as southmere:
        tool.register(southmere)
        assert southmere.issuer != lms.issuer
        assert southmere.client_id != lms.client_id
        assert set(southmere.gradebook()) == {"4"}


def test_without_a_tool_there_is_nothing_to_launch(lms: PretendPlatform) -> None:
    with pytest.raises(LookupError, match="register_tool"):
        lms.add_activity("Scene")
