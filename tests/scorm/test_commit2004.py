"""What a SCORM 2004 part reports is stored once, counts in the tree, and nothing forged is."""

import datetime as dt
import json

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from academies.services.erasure import erase
from courses.models import Attempt, Edition
from scorm.cmi2004.timeinterval import LONGEST_SESSION
from scorm.models import Commit, ScoState, SystemWide, TrackingState
from scorm.services.abandonment import ABANDONED_AFTER, finish_abandoned
from tests.academies.vetting import dora
from tests.scorm.playing2004 import Browser2004, store_2004, three

BUCKET = (
    '<adlcp:data><adlcp:map targetID="notes"/>'
    '<adlcp:map targetID="theirs" writeSharedData="false"/></adlcp:data>'
)
LATER = ABANDONED_AFTER + dt.timedelta(minutes=1)


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three(data=BUCKET))
    browser = Browser2004(attempt)
    browser.go("open")
    return browser


def test_a_status_changes_the_standing(lenas: Browser2004, attempt: Attempt) -> None:
    assert lenas.send(location="1") == {"standing": None, "replaced": False}
    answer = lenas.send(success_status="passed", score__raw="9")
    statuses = {entry["identifier"]: entry["status"] for entry in answer["standing"]["items"]}
    assert statuses["entry"] == "passed"
    state = ScoState.objects.get(attempt=attempt, sco="entry")
    assert (state.lesson_status, state.cmi["cmi.score.raw"]) == ("passed", "9")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("incomplete", "unknown")


def test_the_same_commit_twice_is_stored_once(lenas: Browser2004) -> None:
    message = lenas.said(success_status="passed")
    first, second = (lenas.post("/scorm/commit2004/", message) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert json.loads(second.content) == {"standing": None, "replaced": False}
    assert Commit.objects.count() == 1


def test_a_commit_that_was_overtaken_does_not_undo_the_later_one(lenas: Browser2004) -> None:
    early, late = lenas.said(location="3"), lenas.said(location="4")
    for message in (late, early):
        assert lenas.post("/scorm/commit2004/", message).status_code == 200
    assert ScoState.objects.get().cmi["cmi.location"] == "4"


@pytest.mark.parametrize(
    "element",
    [
        "cmi.mode",
        "cmi.total_time",
        "cmi.objectives.5.id",
        "cmi.core.lesson_status",
        "adl.data.9.store",
        "adl.data.1.store",
        "adl.data.0.id",
        "adl.nav.request_valid.continue",
    ],
)
def test_forged_elements_are_refused_and_nothing_of_the_commit_stays(
    lenas: Browser2004, element: str
) -> None:
    message = lenas.said(location="3")
    message["delta"][element] = "x"
    response = lenas.post("/scorm/commit2004/", message)
    answer = json.loads(response.content)
    assert (response.status_code, answer["code"]) == (400, "refused")
    assert [error["element"] for error in answer["errors"]] == [element]
    assert not Commit.objects.exists()
    assert "cmi.location" not in ScoState.objects.get().cmi


def test_parts_share_a_bucket(lenas: Browser2004) -> None:
    lenas.send(adl__data__0__store="seen")
    launch = lenas.go("continue")["launch"]
    assert launch["sco"] == "lesson"
    assert launch["cmi"]["adl.data.0.store"] == "seen"


def test_what_a_part_gives_up_does_not_count(lenas: Browser2004) -> None:
    lenas.send(finish=True, success_status="passed", adl__nav__request="abandon")
    assert TrackingState.objects.get().state.get("objectives") in (None, {})


def test_a_replaced_window_still_brings_a_result_but_no_bookmark(lenas: Browser2004) -> None:
    left = lenas.said(success_status="passed", location="9")
    lenas.go("open", current="")
    lenas.send(location="1")
    response = lenas.post("/scorm/commit2004/", left)
    assert json.loads(response.content)["replaced"] is True
    state = ScoState.objects.get()
    assert (state.lesson_status, state.cmi["cmi.location"]) == ("passed", "1")


def test_a_result_of_an_earlier_try_does_not_count_in_a_new_one(lenas: Browser2004) -> None:
    left = lenas.said(success_status="passed")
    lenas.go("exitAll")
    lenas.go("open", current="")
    assert lenas.post("/scorm/commit2004/", left).status_code == 200
    assert ScoState.objects.get().lesson_status == "incomplete"


def test_a_silent_window_is_suspended_and_wakes_up(lenas: Browser2004) -> None:
    lenas.send(location="3")
    assert finish_abandoned(timezone.now() + LATER) == 1
    assert ScoState.objects.get().cmi["cmi.exit"] == "suspend"
    lenas.send(location="4")
    state = ScoState.objects.get()
    assert not state.finished
    assert "cmi.exit" not in state.cmi


def test_only_the_content_origin_may_send_it(lenas: Browser2004) -> None:
    response = lenas.client.options(
        "/scorm/commit2004/", headers={"origin": settings.CONTENT_ORIGIN}
    )
    assert response.headers["Access-Control-Allow-Origin"] == settings.CONTENT_ORIGIN
    stranger = lenas.client.options("/scorm/commit2004/", headers={"origin": "http://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers


def test_a_forgotten_learners_notes_are_gone(lenas: Browser2004, attempt: Attempt) -> None:
    lenas.send(adl__data__0__store="my name", success_status="passed")
    erase(dora(), attempt.learner, "She asked for it.")
    assert "my name" not in json.dumps(TrackingState.objects.get().state)
    assert ScoState.objects.get().lesson_status == "passed"
    # Nor does a window that is still open bring new ones.
    late = lenas.said(adl__data__0__store="me again")
    assert lenas.ask("open", commits=[late]).status_code == 404
    assert "me again" not in json.dumps(TrackingState.objects.get().state)
    assert not Commit.objects.exists()


def test_a_time_that_nobody_lives_through_locks_nobody_out(
    lenas: Browser2004, attempt: Attempt
) -> None:
    for _visit in range(3):
        lenas.send(session_time="P999999999Y", progress_measure="0.5")
        lenas.go("open", current="")
    attempt.refresh_from_db()
    assert 0 < attempt.total_centiseconds <= 3 * LONGEST_SESSION


def asked(queries: CaptureQueriesContext) -> list[str]:
    """Savepoints stand for the transaction here: a test runs inside one."""
    return [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]


def test_a_commit_asks_the_database_little(lenas: Browser2004) -> None:
    lenas.send(completion_status="incomplete", location="1")
    with CaptureQueriesContext(connection) as queries:
        lenas.send(completion_status="incomplete", location="2", suspend_data="x" * 1000)
    assert len(asked(queries)) == 3, asked(queries)


def test_what_is_said_once_more_counts_where_others_may_have_said_otherwise(
    lenas: Browser2004,
) -> None:
    lenas.send(success_status="passed")
    row = SystemWide.objects.get(kind="objective")
    row.value = {"satisfied": False}
    row.save()
    lenas.send(success_status="passed")
    row.refresh_from_db()
    assert row.value == {"satisfied": True}


def test_another_window_is_told_of_by_a_part_that_goes_on(
    lenas: Browser2004, attempt: Attempt
) -> None:
    attempt.refresh_from_db()
    attempt.live_session = "another-window"
    attempt.save()
    assert lenas.send(location="3") == {"standing": None, "replaced": True}
