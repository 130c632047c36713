"""What all resources share: versions, the alternate syntax, methods, CORS, sizes."""

import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.xapi.talking import PHONE, Speaker, account, new_id, statement


def test_about_needs_neither_credential_nor_version(client: Client) -> None:
    answer = client.get("/xapi/about")
    assert answer.status_code == 200
    assert {"1.0.3", "2.0.0"} <= set(answer.json()["version"])


@pytest.mark.parametrize(
    ("stated", "status", "answered"),
    [
        ("1.0", 200, "1.0.3"),
        ("1.0.9", 200, "1.0.3"),
        ("2.0.0", 200, "2.0.0"),
        ("1.1.0", 400, "1.0.3"),
        ("0.95", 400, "2.0.0"),
        ("", 400, "2.0.0"),
    ],
)
def test_the_version_decides(speaker: Speaker, stated: str, status: int, answered: str) -> None:
    speaker.version = stated
    answer = speaker.ask("GET", "statements")
    assert answer.status_code == status
    assert answer.headers["X-Experience-API-Version"] == answered


def test_without_a_version_the_setting_decides_how_the_refusal_is_versioned(
    speaker: Speaker, settings: Settings
) -> None:
    headers = {"Authorization": speaker.authorization}
    for version in ("2.0.0", "1.0.3"):
        settings.XAPI_UNSTATED_VERSION = version
        answer = Client().get("/xapi/statements", headers=headers)
        assert answer.status_code == 400
        assert answer.headers["X-Experience-API-Version"] == version


def test_a_statement_of_2_0_says_so(newer: Speaker) -> None:
    [own] = newer.tell(statement())
    assert newer.ask("GET", "statements", {"statementId": own}).json()["version"] == "2.0.0"


def alternate(speaker: Speaker, method: str, resource: str, **fields: str) -> tuple[int, bytes]:
    """As old browsers had to: everything in a form, whatever the method (Communication 1.3)."""
    form = {
        "Authorization": speaker.authorization,
        "X-Experience-API-Version": speaker.version,
        **fields,
    }
    answer = Client().generic(
        "POST",
        f"/xapi/{resource}?method={method}",
        urlencode(form),
        "application/x-www-form-urlencoded",
    )
    return answer.status_code, answer.content


def test_the_alternate_syntax_does_the_same(speaker: Speaker) -> None:
    own = new_id()
    told = json.dumps(statement())
    assert alternate(speaker, "PUT", "statements", statementId=own, content=told)[0] == 204
    status, body = alternate(speaker, "GET", "statements", statementId=own)
    assert (status, json.loads(body)["id"]) == (200, own)
    state = {"activityId": PHONE, "agent": json.dumps(account(cast.LENA)), "stateId": "s"}
    assert alternate(speaker, "PUT", "activities/state", content="{}", **state)[0] == 204
    assert alternate(speaker, "DELETE", "activities/state", **state)[0] == 204


def test_the_alternate_syntax_has_its_rules(speaker: Speaker, newer: Speaker) -> None:
    assert alternate(speaker, "PUT", "statements", statementId=new_id())[0] == 400
    assert alternate(speaker, "GET", "statements&limit=1")[0] != 200
    assert alternate(speaker, "TRACE", "statements")[0] == 400
    plain = {"method": "GET"}
    assert newer.ask("POST", "statements", plain, statement()).status_code == 400
    assert speaker.ask("GET", "statements", plain).status_code == 400


@pytest.mark.parametrize(
    ("method", "resource"),
    [("DELETE", "statements"), ("PUT", "agents"), ("POST", "activities"), ("PATCH", "statements")],
)
def test_other_methods_are_refused(speaker: Speaker, method: str, resource: str) -> None:
    answer = speaker.ask(method, resource)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))
    assert method not in answer.headers["Allow"]


def test_a_page_elsewhere_may_ask(client: Client) -> None:
    """The preflight carries no credential; the answer names what the page may send and read."""
    answer = client.options("/xapi/statements", headers={"Origin": "https://content.example"})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Experience-API-Version" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_body_has_an_end(speaker: Speaker, settings: Settings) -> None:
    settings.XAPI_MAX_REQUEST_BYTES = 1000
    answer = speaker.ask("POST", "statements", body=b" " * 1001)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_statements_come_as_json(speaker: Speaker, kind: str) -> None:
    answer = speaker.ask("POST", "statements", body=statement(), content_type=kind)
    assert answer.status_code == 400


