"""Statements come in: stored once, whole, never changed."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.xapi.talking import EXPERIENCED, PASSED, PHONE, VOIDED, Speaker, about, new_id, statement
from xapi.models import Statement


def test_a_stored_statement_comes_back_with_what_the_store_adds(speaker: Speaker) -> None:
    [own] = speaker.tell(statement())
    answer = speaker.ask("GET", "statements", {"statementId": own})
    told = answer.json()
    assert told["actor"] == statement()["actor"]
    assert told["version"] == "1.0.0"
    assert told["timestamp"] == told["stored"]
    assert told["authority"]["account"]["name"] == speaker.credential.key
    assert answer.headers["X-Experience-API-Consistent-Through"] >= told["stored"]
    assert "Last-Modified" in answer.headers


def test_what_a_sender_claims_as_authority_is_not_believed(speaker: Speaker) -> None:
    [own] = speaker.tell(statement(authority={"mbox": "mailto:minister@example.org"}))
    told = speaker.ask("GET", "statements", {"statementId": own}).json()
    assert "minister" not in json.dumps(told)


def test_put_twice_stores_once_and_a_change_is_a_conflict(speaker: Speaker) -> None:
    own, first = new_id(), statement(timestamp="2026-11-24T09:30:00Z")
    same_moment = {**first, "timestamp": "2026-11-24T10:30:00+01:00"}
    for sent, expected in ((first, 204), (first, 204), (same_moment, 204)):
        answer = speaker.ask("PUT", "statements", {"statementId": own}, sent)
        assert answer.status_code == expected, answer.content
    changed = speaker.ask("PUT", "statements", {"statementId": own}, statement(cast.LEO))
    assert changed.status_code == 409
    assert "says something else" in changed.json()["error"]
    assert Statement.objects.count() == 1


def test_one_broken_statement_keeps_the_whole_batch_out(speaker: Speaker) -> None:
    batch = [statement(), statement(cast.LEO), statement(verb={"id": "passed"})]
    answer = speaker.ask("POST", "statements", body=batch)
    assert answer.status_code == 400
    assert answer.json()["path"] == "$[2].verb.id"
    assert not Statement.objects.exists()


def test_a_conflict_keeps_the_whole_batch_out(speaker: Speaker) -> None:
    [own] = speaker.tell(statement())
    batch = [statement(cast.LEO), statement(cast.LEO, id=own)]
    assert speaker.ask("POST", "statements", body=batch).status_code == 409
    assert speaker.found() == [own]


def test_a_voided_statement_is_found_only_by_asking_for_it(speaker: Speaker) -> None:
    [own] = speaker.tell(statement())
    [voiding] = speaker.tell(about(own, VOIDED))
    assert speaker.ask("GET", "statements", {"statementId": own}).status_code == 404
    assert speaker.ask("GET", "statements", {"voidedStatementId": own}).status_code == 200
    assert speaker.found() == [voiding]


def test_a_statement_can_be_voided_before_it_arrives(speaker: Speaker) -> None:
    own = new_id()
    speaker.tell(about(own, VOIDED))
    speaker.tell(statement(id=own))
    assert speaker.ask("GET", "statements", {"statementId": own}).status_code == 404


def test_a_voiding_statement_cannot_be_voided(speaker: Speaker) -> None:
    [own] = speaker.tell(statement())
    [voiding] = speaker.tell(about(own, VOIDED))
    assert speaker.ask("POST", "statements", body=about(voiding, VOIDED)).status_code == 400
    assert speaker.ask("GET", "statements", {"statementId": voiding}).status_code == 200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"actor": 1, "actor": 2}', "there twice"),
        (b'{"result": NaN}', "NaN"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 5000, "nested"),
        (b'{"x": "\\u0000"}', "NUL"),
        (b'{"x": 1e999}', "too large"),
        (b'{"x": "\\ud800"}', "surrogate"),
        (b"1" * 5000, "JSON"),
    ],
)
def test_hostile_json_is_refused_and_says_why(speaker: Speaker, body: bytes, said: str) -> None:
    answer = speaker.ask("POST", "statements", body=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_activities_of_a_context_come_back_as_lists(speaker: Speaker) -> None:
    context: dict[str, Any] = {"contextActivities": {"parent": {"id": "https://courses.example"}}}
    [own] = speaker.tell(statement(context=context))
    told = speaker.ask("GET", "statements", {"statementId": own}).json()
    assert told["context"]["contextActivities"]["parent"] == [{"id": "https://courses.example"}]


def test_what_is_known_of_an_activity_grows_with_each_statement(speaker: Speaker) -> None:
    for name in ({"en": "Phone"}, {"fr": "Téléphone"}):
        speaker.tell(statement(object={"id": PHONE, "definition": {"name": name}}))
    known = speaker.ask("GET", "activities", {"activityId": PHONE}).json()
    assert known["definition"]["name"] == {"en": "Phone", "fr": "Téléphone"}
    french = speaker.ask("GET", "statements", {"format": "canonical"}, accept_language="fr-BE")
    assert french.json()["statements"][0]["object"]["definition"]["name"] == {"fr": "Téléphone"}
    bare = speaker.ask("GET", "statements", {"format": "ids"}).json()["statements"][0]
    assert (bare["object"], bare["verb"]) == ({"id": PHONE}, {"id": EXPERIENCED})


def test_the_cost_of_storing_does_not_grow_with_the_batch(
    speaker: Speaker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Savepoint and release, credential, ledger, ids, references (seen before), statements, usages.
    Ids that the sender chose are one more: who refers to them already."""
    speaker.tell(statement(), statement(cast.LEO, verb={"id": PASSED}))
    for batch in ([statement()], [statement(), statement(cast.LEO)] * 10):
        with django_assert_num_queries(8):
            speaker.tell(*batch)


@pytest.mark.parametrize(("method", "count"), [("POST", 8), ("PUT", 9)])
def test_a_single_statement_asks_for_nothing_but_its_credential_outside_the_storing(
    speaker: Speaker, method: str, count: int
) -> None:
    """By the whole way in and out. The id of a PUT may be referred to already: that is one more."""
    speaker.tell(statement())
    parameters = {"statementId": new_id()} if method == "PUT" else {}
    with CaptureQueriesContext(connection) as asked:
        answer = speaker.ask(method, "statements", parameters, statement())
    assert answer.status_code in {200, 204}
    statements = [query["sql"] for query in asked]
    assert len(statements) == count
    assert 'FROM "xapi_credential"' in statements[0]
    assert statements[1].startswith("SAVEPOINT")
    assert statements[-1].startswith("RELEASE SAVEPOINT")
