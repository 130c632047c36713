"""Several systems store at once: nothing is lost, and the order holds for whoever reads."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tests import cast
from tests.together import together
from tests.xapi.talking import PHONE, Speaker, account, new_id, statement
from xapi.models import Ledger, Statement
from xapi.services import ingest

WRITERS = 4
EACH = 6


@pytest.mark.django_db(transaction=True)
def test_sequence_and_stored_grow_together(speaker: Speaker) -> None:
    ids: list[str] = []

    def write() -> None:
        try:
            for _ in range(EACH):
                ids.extend(speaker.tell(statement(), statement(cast.LEO)))
        finally:
            connection.close()

    together(*[threading.Thread(target=write) for _ in range(WRITERS)])
    rows = list(Statement.objects.order_by("pk"))
    assert {str(row.statement_id) for row in rows} == set(ids)
    assert len(rows) == WRITERS * EACH * 2
    assert [row.stored for row in rows] == sorted(row.stored for row in rows)
    assert set(speaker.found(agent=account(cast.LEO), activity=PHONE)) <= set(ids)


def test_a_clock_that_was_put_back_changes_no_order(speaker: Speaker) -> None:
    [first] = speaker.tell(statement())
    ahead = timezone.now() + dt.timedelta(hours=1)
    Ledger.objects.update(stored=ahead)
    told = [first, *speaker.tell(statement(cast.LEO)), *speaker.tell(statement(cast.TOMAS))]
    stored = [row.stored for row in Statement.objects.order_by("pk")]
    assert stored[1:] == [ahead + dt.timedelta(microseconds=each) for each in (1, 2)]
    assert speaker.found(ascending="true") == told
    answer = speaker.ask("GET", "statements", {"since": ahead.isoformat(), "ascending": "true"})
    assert [each["id"] for each in answer.json()["statements"]] == told[1:]
    assert parse_datetime(answer.headers["X-Experience-API-Consistent-Through"]) == stored[-1]


@pytest.mark.django_db(transaction=True)
def test_the_same_statement_sent_twice_at_once_is_stored_once(speaker: Speaker) -> None:
    own, answers = new_id(), list[int]()

    def write() -> None:
        try:
            asked = {"statementId": own}
            answers.append(speaker.ask("PUT", "statements", asked, statement()).status_code)
        finally:
            connection.close()

    together(*[threading.Thread(target=write) for _ in range(WRITERS)])
    assert answers == [204] * WRITERS
    assert Statement.objects.count() == 1


def test_storing_that_takes_too_long_is_given_up(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers were told by then that everything of that moment can be read."""
    monkeypatch.setattr(ingest, "LONGEST_WRITE", dt.timedelta(seconds=-1))
    assert speaker.ask("POST", "statements", body=statement()).status_code == 503
    assert not Statement.objects.exists()
