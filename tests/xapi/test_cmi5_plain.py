"""A package of plain xAPI: launched as Tin Can has it, and what is said of its activity counts."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from courses.models import Attempt, Edition
from tests.xapi.cmi5_scene import Learner, RunningAU, store_plain, told
from xapi.cmi5 import vocabulary as words
from xapi.models import Session

COURSE = "https://publisher.example/tincan/course"
Json = dict[str, Any]
RAW = {"score": {"raw": 3, "min": 0, "max": 10}}


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    assert store_plain(edition) == COURSE
    return Learner(attempt)


@pytest.fixture
def running(lenas: Learner) -> RunningAU:
    found = lenas.launch()
    found.token = found.query["auth"].removeprefix("Basic ")
    return found


def telling(running: RunningAU, verb: str, **more: Any) -> Json:
    return {
        "actor": running.actor,
        "verb": {"id": verb},
        "object": {"id": COURSE},
        "context": {"registration": running.registration},
        **more,
    }


def test_the_address_has_what_tin_can_wants(running: RunningAU) -> None:
    assert set(running.query) == {"endpoint", "auth", "actor", "registration", "activity_id"}
    assert running.query["endpoint"] == f"{settings.TOOL_ORIGIN}/xapi/"
    assert running.activity_id == COURSE
    assert told() == []


@pytest.mark.parametrize(
    ("verb", "result", "expected"),
    [
        (words.COMPLETED, {}, ("completed", "unknown", None)),
        (words.PASSED, {"score": {"scaled": 0.7}}, ("completed", "passed", Decimal("0.7"))),
        (words.FAILED, RAW, ("incomplete", "failed", Decimal("0.3"))),
        ("https://x.example/done", {"completion": True}, ("completed", "unknown", None)),
        ("https://x.example/done", {"success": True}, ("completed", "passed", None)),
        ("https://x.example/done", {}, ("incomplete", "unknown", None)),
    ],
)  # fmt: skip
def test_what_is_said_of_its_activity_is_the_outcome(
    running: RunningAU, attempt: Attempt, verb: str, result: Json, expected: Any
) -> None:
    assert running.send(telling(running, verb, result=result)).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success, attempt.score) == expected


def test_what_is_said_of_its_pages_is_only_kept(running: RunningAU, attempt: Attempt) -> None:
    page = telling(running, words.COMPLETED, object={"id": f"{COURSE}/page"})
    assert running.send(page).status_code == 200
    attempt.refresh_from_db()
    assert attempt.completion == "incomplete"


def test_a_pass_is_not_undone(running: RunningAU, attempt: Attempt) -> None:
    running.send(telling(running, words.FAILED, result={"score": {"scaled": 0.2}}))
    running.send(telling(running, words.PASSED, result={"score": {"scaled": 0.8}}))
    running.send(telling(running, words.FAILED, result={"score": {"scaled": 0.1}}))
    attempt.refresh_from_db()
    assert (attempt.success, attempt.score) == ("passed", Decimal("0.8"))


@pytest.mark.parametrize(
    "more",
    [
        {"actor": {"mbox": "mailto:leo@northvale.example"}},
        {"context": {"registration": "9e13cefd-53d3-4eac-b5ed-2cf6693903bb"}},
        {
            "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
            "object": {
                "objectType": "StatementRef",
                "id": "9e13cefd-53d3-4eac-b5ed-2cf6693903bb",
            },
        },
    ],
)
def test_it_speaks_for_its_own_learner_and_registration(running: RunningAU, more: Json) -> None:
    assert running.send({**telling(running, words.PASSED), **more}).status_code == 403
    assert told() == []


def test_a_statement_may_leave_the_registration_out(running: RunningAU, attempt: Attempt) -> None:
    assert running.send(telling(running, words.COMPLETED, context={})).status_code == 200
    attempt.refresh_from_db()
    assert attempt.completion == "completed"


def test_its_bookmark_is_kept(running: RunningAU) -> None:
    """With or without the registration, as tools have it."""
    place = {"activityId": COURSE, "agent": running.actor, "stateId": "resume"}
    for more in ({}, {"registration": running.registration}):
        answer = running.ask("PUT", "activities/state", {**place, **more}, {"page": 2})
        assert answer.status_code == 204
        assert running.ask("GET", "activities/state", {**place, **more}).json() == {"page": 2}
    other = {**place, "activityId": "https://publisher.example/other"}
    assert running.ask("GET", "activities/state", other).status_code == 403


def test_the_next_launch_ends_the_session_without_a_word(
    lenas: Learner, running: RunningAU
) -> None:
    lenas.launch()
    assert told() == []
    assert running.send(telling(running, words.COMPLETED)).status_code == 403
    assert Session.objects.filter(abandoned_at=None).count() == 1


def test_time_is_counted_from_word_to_word(running: RunningAU, attempt: Attempt) -> None:
    session = running.session
    Session.objects.update(
        launched_at=session.launched_at.replace(year=session.launched_at.year - 1)
    )
    running.send(telling(running, "https://x.example/looked"))
    attempt.refresh_from_db()
    # Nobody sat there for a year: half an hour is the most.
    assert attempt.total_centiseconds == 180_000
