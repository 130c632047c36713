"""Lena works, her browser commits: everything is stored once, nothing forged is."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academies.models import Academy
from courses.models import Attempt, Edition, Entitlement
from courses.signals import outcome_recorded
from scorm.models import Commit, ScoState
from tests import cast
from tests.scorm.playing import LearnersBrowser, one_part, three_parts


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    one_part(edition)
    browser = LearnersBrowser(attempt)
    browser.open("only")
    return browser


def test_lena_works_through_the_module_and_passes(attempt: Attempt, lenas: LearnersBrowser) -> None:
    assert lenas.commit() == {"progress": None}
    lenas.commit(core__lesson_status="incomplete", core__lesson_location="3", suspend_data="a=1")
    answer = lenas.commit(
        finish=True,
        core__lesson_status="completed",
        core__score__raw="85",
        core__session_time="00:12:30.5",
    )
    assert answer["progress"]["items"][0]["status"] == "passed"
    assert answer["progress"]["outcome"]["complete"] is True
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert attempt.score == Decimal("0.85")
    assert attempt.progress == 1
    assert attempt.total_centiseconds == 75_050
    assert attempt.completed_at is not None
    state = ScoState.objects.get(attempt=attempt, sco="only")
    assert state.cmi["cmi.suspend_data"] == "a=1"
    # RTE 3.4.4: the mastery score of 70 decides, and the content reads it back next time.
    assert state.cmi["cmi.core.lesson_status"] == "passed"


def test_below_the_mastery_score_she_fails_whatever_the_content_says(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    lenas.commit(finish=True, core__lesson_status="passed", core__score__raw="69.5")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "failed")


def test_a_silent_sco_is_completed_when_she_leaves_it(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    lenas.commit(finish=True)
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "unknown")


def test_the_same_commit_twice_is_stored_once(attempt: Attempt, lenas: LearnersBrowser) -> None:
    message = lenas.message(finish=True, core__session_time="00:10:00", core__score__raw="90")
    first = lenas.post("/scorm/commit/", message)
    second = lenas.post("/scorm/commit/", message)
    assert (first.status_code, second.status_code) == (200, 200)
    assert json.loads(second.content) == {"progress": None}
    attempt.refresh_from_db()
    assert attempt.total_centiseconds == 60_000
    assert Commit.objects.filter(attempt=attempt).count() == 1


def test_a_commit_that_was_overtaken_does_not_undo_the_later_one(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    early = lenas.message(core__lesson_location="3")
    late = lenas.message(core__lesson_location="4")
    assert lenas.post("/scorm/commit/", late).status_code == 200
    assert lenas.post("/scorm/commit/", early).status_code == 200
    state = ScoState.objects.get(attempt=attempt)
    assert state.cmi["cmi.core.lesson_location"] == "4"


def test_an_overtaken_commit_still_adds_what_the_later_one_left_alone(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    whole = lenas.message(core__lesson_location="3", suspend_data="a=1")
    # What a page sends while it goes away: the end, without the bulk.
    end = lenas.message(finish=True, core__lesson_location="4", core__score__raw="90")
    for message in (end, whole, whole):
        assert lenas.post("/scorm/commit/", message).status_code == 200
    cmi = ScoState.objects.get(attempt=attempt).cmi
    assert (cmi["cmi.core.lesson_location"], cmi["cmi.suspend_data"]) == ("4", "a=1")
    assert Commit.objects.count() == 2
    attempt.refresh_from_db()
    assert attempt.success == "passed"


@pytest.mark.parametrize(
    ("delta", "code"),
    [
        ({"cmi.core.credit": "credit"}, 403),
        ({"cmi.core.total_time": "9999:00:00"}, 403),
        ({"cmi.core.score.raw": "1000"}, 405),
        ({"cmi.core.lesson_status": "excellent"}, 405),
        ({"cmi.core.made_up": "1"}, 401),
        ({"cmi.interactions.7.id": "Q8"}, 201),
        ({"cmi.core._children": "x"}, 402),
    ],
)
def test_a_forged_element_is_refused_and_named(
    attempt: Attempt, lenas: LearnersBrowser, delta: dict[str, str], code: int
) -> None:
    message = {**lenas.message(), "delta": {"cmi.core.lesson_location": "9", **delta}}
    response = lenas.post("/scorm/commit/", message)
    assert response.status_code == 400
    errors = json.loads(response.content)["errors"]
    assert [(error["element"], error["code"]) for error in errors] == [(*delta, code)]
    state = ScoState.objects.get(attempt=attempt)
    assert "cmi.core.lesson_location" not in state.cmi
    assert Commit.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'"x"',
        b'{"sco":"only","session":"short","sequence":1,"delta":{}}',
        b'{"sco":"only","session":"long-enough","sequence":0,"delta":{}}',
        b'{"sco":"only","session":"long-enough","sequence":1.5,"delta":{}}',
        b'{"sco":"only","session":"long-enough","sequence":1,"delta":{"cmi.core.exit":7}}',
        b'{"sco":"only","session":"long-enough","sequence":1,"delta":{"a":"\\ud800"}}',
        b'{"sco":"only","session":"long-enough","sequence":1,"delta":{},"attempt":2}',
        b'{"sco":"only","session":"long-enough","sequence":99999999999,"delta":{}}',
        b"\xff\xfe",
    ],
)
def test_what_cannot_be_read_is_refused(lenas: LearnersBrowser, body: bytes) -> None:
    response = lenas.post("/scorm/commit/", body)
    assert response.status_code == 400
    assert json.loads(response.content)["code"] == "malformed"
    assert Commit.objects.count() == 0


def test_a_commit_has_a_largest_size(lenas: LearnersBrowser) -> None:
    response = lenas.post("/scorm/commit/", b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert response.status_code == 413


def test_nobody_commits_without_a_ticket(attempt: Attempt, lenas: LearnersBrowser) -> None:
    message = lenas.message(core__lesson_status="passed")
    for ticket in ("", "forged", lenas.ticket[:-1], lenas.ticket + "x"):
        lenas.ticket = ticket
        response = lenas.post("/scorm/commit/", message)
        assert response.status_code == 401
    attempt.refresh_from_db()
    assert attempt.completion == "unknown"


def test_an_expired_ticket_says_so(lenas: LearnersBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("courses.tickets.time.time", lambda: 32_503_680_000)
    response = lenas.post("/scorm/commit/", lenas.message())
    assert (response.status_code, json.loads(response.content)["code"]) == (401, "ticket_expired")


def test_leos_ticket_writes_nothing_into_lenas_attempt(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    leo = cast.make_platform_user(
        cast.LEO, cast.make_platform(attempt.learner.academy, "https://other.example")
    ).learner
    leos_attempt = cast.make_attempt(leo, attempt.edition, attempt.offering)
    leos = LearnersBrowser(leos_attempt)
    message = lenas.message(core__lesson_status="passed")
    assert leos.post("/scorm/commit/", message).status_code == 409
    attempt.refresh_from_db()
    assert attempt.completion == "unknown"
    assert Commit.objects.count() == 0


def test_a_part_that_is_not_in_the_module(lenas: LearnersBrowser) -> None:
    response = lenas.post("/scorm/commit/", {**lenas.message(), "sco": "elsewhere"})
    assert (response.status_code, json.loads(response.content)["code"]) == (404, "sco_unknown")


def test_a_suspended_academy_is_out_at_once(lenas: LearnersBrowser, northvale: Academy) -> None:
    northvale.status = Academy.Status.SUSPENDED
    northvale.save()
    response = lenas.post("/scorm/commit/", lenas.message())
    assert (response.status_code, json.loads(response.content)["code"]) == (403, "academy_closed")


def test_an_academy_without_the_course_is_out(lenas: LearnersBrowser) -> None:
    Entitlement.objects.all().delete()
    response = lenas.post("/scorm/commit/", lenas.message())
    assert (response.status_code, json.loads(response.content)["code"]) == (403, "not_entitled")


@pytest.mark.parametrize(
    ("starts_in", "expires_in", "open_today"),
    [(-9, None, True), (0, 0, True), (-9, -1, False), (1, 9, False)],
)
def test_a_commit_and_a_launch_agree_on_the_days_of_the_entitlement(
    lenas: LearnersBrowser, starts_in: int, expires_in: int | None, open_today: bool
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    expires_on = None if expires_in is None else today + dt.timedelta(days=expires_in)
    Entitlement.objects.update(
        starts_on=today + dt.timedelta(days=starts_in), expires_on=expires_on
    )
    expected = 200 if open_today else 403
    assert lenas.post("/scorm/commit/", lenas.message()).status_code == expected
    assert lenas.post("/scorm/sco/", {"sco": "only"}).status_code == expected


def test_what_was_done_before_a_withdrawal_is_still_stored(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    Edition.objects.update(status=Edition.Status.WITHDRAWN)
    lenas.commit(finish=True, core__score__raw="90")
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_if_the_grade_cannot_be_queued_nothing_is_stored(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    def queue_is_down(**_kwargs: object) -> None:
        raise OSError("no room for the order")

    outcome_recorded.connect(queue_is_down)
    try:
        with pytest.raises(OSError, match="no room"):
            lenas.commit(finish=True, core__score__raw="90")
    finally:
        outcome_recorded.disconnect(queue_is_down)
    attempt.refresh_from_db()
    assert attempt.completion == "unknown"
    assert Commit.objects.count() == 0
    # The browser sends it again once the queue is back, under the same number.
    lenas.sequence -= 1
    lenas.commit(finish=True, core__score__raw="90")
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_only_the_content_origin_may_read_the_answer(lenas: LearnersBrowser) -> None:
    for origin, allowed in ((settings.CONTENT_ORIGIN, True), ("https://evil.example", False)):
        preflight = lenas.client.options(
            "/scorm/commit/",
            headers={"origin": origin, "access-control-request-method": "POST"},
        )
        assert preflight.status_code == 204
        commit = lenas.post("/scorm/commit/", lenas.message(), origin=origin)
        for response in (preflight, commit):
            granted = response.headers.get("Access-Control-Allow-Origin")
            assert granted == (settings.CONTENT_ORIGIN if allowed else None)
            assert "Access-Control-Allow-Credentials" not in response.headers
            assert "Origin" in response.headers["Vary"]
        assert ("Access-Control-Max-Age" in preflight.headers) is allowed


def test_a_commit_asks_the_database_little(lenas: LearnersBrowser) -> None:
    lenas.commit(core__lesson_status="incomplete")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        lenas.commit(core__lesson_location="4", suspend_data="x" * 1000)
    # Savepoints stand for the transaction here: a test runs inside one.
    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 3, asked


def test_a_late_commit_of_a_replaced_session_keeps_a_result_but_no_bookmark(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    lenas.commit(core__lesson_status="incomplete", core__lesson_location="2")
    from_the_train = lenas.message(
        finish=True,
        core__lesson_status="completed",
        core__score__raw="95",
        core__lesson_location="9",
    )
    lenas.open("only")
    lenas.commit(core__lesson_location="5")
    assert lenas.post("/scorm/commit/", from_the_train).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.success, attempt.score) == ("passed", Decimal("0.95"))
    assert ScoState.objects.get(attempt=attempt).cmi["cmi.core.lesson_location"] == "5"


def test_time_adds_up_over_sessions(attempt: Attempt, lenas: LearnersBrowser) -> None:
    lenas.commit(core__session_time="00:01:00")
    lenas.commit(finish=True, core__session_time="00:02:00", core__exit="suspend")
    launch = lenas.open("only")["launch"]
    assert launch["cmi"]["cmi.core.total_time"] == "0000:02:00.00"
    assert launch["cmi"]["cmi.core.entry"] == "resume"
    lenas.commit(finish=True, core__session_time="00:00:30")
    attempt.refresh_from_db()
    assert attempt.total_centiseconds == 15_000


def test_three_parts_make_one_result(attempt: Attempt, edition: Edition) -> None:
    three_parts(edition)
    lenas = LearnersBrowser(attempt)
    for part in ("arrive", "pack"):
        lenas.open(part)
        lenas.commit(finish=True, core__lesson_status="completed", core__session_time="00:05:00")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.progress) == ("incomplete", Decimal("0.6667"))
    lenas.open("quiz")
    lenas.commit(finish=True, core__score__raw="8", core__score__max="10")
    attempt.refresh_from_db()
    # The mastery score of 70 is compared with the raw score (RTE 3.4.4), which is 8.
    assert (attempt.completion, attempt.success) == ("completed", "failed")
    assert attempt.score == Decimal("0.8")
    assert attempt.total_centiseconds == 60_000
