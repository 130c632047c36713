"""What Tomas chose goes back to the LMS, signed, and becomes activities with columns."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from academies.models import Academy
from courses.models import Entitlement, Module
from demo.lms import activities
from demo.lms.html_form import read_forms
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform
from lti_provider.views.pick_page import MOST_CHOSEN
from tests import cast
from tests.launching import hand_over, known, launch, refusal_code
from tests.picking import (
    DL,
    answer_in,
    choose,
    claims_in,
    hand_back,
    items_in,
    open_picker,
    policy_of,
    select_content,
    shelve,
)

LTI = "https://purl.imsglobal.org/spec/lti/claim/"


@pytest.fixture
def scene(northvale: Academy) -> Module:
    return shelve(northvale, "Securing a phone", text="Flight mode and beyond.")


@pytest.fixture
def victim(northvale: Academy) -> Module:
    return shelve(northvale, "First contact with a victim")


@pytest.fixture
def token(
    client: Client, content_lms: PretendPlatform, content_platform: Platform, scene: Module
) -> str:
    del content_platform, scene
    return open_picker(client, content_lms, cast.TOMAS)[1]


def problem_of(page: Any) -> str:
    text = page.content.decode()
    assert page.status_code == 422, text
    assert 'name="JWT"' not in text
    return str(text.partition('data-testid="problem">')[2].partition("<")[0])


def test_one_module_is_one_click_and_fills_the_form(
    client: Client,
    content_lms: PretendPlatform,
    content_platform: Platform,
    token: str,
    scene: Module,
) -> None:
    page = choose(client, token, one=str(scene.public_id))

    claims = claims_in(page, content_platform.issuer)
    assert (claims["iss"], claims["azp"]) == (content_platform.client_id,) * 2
    assert claims["exp"] - claims["iat"] == 300
    assert claims[f"{LTI}deployment_id"] == "1"
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert f"{DL}data" not in claims
    (item,) = claims[f"{DL}content_items"]
    assert item["type"] == "ltiResourceLink"
    assert item["url"] == "http://tool.localhost:8000/lti/launch/"
    assert item["text"] == "Flight mode and beyond."
    assert item["custom"] == {"module": str(scene.public_id)}
    assert item["lineItem"]["resourceId"] == str(scene.public_id)

    form = next(f for f in read_forms(hand_back(content_lms, page)) if "title" in f.fields)
    assert form.fields["title"] == "Securing a phone"
    assert form.fields["maximum"] == "100"
    assert form.fields["resource_id"] == str(scene.public_id)


def test_several_are_saved_with_columns_and_can_be_launched(
    client: Client, content_lms: PretendPlatform, token: str, scene: Module, victim: Module
) -> None:
    page = choose(client, token, do="add", module=[str(victim.public_id), str(scene.public_id)])

    url, answer = answer_in(page)
    links = content_lms.return_content(url, answer, known(cast.TOMAS))

    assert len(links) == 2
    columns = content_lms.gradebook()[cast.LENA.sub]
    assert {"Securing a phone", "First contact with a victim"} <= set(columns)
    for link in links:
        assert hand_over(launch(client, content_lms, cast.LENA, link))[0] == "/scorm/player/"


def test_the_address_and_policy_of_the_answer_are_exactly_the_platforms(
    client: Client, content_lms: PretendPlatform, token: str, scene: Module
) -> None:
    page = choose(client, token, one=str(scene.public_id))

    url, _answer = answer_in(page)
    assert url.startswith(f"{content_lms.issuer}/mod/lti/contentitem_return.php?course=2&id=1")
    assert policy_of(page)["form-action"] == content_lms.issuer
    assert page.headers["Cache-Control"] == "no-store"


def test_a_hostile_return_address_and_title_break_out_of_nothing(
    client: Client, content_lms: PretendPlatform, content_platform: Platform, northvale: Academy
) -> None:
    title = '"><script>alert(1)</script>\u202e'
    module = shelve(northvale, title)
    hostile = 'https://lms.example/return?x="><script>alert(2)</script>;'.replace(" ", "")
    _page, token = open_picker(client, content_lms, cast.TOMAS, deep_link_return_url=hostile)

    page = choose(client, token, one=str(module.public_id))

    assert "<script>alert" not in page.content.decode()
    assert answer_in(page)[0] == hostile
    assert policy_of(page)["form-action"] == "https://lms.example"
    assert items_in(page, content_platform.issuer)[0]["title"] == title


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/relative", ""])
def test_an_answer_goes_to_web_addresses_only(
    client: Client, content_lms: PretendPlatform, token: str, url: str
) -> None:
    del token
    answer = select_content(client, content_lms, cast.TOMAS, deep_link_return_url=url)

    assert refusal_code(answer) == "message_refused"


def test_cancelling_adds_nothing_and_says_so(
    client: Client, content_lms: PretendPlatform, content_platform: Platform, token: str
) -> None:
    page = choose(client, token, do="cancel")

    claims = claims_in(page, content_platform.issuer)
    assert claims[f"{DL}content_items"] == []
    assert claims[f"{DL}msg"] == "No module was added."
    assert "No module was added." in hand_back(content_lms, page)
    assert activities.links(content_lms.academy.store, 2) == []


def test_an_empty_choice_stays_on_the_page(client: Client, token: str) -> None:
    assert problem_of(choose(client, token, do="add")) == "Choose at least one module."


def test_a_platform_that_takes_one_gets_one(
    client: Client,
    content_lms: PretendPlatform,
    content_platform: Platform,
    scene: Module,
    victim: Module,
) -> None:
    _page, token = open_picker(
        client, content_lms, cast.TOMAS, accept_multiple=False, title="Week 3"
    )
    both = [str(scene.public_id), str(victim.public_id)]

    assert "one module at a time" in problem_of(choose(client, token, do="add", module=both))
    assert "one module at a time" in problem_of(choose(client, token, one=both))
    (item,) = items_in(choose(client, token, one=both[0]), content_platform.issuer)
    assert item["title"] == "Week 3"  # the platform's suggestion (DL 4.4.1)


def test_nobody_chooses_a_hundred(client: Client, token: str, scene: Module) -> None:
    page = choose(client, token, do="add", module=[str(scene.public_id)] * (MOST_CHOSEN + 1))

    assert problem_of(page) == "Choose at most 50 modules at a time."


def test_a_platform_that_wants_something_else_is_told(
    client: Client, content_lms: PretendPlatform, content_platform: Platform, scene: Module
) -> None:
    page, token = open_picker(client, content_lms, cast.TOMAS, accept_types=["link", "html"])

    for answer in (page, choose(client, token, one=str(scene.public_id))):
        claims = claims_in(answer, content_platform.issuer)
        assert claims[f"{DL}content_items"] == []
        assert "another kind than modules" in claims[f"{DL}errormsg"]
        assert "ltiResourceLink" in claims[f"{DL}errorlog"]
        assert "another kind than modules" in answer.content.decode()
    assert "another kind than modules" in hand_back(content_lms, page)


def test_a_platform_that_wants_no_columns_gets_none_and_its_data_comes_back(
    client: Client, content_lms: PretendPlatform, content_platform: Platform, scene: Module
) -> None:
    data = '<csrf:"é\u2028'
    _page, token = open_picker(client, content_lms, cast.TOMAS, accept_lineitem=False, data=data)

    claims = claims_in(choose(client, token, one=str(scene.public_id)), content_platform.issuer)

    assert "lineItem" not in claims[f"{DL}content_items"][0]
    assert claims[f"{DL}data"] == data


def test_the_other_academys_module_is_not_given_away(client: Client, token: str) -> None:
    foreign = shelve(cast.make_academy("southmere"), "For Southmere only")

    for ids in ([str(foreign.public_id)], ["no id"], ["0" * 32, "\x00"]):
        for name in ("one", "module"):
            page = choose(client, token, do="add", **{name: ids})
            assert "Southmere" not in page.content.decode()
            assert page.status_code == 422


def test_a_module_withdrawn_meanwhile_is_asked_for_again(
    client: Client, token: str, scene: Module, victim: Module
) -> None:
    Entitlement.objects.filter(course=victim.course).delete()

    page = choose(client, token, do="add", module=[str(scene.public_id), str(victim.public_id)])

    assert "no longer open to your academy" in problem_of(page)


def test_he_may_answer_again_while_the_session_lasts(
    client: Client, content_platform: Platform, token: str, scene: Module
) -> None:
    first, second = (
        claims_in(choose(client, token, one=str(scene.public_id)), content_platform.issuer)
        for _ in range(2)
    )
    assert first["nonce"] != second["nonce"]

    Academy.objects.update(status=Academy.Status.REVOKED)
    assert refusal_code(choose(client, token, one=str(scene.public_id))) == "session_over"


def test_without_a_key_nothing_is_sent(
    client: Client, token: str, scene: Module, settings: Settings, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path / "nowhere"

    answer = choose(client, token, one=str(scene.public_id))

    assert answer.status_code == 503
    assert refusal_code(answer) == "no_signing_key"
    assert str(tmp_path) not in answer.content.decode()
