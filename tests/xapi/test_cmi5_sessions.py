"""A session speaks for its own learner, registration and AU, and sees nothing of anybody else."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from academies.models import Academy
from courses.closures import close
from courses.models import Attempt, Edition, Entitlement, Offering
from tests import cast
from tests.xapi.cmi5_scene import READ, Learner, RunningAU, put_in_store, told
from tests.xapi.cmi5_talk import changed
from tests.xapi.talking import Speaker
from xapi.cmi5 import vocabulary as words
from xapi.models import Session, Statement

Json = dict[str, Any]
OTHER_REGISTRATION = "9e13cefd-53d3-4eac-b5ed-2cf6693903bb"
GOOD_PREFERENCES = {"languagePreference": "fr", "audioPreference": "off"}


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt, source="platform-1")


@pytest.fixture
def running(lenas: Learner) -> RunningAU:
    return lenas.begin(READ.index)


@pytest.fixture
def leos(attempt: Attempt, offering: Offering, lenas: Learner) -> RunningAU:
    """Leo, of the same class, has an AU open too."""
    learner = cast.make_platform_user(cast.LEO, attempt.learner.platform_users.get().platform)
    return Learner(cast.make_attempt(learner.learner, attempt.edition, offering)).begin(READ.index)


def status(answer: Any) -> int:
    return int(answer.status_code)


def found(running: RunningAU, **parameters: Any) -> list[Json]:
    answer = running.ask("GET", "statements", parameters)
    assert answer.status_code == 200, answer.content
    statements: list[Json] = answer.json()["statements"]
    return statements


def test_it_reads_its_own_statements_and_nobody_elses(running: RunningAU, leos: RunningAU) -> None:
    leos.say(words.COMPLETED)
    mine = found(running)
    assert {each["verb"]["id"] for each in mine} == {words.LAUNCHED, words.INITIALIZED}
    assert {each["actor"]["account"]["name"] for each in mine} == {running.actor["account"]["name"]}
    assert found(running, verb=words.COMPLETED) == []
    assert found(running, activity=leos.activity_id, related_activities="true") == mine
    [completed] = told(words.COMPLETED)
    assert status(running.ask("GET", "statements", {"statementId": completed["id"]})) == 404
    own = mine[0]["id"]
    assert status(running.ask("GET", "statements", {"statementId": own})) == 200


@pytest.mark.parametrize("name", ["agent", "registration"])
def test_it_may_not_even_ask_about_others(running: RunningAU, leos: RunningAU, name: str) -> None:
    theirs = {"agent": leos.actor, "registration": leos.registration}[name]
    assert status(running.ask("GET", "statements", {name: theirs})) == 403


def test_no_page_and_no_reference_leads_to_others(
    running: RunningAU, leos: RunningAU, northvale: Academy
) -> None:
    """Somebody has spoken about Lena's statement; her module does not learn what."""
    [own, *_rest] = found(running)
    trainer = Speaker(northvale)
    trainer.tell(
        {
            "actor": {"mbox": "mailto:tomas@northvale.example"},
            "verb": {"id": "https://example.org/verbs/commented"},
            "object": {"objectType": "StatementRef", "id": own["id"]},
        }
    )
    assert len(found(running)) == 2
    answer = running.ask("GET", "statements", {"limit": "1"}).json()
    path, _mark, query = answer["more"].partition("?")
    assert path == "/xapi/statements"
    following = dict(each.split("=") for each in query.split("&"))
    [last] = found(running, **following)
    assert last["verb"]["id"] == words.LAUNCHED
    del leos


def test_it_voids_nothing(running: RunningAU) -> None:
    """6.3."""
    own = found(running)[0]["id"]
    voiding = changed(
        running.statement(""), "verb", {"id": "http://adlnet.gov/expapi/verbs/voided"}
    )
    answer = running.send({**voiding, "object": {"objectType": "StatementRef", "id": own}})
    assert (answer.status_code, answer.json()["clause"]) == (403, "cmi5 6.3")
    assert not Statement.objects.filter(voided=True).exists()


@pytest.mark.parametrize("name", ["session", "registration", "actor"])
def test_what_belongs_to_another_session_is_refused(
    running: RunningAU, leos: RunningAU, name: str
) -> None:
    """Lena's token with Leo's words: nothing of Leo's changes."""
    forged = running.with_terms(**{name: getattr(leos.terms, name)})
    before = Statement.objects.count()
    assert status(forged.send(forged.statement(words.COMPLETED))) == 403
    assert Statement.objects.count() == before


def test_a_token_of_another_session_of_the_same_learner(lenas: Learner) -> None:
    first = lenas.begin(READ.index)
    second = lenas.begin(READ.index)
    assert second.terms
    old = second.with_terms()
    old.token = first.token
    assert status(old.send(old.statement(words.COMPLETED))) == 403
    forged = second.with_terms(session=first.terms.session)  # type: ignore[union-attr]
    assert status(forged.send(forged.statement(words.COMPLETED))) == 403


def state(running: RunningAU, **values: Any) -> Json:
    return {**running.state, "stateId": "bookmark", **values}


def test_it_keeps_its_own_state(running: RunningAU) -> None:
    assert status(running.ask("PUT", "activities/state", state(running), {"page": 3})) == 204
    assert running.ask("GET", "activities/state", state(running)).json() == {"page": 3}
    assert sorted(running.ask("GET", "activities/state", running.state).json()) == [
        "LMS.LaunchData", "bookmark",
    ]  # fmt: skip
    assert status(running.ask("DELETE", "activities/state", state(running))) == 204


