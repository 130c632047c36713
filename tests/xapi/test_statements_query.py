"""Statements are found: by every filter, page by page, and through what they refer to."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.xapi.talking import (
    EXPERIENCED,
    PASSED,
    PHONE,
    Speaker,
    about,
    account,
    new_id,
    statement,
)
from xapi import selectors
from xapi.models import Statement
from xapi.spec.usages import ACTIVITY

REGISTRATION = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"


def test_each_filter_finds_its_own(speaker: Speaker) -> None:
    lena, leo, passed, registered = speaker.tell(
        statement(),
        statement(cast.LEO, object={"id": "https://courses.example/laptop"}),
        statement(verb={"id": PASSED}),
        statement(context={"registration": REGISTRATION.upper()}),
    )
    assert speaker.found(agent=account(cast.LEO)) == [leo]
    assert speaker.found(verb=PASSED) == [passed]
    assert speaker.found(activity=PHONE, ascending="true") == [lena, passed, registered]
    assert speaker.found(registration=REGISTRATION) == [registered]
    assert speaker.found(agent=account(cast.LENA), verb=PASSED) == [passed]
    assert speaker.found(agent=account(cast.LEO), verb=PASSED) == []
    assert speaker.found(agent=account(cast.TOMAS)) == []


def test_members_of_a_group_are_found(speaker: Speaker) -> None:
    group = {"objectType": "Group", "member": [account(cast.LENA), account(cast.LEO)]}
    [own] = speaker.tell(statement(actor=group))
    assert speaker.found(agent=account(cast.LEO)) == [own]


def test_related_agents_and_activities_are_found_only_when_asked_for(speaker: Speaker) -> None:
    context = {
        "instructor": account(cast.TOMAS),
        "contextActivities": {"grouping": [{"id": "https://courses.example"}]},
    }
    inner = {**statement(context=context), "objectType": "SubStatement"}
    direct, nested = speaker.tell(statement(context=context), statement(cast.LEO, object=inner))
    tomas = account(cast.TOMAS)
    assert speaker.found(agent=tomas) == []
    assert speaker.found(agent=tomas, related_agents="true") == [nested, direct]
    course = "https://courses.example"
    assert speaker.found(activity=course) == []
    assert speaker.found(activity=course, related_activities="true") == [nested, direct]


@pytest.mark.parametrize("order", ["target first", "target last", "in one request"])
def test_what_refers_to_a_match_matches(speaker: Speaker, order: str) -> None:
    """Communication 2.1.3: through a chain of references too, and whichever came first."""
    target, comment, reply = new_id(), new_id(), new_id()
    told = [
        statement(id=target, verb={"id": PASSED}),
        about(target, id=comment),
        about(comment, id=reply),
    ]
    if order == "target last":
        told.reverse()
    if order == "in one request":
        speaker.tell(*reversed(told))
    else:
        for each in told:
            speaker.tell(each)
    assert set(speaker.found(verb=PASSED)) == {target, comment, reply}
    # One source has to match everything: Tomas commented, but it was Lena who passed.
    assert speaker.found(verb=PASSED, agent=account(cast.TOMAS)) == []
    assert len(speaker.found(verb=PASSED, agent=account(cast.LENA))) == 3


def test_statements_that_refer_to_each_other_do_no_harm(speaker: Speaker) -> None:
    first, second = new_id(), new_id()
    speaker.tell(about(second, id=first), about(first, id=second))
    assert set(speaker.found(agent=account(cast.TOMAS))) == {first, second}


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_the_pages_hold_everything_once(speaker: Speaker, ascending: str) -> None:
    ids = speaker.tell(*[statement() for _ in range(7)])
    if ascending == "false":
        ids.reverse()
    answer = speaker.ask("GET", "statements", {"limit": "3", "ascending": ascending}).json()
    seen = [each["id"] for each in answer["statements"]]
    while answer["more"]:
        # Somebody stores more meanwhile: nothing is seen twice or passed by.
        answer = speaker.ask("GET", answer["more"].removeprefix("/xapi/")).json()
        seen += [each["id"] for each in answer["statements"]]
    assert seen == ids


def test_since_is_exclusive_and_until_inclusive(speaker: Speaker) -> None:
    first, second = speaker.tell(statement())[0], speaker.tell(statement())[0]
    stored = speaker.ask("GET", "statements", {"statementId": first}).json()["stored"]
    assert speaker.found(since=stored) == [second]
    assert speaker.found(until=stored) == [first]


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "-1"}, {"limit": "many"}, {"since": "yesterday"}, {"verb": "passed"},
        {"agent": "Lena"}, {"agent": "[]"}, {"agent": "{}"}, {"Verb": PASSED}, {"ascending": "1"},
        {"registration": "42"}, {"format": "xml"}, {"statementId": "42"}, {"activity": ""},
        {"statementId": REGISTRATION, "verb": PASSED}, {"after": "x"},
        {"statementId": REGISTRATION, "voidedStatementId": REGISTRATION},
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(
    speaker: Speaker, parameters: dict[str, Any]
) -> None:
    answer = speaker.ask("GET", "statements", parameters)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert "X-Experience-API-Consistent-Through" in answer.headers


def test_head_has_the_headers_of_get_and_no_body(speaker: Speaker) -> None:
    speaker.tell(statement())
    whole, head = speaker.ask("GET", "statements"), speaker.ask("HEAD", "statements")
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_the_cost_of_a_page_does_not_grow_with_it(
    speaker: Speaker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Credential, consistent-through, references, which, statements; canonical: what is known."""
    speaker.tell(*[statement() for _ in range(20)])
    asked = {"agent": account(cast.LENA), "activity": PHONE}
    with django_assert_num_queries(5):
        assert len(speaker.found(**asked)) == 20
    with django_assert_num_queries(6):
        speaker.found(**asked, format="canonical")


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_a_page_goes_on_behind_what_was_voided(speaker: Speaker, ascending: str) -> None:
    """However many were voided: a page is full, and says rightly whether there are more."""
    told = speaker.tell(*(statement(cast.LEO) for _number in range(60)))
    in_order = told if ascending == "true" else told[::-1]
    # Without what voids them, which matches too: it refers to them.
    Statement.objects.filter(statement_id__in=in_order[:55]).update(voided=True)
    asked = {"agent": account(cast.LEO), "verb": EXPERIENCED, "ascending": ascending}
    first = speaker.ask("GET", "statements", {**asked, "limit": "3"}).json()
    assert [each["id"] for each in first["statements"]] == in_order[55:58]
    rest = speaker.ask("GET", first["more"].removeprefix("/xapi/")).json()
    assert [each["id"] for each in rest["statements"]] == in_order[58:]
    assert rest["more"] == ""


def test_as_much_is_looked_up_as_a_page_may_name(speaker: Speaker) -> None:
    """More than a question to SQLite takes as parameters."""
    speaker.tell(statement())
    asked = [(ACTIVITY, PHONE), *((ACTIVITY, f"{PHONE}/{number}") for number in range(260_000))]
    assert set(selectors.known_of(speaker.credential.academy_id, asked)) == {(ACTIVITY, PHONE)}
