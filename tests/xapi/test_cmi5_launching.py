"""Launches: the address, the launch data, the statements before, and the mode."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from courses.models import Attempt, Edition
from tests.xapi.cmi5_scene import (
    PUBLISHER,
    QUIZ,
    READ,
    THREE,
    WATCH,
    Learner,
    au,
    course_of,
    put_in_store,
    told,
)
from xapi.cmi5 import vocabulary as words
from xapi.models import Document, Registration, Session

SESSION = words.SESSION_ID


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def test_the_address_has_the_five_parameters_beside_its_own(
    lenas: Learner, attempt: Attempt, edition: Edition
) -> None:
    """8.1.1 to 8.1.5."""
    running = lenas.launch()
    parts = urlsplit(running.url)
    assert f"{parts.scheme}://{parts.netloc}" == settings.CONTENT_ORIGIN
    assert parts.path.endswith(f"/{edition.content_digest}/read.html")
    assert set(running.query) == {
        "own", "endpoint", "fetch", "actor", "registration", "activityId",
    }  # fmt: skip
    assert running.query["endpoint"] == f"{settings.TOOL_ORIGIN}/xapi/"
    assert running.query["fetch"].startswith(f"{settings.TOOL_ORIGIN}/xapi/cmi5/fetch/?token=")
    assert running.actor == {
        "objectType": "Agent",
        "account": {"homePage": settings.TOOL_ORIGIN, "name": str(attempt.learner.pseudonym)},
    }
    assert running.registration == str(Registration.objects.get(attempt=attempt).code)
    assert running.activity_id != READ.id


def test_the_same_au_has_the_same_activity_id_at_each_launch(lenas: Learner) -> None:
    """8.1.5; others have others."""
    first, again, other = lenas.launch(0), lenas.launch(0), lenas.launch(2)
    assert first.activity_id == again.activity_id != other.activity_id
    assert first.registration == again.registration == other.registration


def test_launched_is_told_before_anything_else(lenas: Learner) -> None:
    """9.3.1, 9.6.3; the address in it gives nobody the right to read the files."""
    lenas.launch()
    [launched] = told()
    assert launched["verb"]["id"] == words.LAUNCHED
    extensions = launched["context"]["extensions"]
    session = Session.objects.get()
    assert extensions[SESSION] == str(session.code)
    assert extensions[words.LAUNCH_MODE] == "Normal"
    assert extensions[words.MOVE_ON] == "Completed"
    assert extensions[words.LAUNCH_PARAMETERS] == "a=1"
    assert extensions[words.LAUNCH_URL].endswith("/read.html?own=1")
    assert extensions[words.LAUNCH_URL].startswith(f"{settings.CONTENT_ORIGIN}/c/-/")
    lenas.launch(2)
    assert told(words.LAUNCHED)[1]["context"]["extensions"][words.MASTERY_SCORE] == 0.8


def test_the_launch_data_wait_for_the_au(lenas: Learner) -> None:
    """10.1, 10.2."""
    running = lenas.launch()
    running.get_token()
    data = running.launch_data()
    session = Session.objects.get()
    assert data["contextTemplate"]["extensions"] == {SESSION: str(session.code)}
    assert data["contextTemplate"]["contextActivities"]["grouping"][0]["id"] == READ.id
    assert data["launchMode"] == "Normal"
    assert data["moveOn"] == "Completed"
    assert data["launchParameters"] == "a=1"
    assert data["entitlementKey"] == {"courseStructure": "key-1"}
    assert data["returnURL"] == f"{settings.TOOL_ORIGIN}/xapi/cmi5/return/{session.code}/"
    assert "masteryScore" not in data


def test_the_next_launch_replaces_the_launch_data(lenas: Learner) -> None:
    lenas.launch()
    running = lenas.launch()
    running.get_token()
    assert running.launch_data()["contextTemplate"]["extensions"][SESSION] == str(
        Session.objects.latest("pk").code
    )
    assert Document.objects.filter(document_id="LMS.LaunchData").count() == 1


def test_a_learner_without_preferences_gets_some(lenas: Learner, attempt: Attempt) -> None:
    """11: in the language of their platform; their own are left alone."""
    attempt.learner.language = "fr"
    attempt.learner.save()
    running = lenas.launch()
    running.get_token()
    found = running.preferences()
    assert found.json() == {"languagePreference": "fr", "audioPreference": "on"}
    own = {"languagePreference": "ar,fr", "audioPreference": "off"}
    answer = running.preferences("PUT", own, if_match=found.headers["ETag"])
    assert answer.status_code == 204
    again = lenas.launch()
    again.get_token()
    assert again.preferences().json() == own


def test_a_launch_abandons_the_session_that_is_active(lenas: Learner) -> None:
    """9.3.6: of the registration, whichever AU it is of; once."""
    first = lenas.begin(0)
    lenas.launch(2)
    [abandoned] = told(words.ABANDONED)
    assert abandoned["context"]["extensions"][SESSION] == first.terms.session  # type: ignore[union-attr]
    assert abandoned["object"]["id"] == first.activity_id
    assert abandoned["result"]["duration"].startswith("PT")
    assert first.send(first.statement("")).status_code == 403
    lenas.launch(2)
    assert len(told(words.ABANDONED)) == 2
    sessions = [each["context"]["extensions"][SESSION] for each in told(words.ABANDONED)]
    assert len(set(sessions)) == 2


def test_a_session_that_has_terminated_is_not_abandoned(lenas: Learner) -> None:
    lenas.begin(0).say(words.TERMINATED)
    lenas.launch(0)
    assert told(words.ABANDONED) == []


def test_each_window_is_told_how_to_open(lenas: Learner) -> None:
    """8.1."""
    assert lenas.ask("launch", {"au": READ.index}).json()["ownWindow"] is False
    assert lenas.ask("launch", {"au": WATCH.index}).json()["ownWindow"] is True


def test_a_preview_is_browsed(lenas: Learner, attempt: Attempt) -> None:
    """10.2.2; nobody is told that anything is satisfied."""
    attempt.kind = Attempt.Kind.PREVIEW
    attempt.save()
    running = lenas.launch()
    running.get_token()
    assert running.launch_data()["launchMode"] == "Browse"
    assert told(words.SATISFIED) == []


def mode_of_next(lenas: Learner, index: int) -> str:
    running = lenas.launch(index)
    running.get_token()
    return str(running.launch_data()["launchMode"])


def test_what_can_say_nothing_new_is_reviewed(lenas: Learner) -> None:
    """10.2.2."""
    lenas.begin(READ.index).say(words.COMPLETED)
    assert mode_of_next(lenas, READ.index) == "Review"
    running = lenas.begin(QUIZ.index)
    running.say(words.COMPLETED)
    assert mode_of_next(lenas, QUIZ.index) == "Normal"
    running = lenas.begin(QUIZ.index)
    running.say(words.FAILED, score=0.5)
    assert mode_of_next(lenas, QUIZ.index) == "Normal"
    running = lenas.begin(QUIZ.index)
    running.say(words.PASSED, score=0.9)
    assert mode_of_next(lenas, QUIZ.index) == "Review"


def test_an_au_elsewhere_is_opened_there(attempt: Attempt, edition: Edition) -> None:
    far = au("far", 0, url="https://aus.example/start?x=1#top", path="", suffix="")
    put_in_store(edition, course_of(far))
    lenas = Learner(attempt)
    running = lenas.launch()
    assert running.url.startswith("https://aus.example/start?x=1&endpoint=")
    assert running.url.endswith("#top")
    [launched] = told(words.LAUNCHED)
    told_url = launched["context"]["extensions"][words.LAUNCH_URL]
    assert told_url == "https://aus.example/start?x=1#top"
    policy = lenas.page().headers["Content-Security-Policy"]
    assert f"frame-src 'self' {settings.CONTENT_ORIGIN} https://aus.example" in policy


@pytest.mark.parametrize("body", [{"au": 3}, {"au": -1}, {"au": "0"}, {}, {"au": 0, "x": 1}])
def test_a_part_that_is_not_there_is_not_launched(lenas: Learner, body: dict[str, Any]) -> None:
    assert lenas.ask("launch", body).status_code in (400, 404)
    assert not Session.objects.exists()


def test_the_files_may_be_asked_for_by_who_was_launched(lenas: Learner) -> None:
    """The asset token of the launch lets the AU call the record store and nothing else."""
    url = urlsplit(lenas.launch().url)
    answer = lenas.client.get(url.path, headers={"host": settings.CONTENT_HOST})
    policy = answer.headers["Content-Security-Policy"]
    assert f"connect-src 'self' data: blob: {settings.TOOL_ORIGIN}/xapi/;" in policy


def test_nothing_of_the_publisher_is_used_as_an_id_of_ours(lenas: Learner) -> None:
    """8.1.5, 9.4."""
    lenas.begin(0).say(words.COMPLETED)
    for statement in told(words.LAUNCHED, words.SATISFIED):
        assert not statement["object"]["id"].startswith(PUBLISHER)
    assert THREE.id.startswith(PUBLISHER)