@pytest.mark.parametrize("query", ["limit=1&limit=2", "agent=%ff", "verb=%00"])
def test_a_query_that_is_no_query_is_refused(speaker: Speaker, query: str) -> None:
    assert speaker.ask("GET", f"statements?{query}").status_code == 400


def test_a_person_is_what_is_known_of_an_agent(speaker: Speaker) -> None:
    for name in ("Lena", "L. Lund", "Lena"):
        speaker.tell(statement(actor={**account(cast.LENA), "name": name}))
    person = speaker.ask("GET", "agents", {"agent": account(cast.LENA)}).json()
    assert person == {
        "objectType": "Person",
        "name": ["Lena", "L. Lund"],
        "account": [account(cast.LENA)["account"]],
    }


def test_a_header_of_the_form_cannot_smuggle_another(speaker: Speaker) -> None:
    state = {"activityId": PHONE, "agent": json.dumps(account(cast.LENA)), "stateId": "s"}
    smuggled = {**state, "Content-Type": "text/plain\nSet-Cookie: a=b", "content": "x"}
    assert alternate(speaker, "PUT", "activities/state", **smuggled)[0] == 400


def test_the_body_of_a_stranger_is_not_read(speaker: Speaker, settings: Settings) -> None:
    """Refused for who they are, not for what they sent."""
    speaker.secret = "guessed"
    body = b" " * (settings.XAPI_MAX_REQUEST_BYTES + 1)
    assert speaker.ask("POST", "statements", body=body).status_code == 401


def test_a_batch_has_an_end(speaker: Speaker) -> None:
    answer = speaker.ask("POST", "statements", body=[statement()] * 1001)
    assert answer.status_code == 400
    assert "1000" in answer.json()["error"]


def test_a_slash_more_between_endpoint_and_resource_does_no_harm(speaker: Speaker) -> None:
    """The endpoint ends with one, and some AUs put another one behind it."""
    assert reverse("xapi:statements") == "/xapi/statements"
    assert speaker.ask("GET", "/statements").status_code == 200
    assert speaker.ask("GET", "//statements").status_code == 404


def test_a_document_that_a_form_has_the_browser_show_is_no_page_of_ours(speaker: Speaker) -> None:
    """Whoever may store a document may store HTML, and post a form from anywhere."""
    state = {"activityId": PHONE, "stateId": "page", "agent": json.dumps(account(cast.LENA))}
    speaker.ask("PUT", "activities/state", state, b"<form action=/staff/>", "text/html")
    shown = Client().post(
        "/xapi/activities/state?method=GET",
        urlencode(
            {
                "Authorization": speaker.authorization,
                "X-Experience-API-Version": "1.0.3",
                **state,
            }
        ),
        "application/x-www-form-urlencoded",
    )
    assert shown.headers["Content-Type"] == "text/html"
    policy = [each.strip() for each in shown.headers["Content-Security-Policy"].split(";")]
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_no_browser_keeps_what_it_was_given(speaker: Speaker) -> None:
    """It would give it to the next learner at the same machine, and without asking."""
    [own] = speaker.tell(statement())
    agent = json.dumps(account(cast.LENA))
    state = {"activityId": PHONE, "stateId": "page", "agent": agent}
    speaker.ask("PUT", "activities/state", state, {"page": 1})
    asked: list[tuple[str, dict[str, str]]] = [
        ("statements", {"statementId": own}),
        ("statements", {"attachments": "true"}),
        ("statements", {"statementId": new_id()}),
        ("activities/state", state),
        ("agents", {"agent": agent}),
        ("activities", {"activityId": PHONE}),
    ]
    for resource, parameters in asked:
        answer = speaker.ask("GET", resource, parameters)
        assert answer.headers["Cache-Control"] == "no-store", (resource, parameters)
    assert Client().get("/xapi/statements").headers["Cache-Control"] == "no-store"
