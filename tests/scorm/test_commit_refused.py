"""Commits that are refused: forged, malformed, or of somebody who has no right to them."""

import datetime as dt
import json

import pytest
from django.conf import settings

from academies.models import Academy
from academies.services.erasure import erase
from courses.models import Attempt, Edition, Entitlement, Programme, ProgrammeMembership
from courses.views.bearer import MOST_BYTES
from scorm.models import Commit, ScoState
from tests import cast
from tests.academies.vetting import dora
from tests.scorm.playing import LearnersBrowser, one_part, ticket_for


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    one_part(edition)
    browser = LearnersBrowser(attempt)
    browser.open("only")
    return browser


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
        b'{"sco":"nul\\u0000","session":"long-enough","sequence":1,"delta":{}}',
        b"\xff\xfe",
    ],
)
def test_what_cannot_be_read_is_refused(lenas: LearnersBrowser, body: bytes) -> None:
    response = lenas.post("/scorm/commit/", body)
    assert response.status_code == 400
    assert json.loads(response.content)["code"] == "malformed"
    assert Commit.objects.count() == 0


def test_a_commit_has_a_largest_size(lenas: LearnersBrowser) -> None:
    response = lenas.post("/scorm/commit/", b" " * (MOST_BYTES + 1))
    assert response.status_code == 413


def test_what_was_kept_for_long_is_taken_in_one_commit(lenas: LearnersBrowser) -> None:
    message = lenas.message()
    message["delta"] = {
        f"cmi.interactions.{n}.id": f"question_{n}_".ljust(250, "x") for n in range(4_500)
    }
    assert len(json.dumps(message)) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert lenas.post("/scorm/commit/", message).status_code == 200


def test_nobody_commits_without_a_ticket(attempt: Attempt, lenas: LearnersBrowser) -> None:
    message = lenas.message(core__lesson_status="passed")
    for ticket in ("", "forged", lenas.ticket[:-1], lenas.ticket + "x"):
        lenas.ticket = ticket
        response = lenas.post("/scorm/commit/", message)
        assert response.status_code == 401
    attempt.refresh_from_db()
    assert attempt.completion == "unknown"


def test_an_expired_ticket_says_so_in_her_language(
    attempt: Attempt, lenas: LearnersBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lenas.ticket = ticket_for(attempt, locale="fr")
    monkeypatch.setattr("courses.tickets.time.time", lambda: 32_503_680_000)
    response = lenas.post("/scorm/commit/", lenas.message())
    answer = json.loads(response.content)
    assert (response.status_code, answer["code"]) == (401, "ticket_expired")
    assert "ouverte depuis trop longtemps" in answer["message"]


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


def test_of_somebody_who_was_erased_nothing_more_is_kept(
    attempt: Attempt, lenas: LearnersBrowser
) -> None:
    erase(dora(), attempt.learner, "She asked for it.")
    said = lenas.message(comments="This was Lena.")
    late = [
        lenas.post("/scorm/commit/", said),
        lenas.post("/scorm/sco/", {"sco": "only", "commits": [said]}),
    ]
    told = [(answer.status_code, json.loads(answer.content)["code"]) for answer in late]
    assert told == [(404, "learner_erased")] * 2
    assert not Commit.objects.exists()
    assert ScoState.objects.get(attempt=attempt).cmi == {}


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


@pytest.mark.parametrize(
    ("starts_in", "expires_in", "open_today"),
    [(-9, None, True), (0, 0, True), (-9, -1, False), (1, 9, False)],
)
def test_they_agree_on_a_programme_too(
    lenas: LearnersBrowser, starts_in: int, expires_in: int | None, open_today: bool
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    entitlement = Entitlement.objects.get()
    programme = Programme.objects.create(slug="joint-project", name="Joint project")
    programme.courses.add(entitlement.course)
    ProgrammeMembership.objects.create(
        programme=programme,
        academy=entitlement.academy,
        starts_on=today + dt.timedelta(days=starts_in),
        expires_on=None if expires_in is None else today + dt.timedelta(days=expires_in),
    )
    entitlement.delete()
    expected = 200 if open_today else 403
    assert lenas.post("/scorm/commit/", lenas.message()).status_code == expected
    assert lenas.post("/scorm/sco/", {"sco": "only"}).status_code == expected


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
