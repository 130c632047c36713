"""Northvale's LMS tells us that a course was copied, and its activities find their modules."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academies.models import Academy
from courses.models import Edition
from demo.lms import activities, notices
from demo.lms.peer import PretendPlatform
from lti_provider.models import Context, Platform, ResourceLink
from lti_provider.tasks import subscribe_to_notices
from tests import cast
from tests.launch_attempts import CLAIM
from tests.launching import answer_of, begin, hand_over, launch, refusal_code, register_tool

HANDLER = "http://tool.localhost:8000/lti/notices/"


@pytest.fixture
def lms(tmp_path: Path, tool_jwks_url: str, signing: None, no_tokens: None) -> Any:
    """An LMS that sends notices, and finds the tool's keys."""
    with PretendPlatform.start(tmp_path, academy="northvale", sends_notices=True) as running:
        yield running


@pytest.fixture
def registered(lms: PretendPlatform, northvale: Academy, tool_jwks_url: str) -> Platform:
    platform = register_tool(lms, northvale)
    lms.academy.store.run("UPDATE tools SET jwks_url = ?", tool_jwks_url)
    return platform


def tell(*tokens: str) -> Any:
    body = json.dumps({"notices": [{"jwt": token} for token in tokens]})
    return Client().post("/lti/notices/", body, content_type="application/json")


