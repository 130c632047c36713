"""The fetch URL gives a token once, to the page that was launched."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from courses.models import Attempt, Edition
from tests.xapi.cmi5_scene import Learner, RunningAU, au, course_of, put_in_store
from xapi.models import Session

EVIL = "https://evil.example"


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def error_of(running: RunningAU, origin: str | None = None) -> str:
    answer = running.fetch(origin)
    # 8.2.1: also where there is no token to be had.
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert "auth-token" not in answer.json()
    assert answer.json()["error-text"]
    return str(answer.json()["error-code"])


def test_the_token_is_given_once(lenas: Learner) -> None:
    """8.2.1 to 8.2.3."""
    running = lenas.launch()
    answer = running.fetch()
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == settings.CONTENT_ORIGIN
    running.token = answer.json()["auth-token"]
    assert running.ask("GET", "statements").status_code == 200
    assert error_of(running) == "1"


def test_a_get_is_no_request_for_a_token(lenas: Learner) -> None:
    """8.2.1: nothing may be cached."""
    running = lenas.launch()
    path = running.query["fetch"].removeprefix(settings.TOOL_ORIGIN)
    assert running.client.get(path).status_code == 405
    running.get_token()


def test_neither_token_is_in_the_database(lenas: Learner) -> None:
    running = lenas.launch()
    running.get_token()
    stored = str(vars(Session.objects.get()))
    secret = running.query["fetch"].rpartition(".")[2]
    assert secret not in stored
    assert running.token not in stored


def test_a_stolen_address_is_worth_nothing_elsewhere_and_is_not_spent(lenas: Learner) -> None:
    """Another site's page that has got hold of it, for example from a screenshot."""
    running = lenas.launch()
    assert error_of(running, EVIL) == "2"
    assert "Access-Control-Allow-Origin" not in running.fetch(EVIL).headers
    running.get_token()


def test_a_stolen_token_that_was_spent_first_ends_with_the_next_launch(lenas: Learner) -> None:
    """Lena's own part gets no token, so she opens it again: the thief's is dead at that moment."""
    thief = lenas.launch()
    thief.get_token()
    assert error_of(RunningAU(thief.url)) == "1"
    lenas.launch()
    assert thief.ask("GET", "statements").status_code == 403


@pytest.mark.parametrize("change", ["", "x", "00000000-0000-4000-8000-000000000000.x", "a" * 5000])
def test_an_address_that_was_made_up(lenas: Learner, change: str) -> None:
    running = lenas.launch()
    running.query["fetch"] = f"{settings.TOOL_ORIGIN}/xapi/cmi5/fetch/?token={change}"
    assert error_of(running) == "2"


def test_the_secret_of_another_session(lenas: Learner) -> None:
    first = lenas.launch().query["fetch"]
    second = lenas.launch()
    code = second.query["fetch"].rpartition(".")[0]
    second.query["fetch"] = f"{code}.{first.rpartition('.')[2]}"
    assert error_of(second) == "2"


def test_a_session_that_has_ended_gives_none(lenas: Learner) -> None:
    first = lenas.launch()
    last = lenas.launch()
    assert error_of(first) == "1"
    Session.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert error_of(last) == "1"


def test_a_browser_may_ask_before(lenas: Learner) -> None:
    running = lenas.launch()
    path = running.query["fetch"].removeprefix(settings.TOOL_ORIGIN)
    headers = {"origin": settings.CONTENT_ORIGIN, "access-control-request-method": "POST"}
    answer = running.client.options(path, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == settings.CONTENT_ORIGIN
    running.get_token()


def test_an_au_elsewhere_may_be_anywhere(attempt: Attempt, edition: Edition) -> None:
    """Its address may lead on to another host, which nobody can know before."""
    far = au("far", 0, url="https://aus.example/start", path="", suffix="")
    put_in_store(edition, course_of(far))
    running = Learner(attempt).launch()
    answer = running.fetch("https://www.aus.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://www.aus.example"
    assert "auth-token" in answer.json()