@pytest.mark.parametrize(
    "values",
    [
        {"agent": {"account": {"homePage": "https://x.example", "name": "4"}}},
        {"registration": OTHER_REGISTRATION},
        {"activityId": "https://publisher.example/other"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_but_no_state_of_others(running: RunningAU, values: Json, method: str) -> None:
    """8.1.3 to 8.1.5."""
    answer = running.ask(method, "activities/state", state(running, **values), {})
    assert answer.status_code == 403


def test_a_state_belongs_to_a_registration(running: RunningAU) -> None:
    without = state(running)
    del without["registration"]
    assert status(running.ask("GET", "activities/state", without)) == 403


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_the_launch_data_are_only_read(running: RunningAU, method: str) -> None:
    """10.2.1; not by removing everything either."""
    place = {**running.state, "stateId": "LMS.LaunchData"}
    assert status(running.ask(method, "activities/state", place, {})) == 403
    assert status(running.ask("DELETE", "activities/state", running.state)) == 403
    assert running.launch_data()["launchMode"] == "Normal"


def test_preferences_are_changed_and_never_spoilt(running: RunningAU, leos: RunningAU) -> None:
    """11."""
    tag = running.preferences().headers["ETag"]
    assert status(running.preferences("PUT", GOOD_PREFERENCES, if_match=tag)) == 204
    assert status(running.preferences("POST", {"audioPreference": "on"})) == 204
    assert running.preferences().json() == {**GOOD_PREFERENCES, "audioPreference": "on"}
    for wrong in ({}, {"audioPreference": "on"}, {**GOOD_PREFERENCES, "languagePreference": "?"}):
        tag = running.preferences().headers["ETag"]
        assert status(running.preferences("PUT", wrong, if_match=tag)) == 403
    assert status(running.preferences("POST", {"audioPreference": "loud"})) == 403
    assert status(running.preferences("DELETE")) == 403
    others = {"agent": leos.actor, "profileId": "cmi5LearnerPreferences"}
    assert status(running.ask("GET", "agents/profile", others)) == 403
    assert leos.preferences().json()["audioPreference"] == "on"


def test_what_all_learners_share_is_only_read(running: RunningAU) -> None:
    own = {"activityId": running.activity_id, "profileId": "top"}
    assert status(running.ask("PUT", "activities/profile", own, {}, if_none_match="*")) == 403
    assert status(running.ask("GET", "activities/profile", own)) == 404
    other = {**own, "activityId": "https://publisher.example/other"}
    assert status(running.ask("GET", "activities/profile", other)) == 403


def test_it_knows_itself_and_its_learner_only(running: RunningAU, leos: RunningAU) -> None:
    person = running.ask("GET", "agents", {"agent": running.actor}).json()
    assert person["account"] == [running.actor["account"]]
    assert status(running.ask("GET", "agents", {"agent": leos.actor})) == 403
    other = {"activityId": "https://publisher.example/other"}
    assert status(running.ask("GET", "activities", other)) == 403


def suspend(academy: Academy) -> None:
    academy.status = Academy.Status.SUSPENDED
    academy.save()


def close_source(academy: Academy) -> None:
    del academy
    close("platform-1")


def withdraw_course(academy: Academy) -> None:
    Entitlement.objects.filter(academy=academy).delete()


@pytest.mark.parametrize("act", [suspend, close_source, withdraw_course])
def test_whatever_is_closed_is_closed_at_the_next_request(
    lenas: Learner, running: RunningAU, northvale: Academy, act: Any
) -> None:
    """No statement, no document, no launch, and no look at the page."""
    act(northvale)
    assert status(running.send(running.statement(words.COMPLETED))) == 403
    assert status(running.ask("GET", "activities/state", running.state)) == 403
    assert status(lenas.ask("launch", {"au": 0})) == 403
    assert status(lenas.ask("standing", {})) == 403
    assert status(lenas.page()) == 403
    assert told(words.COMPLETED) == []


def test_a_withdrawn_edition_still_takes_what_was_done(
    lenas: Learner, running: RunningAU, edition: Edition
) -> None:
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.WITHDRAWN)
    running.say(words.COMPLETED)
    assert status(lenas.ask("launch", {"au": 0})) == 410


@pytest.mark.parametrize("token", ["", "guessed", "Og==", "Zm9vOmJhcg=="])
def test_without_its_token_nobody_speaks(running: RunningAU, token: str) -> None:
    """8.1.2."""
    running.token = token
    assert status(running.send(running.statement(words.COMPLETED))) == 401


def test_a_token_that_was_never_fetched_is_none(lenas: Learner, running: RunningAU) -> None:
    lenas.launch(READ.index)
    Session.objects.filter(pk=running.session.pk).update(fetched_at=None)
    assert status(running.ask("GET", "statements")) in (401, 403)


def test_a_sign_of_life_is_noted_once_a_minute(lenas: Learner, running: RunningAU) -> None:
    early = timezone.now() - dt.timedelta(minutes=5)
    Session.objects.update(seen_at=early)
    lenas.standing(str(running.session.code))
    noted = Session.objects.get(pk=running.session.pk).seen_at
    assert noted > early
    running.ask("GET", "statements")
    assert Session.objects.get(pk=running.session.pk).seen_at == noted