def course_of(link: str, lms: PretendPlatform) -> int:
    found = activities.find_link(lms.academy.store, int(link))
    assert found
    return found.course


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The platforms for which a worker was asked to subscribe."""
    asked: list[int] = []
    monkeypatch.setattr("lti_provider.tasks.ring_notices", asked.append)
    cache.clear()
    return asked


def test_the_first_launch_asks_a_worker_to_subscribe_and_no_later_one(
    lms: PretendPlatform, activity: str, registered: Platform, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    launch(Client(), lms, cast.LEO, activity)
    assert rung == [registered.pk]

    assert subscribe_to_notices(registered.pk)

    tool = lms.academy.store.one("SELECT * FROM tools")
    assert tool is not None
    row = lms.academy.store.one("SELECT * FROM notice_handlers")
    assert row is not None
    assert (row["type"], row["handler"]) == ("LtiContextCopyNotice", HANDLER)
    cache.clear()
    launch(Client(), lms, cast.LENA, activity)
    assert rung == [registered.pk]


def test_a_platform_that_does_not_answer_is_asked_again_by_a_later_launch(
    lms: PretendPlatform, activity: str, registered: Platform, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    Platform.objects.update(notification_service_url=f"{lms.base_url}/mod/lti/nowhere")
    assert not subscribe_to_notices(registered.pk)

    cache.clear()
    launch(Client(), lms, cast.LENA, activity)

    assert rung == [registered.pk] * 2


def test_a_subscribed_platform_costs_no_query(
    lms: PretendPlatform, activity: str, registered: Platform, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    subscribe_to_notices(registered.pk)
    client = Client()
    form = answer_of(lms, begin(client, lms, cast.LENA, activity), cast.LENA)

    with CaptureQueriesContext(connection) as queries:
        client.post("/lti/launch/", form)

    assert len(queries) == 6


def test_a_copied_activity_without_a_module_adopts_the_one_of_the_same_title(
    lms: PretendPlatform, activity: str, registered: Platform, rung: list[int], edition: Edition
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    copied = lms.copy_course()[activity]
    lms.academy.store.run("UPDATE activities SET custom = '' WHERE id = ?", int(copied))
    assert refusal_code(launch(Client(), lms, cast.LENA, copied)) == "no_module"

    assert tell(lms.tell_of_copy(course_of(copied, lms))).status_code == 200

    assert hand_over(launch(Client(), lms, cast.LENA, copied))[0] == "/scorm/player/"
    adopted = ResourceLink.objects.get(resource_link_id=copied)
    assert adopted.offering.module == edition.module
    assert adopted.context is not None
    assert adopted.context.copied_from == Context.objects.order_by("pk").first()
    assert adopted.offering_id != ResourceLink.objects.get(resource_link_id=activity).offering_id


def test_where_the_title_was_changed_the_line_item_says_which_module(
    lms: PretendPlatform, registered: Platform, rung: list[int], edition: Edition
) -> None:
    public_id = str(edition.module.public_id)
    original = lms.add_activity("Scene", {"module": public_id}, resource_id=public_id)
    launch(Client(), lms, cast.LENA, original)
    copied = lms.copy_course()[original]
    lms.academy.store.run(
        "UPDATE activities SET custom = '', title = 'Spring' WHERE id = ?", int(copied)
    )
    tell(lms.tell_of_copy(course_of(copied, lms)))

    assert hand_over(launch(Client(), lms, cast.LENA, copied))[0] == "/scorm/player/"
    assert ResourceLink.objects.get(resource_link_id=copied).title == "Spring"


def test_two_modules_of_one_title_are_not_guessed_between(
    lms: PretendPlatform, activity: str, registered: Platform, rung: list[int], edition: Edition
) -> None:
    other = cast.make_module("Another one")
    cast.make_edition(other)
    cast.make_entitlement(registered.academy, other)
    twin = lms.add_activity("Scene", {"module": str(other.public_id)})
    for link in (activity, twin):
        launch(Client(), lms, cast.LENA, link)
    copied = lms.copy_course()[activity]
    lms.academy.store.run("UPDATE activities SET custom = '' WHERE id = ?", int(copied))
    tell(lms.tell_of_copy(course_of(copied, lms)))

    assert refusal_code(launch(Client(), lms, cast.LENA, copied)) == "no_module"


def test_a_notice_is_heard_once(
    lms: PretendPlatform, activity: str, registered: Platform, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    token = lms.tell_of_copy(course_of(lms.copy_course()[activity], lms))

    assert tell(token).json() == {"accepted": 1, "refused": 0}
    again = tell(token)
    assert (again.status_code, again.json()) == (400, {"accepted": 0, "refused": 1})


def test_a_bad_notice_does_not_stop_the_good_ones_beside_it(
    lms: PretendPlatform, activity: str, registered: Platform, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    copied = course_of(lms.copy_course()[activity], lms)

    answer = tell("no token", lms.tell_of_copy(copied))

    assert (answer.status_code, answer.json()) == (200, {"accepted": 1, "refused": 1})


def good_claims(lms: PretendPlatform) -> dict[str, Any]:
    about = {"context": {"id": "3", "title": "Copy"}, "origin_contexts": ["2"]}
    tool = lms._tool()
    return notices.notice(lms.academy, tool, notices.CONTEXT_COPY, about)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-client"},
        {"iss": "https://elsewhere.example"},
        {"azp": "another-client"},
        {"exp": 1_700_000_000},
        {"iat": 1_700_000_000},
        {"nonce": ""},
        {"nonce": None},
        {CLAIM + "version": "1.1"},
        {CLAIM + "deployment_id": "99"},
        {CLAIM + "notice": {"type": "LtiContextCopyNotice"}},
        {CLAIM + "notice": "copied"},
        {CLAIM + "context": {}},
        {CLAIM + "origin_contexts": "2"},
    ],
)
def test_what_is_wrong_with_a_notice_is_found(
    lms: PretendPlatform, activity: str, rung: list[int], changes: dict[str, Any]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    claims = {**good_claims(lms), **changes}
    token = lms.sign({name: value for name, value in claims.items() if value is not None})

    assert tell(token).status_code == 400
    assert not Context.objects.exclude(copied_from=None).exists()


def test_a_notice_signed_by_somebody_else_is_refused(
    lms: PretendPlatform, activity: str, made_keys: Path, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    forged = lms.sign(good_claims(lms), key=(made_keys / "lti-current.pem").read_bytes())

    assert tell(forged).status_code == 400
    assert tell(lms.sign(good_claims(lms), alg="none")).status_code == 400


def test_a_suspended_academy_is_not_listened_to(
    lms: PretendPlatform, activity: str, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    Academy.objects.update(status=Academy.Status.SUSPENDED)

    assert tell(lms.sign(good_claims(lms))).status_code == 400


def test_a_copy_of_a_course_we_do_not_know_changes_nothing(
    lms: PretendPlatform, activity: str, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    claims = {**good_claims(lms), CLAIM + "origin_contexts": ["77"]}

    assert tell(lms.sign(claims)).status_code == 200
    assert Context.objects.count() == 1


def test_other_notices_are_taken_note_of(
    lms: PretendPlatform, activity: str, rung: list[int]
) -> None:
    launch(Client(), lms, cast.LENA, activity)
    claims = {**good_claims(lms), CLAIM + "notice": {"id": "1", "type": "LtiHelloWorldNotice"}}

    assert tell(lms.sign(claims)).json()["accepted"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"notices": []}',
        '{"notices": "x"}',
        '{"notices": [1, {"jwt": 2}]}',
        "[" * 9999,
    ],
)
def test_a_body_that_holds_no_notices_is_refused(body: str) -> None:
    answer = Client().post("/lti/notices/", body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_batch_has_a_limit() -> None:
    assert tell(*["x"] * 101).status_code == 400
