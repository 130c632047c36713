"""Certification guide 6.2: a request comes, and the response is looked at field by field."""

import time
from typing import Any

import jwt
import pytest
from django.test import Client

from academies.models import Academy
from courses.models import Module
from demo.lms.peer import PretendPlatform
from lti_provider import keys
from lti_provider.models import Platform
from tests.cast import TOMAS
from tests.launching import Page, known
from tests.picking import DL, SETTINGS, answer_in, choose, claims_in, open_picker, shelve

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
RETURN = "/mod/lti/contentitem_return.php"
TITLES = ("Securing a phone", "First contact with a victim")


@pytest.fixture
def shelf(northvale: Academy, content_platform: Platform) -> list[Module]:
    del content_platform
    return [shelve(northvale, title) for title in TITLES]


@pytest.fixture
def response(client: Client, content_lms: PretendPlatform, shelf: list[Module]) -> Page:
    """What the tool answers after Tomas chose both modules."""
    _page, token = open_picker(client, content_lms, TOMAS, data="opaque")
    return choose(client, token, do="add", module=[str(module.public_id) for module in shelf])


def claims_of(response: Page) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(answer_in(response)[1], options={"verify_signature": False})
    return claims


def test_send_the_request_payload(
    client: Client, content_lms: PretendPlatform, shelf: list[Module]
) -> None:
    page, _token = open_picker(client, content_lms, TOMAS)

    assert page.status_code == 200
    assert all(module.title in page.content.decode() for module in shelf)


def test_receive_the_response_payload(content_lms: PretendPlatform, response: Page) -> None:
    """The platform verifies the response by our published key and makes the activities."""
    url, token = answer_in(response)

    assert url.startswith(content_lms.issuer + RETURN)
    assert len(content_lms.return_content(url, token, known(TOMAS))) == len(TITLES)


def test_response_format_valid(response: Page) -> None:
    claims = claims_of(response)

    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert isinstance(claims[f"{DL}content_items"], list)


def test_response_timestamps_valid(response: Page) -> None:
    claims = claims_of(response)

    now = time.time()
    assert isinstance(claims["iat"], int)
    assert claims["iat"] <= now < claims["exp"] <= claims["iat"] + 3600


def test_signature_valid(content_platform: Platform, response: Page) -> None:
    header = jwt.get_unverified_header(answer_in(response)[1])

    assert header["alg"] == "RS256"
    assert header["kid"] in {key["kid"] for key in keys.published_keys()["keys"]}
    assert claims_in(response, content_platform.issuer)  # verified by the key of that kid


def test_required_claims_verified(content_platform: Platform, response: Page) -> None:
    """Deep Linking 4.5, and Security Framework 5.2: issuer and audience change places."""
    claims = claims_of(response)

    assert claims["iss"] == content_platform.client_id
    assert claims["aud"] in (content_platform.issuer, [content_platform.issuer])
    assert claims["nonce"]
    assert claims[f"{LTI}deployment_id"] == "1"
    assert claims[f"{DL}data"] == "opaque"


def test_affirm_response(response: Page, shelf: list[Module]) -> None:
    """Deep Linking 3.2: the items that were chosen, each a complete resource link."""
    items = claims_of(response)[f"{DL}content_items"]

    assert {item["title"] for item in items} == set(TITLES)
    for item in items:
        module = next(m for m in shelf if m.title == item["title"])
        assert item["type"] == "ltiResourceLink"
        assert item["url"].endswith("/lti/launch/")
        assert item["custom"] == {"module": str(module.public_id)}
        assert item["lineItem"]["scoreMaximum"] > 0


def test_without_accept_multiple_one_item_is_returned(
    client: Client, content_lms: PretendPlatform, shelf: list[Module]
) -> None:
    """Deep Linking 4.4.1, accept_multiple. The guide names no case for it."""
    _page, token = open_picker(client, content_lms, TOMAS, accept_multiple=False)
    answer = choose(client, token, one=str(shelf[0].public_id))

    assert len(claims_of(answer)[f"{DL}content_items"]) == 1
    assert SETTINGS not in claims_of(answer)
