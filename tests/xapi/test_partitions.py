"""A store outgrows its partitions: PostgreSQL divides it by sequence, and nobody notices.

On a database that keeps a table in one piece, the same stories hold, and no partition is made.
"""

import threading
import uuid

import pytest
from django.core.management.color import no_style
from django.db import connection
from pytest_django import Settings

from academies.models import Learner
from academies.services.erasure import erase
from tests import cast
from tests.academies.vetting import dora
from tests.together import together
from tests.xapi.talking import PHONE, VOIDED, Speaker, about, new_id, statement
from xapi import iris
from xapi.models import Statement, StatementId, Usage
from xapi.services.partitions import PARTITIONED, prepare_ahead

SIZE = 4
DIVIDES = connection.vendor == "postgresql"
BOUNDS = """SELECT c.relname, pg_get_expr(c.relpartbound, c.oid)
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = %s::regclass"""


def partitions(table: str) -> dict[str, str]:
    """The partitions of a table and their bounds; none where it is in one piece."""
    if not DIVIDES:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(BOUNDS, [table])
        return dict(cursor.fetchall())


def in_the_rest() -> int:
    """How many statements lie outside every partition of their own."""
    if not DIVIDES:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM xapi_statement_rest")
        return int(cursor.fetchone()[0])


def go_on_from(sequence: int, speaker: Speaker) -> None:
    """Let the next statement of the store get the sequence after this one."""
    skipped = StatementId.objects.create(
        pk=sequence, academy=speaker.credential.academy, statement_id=uuid.uuid4()
    )
    with connection.cursor() as cursor:
        for command in connection.ops.sequence_reset_sql(no_style(), [StatementId]):
            cursor.execute(command)
    skipped.delete()


@pytest.fixture
def end(speaker: Speaker, settings: Settings) -> int:
    """Where the first partition ends, two statements from now; those behind it are small."""
    end: int = settings.XAPI_PARTITION_STATEMENTS
    go_on_from(end - 3, speaker)
    settings.XAPI_PARTITION_STATEMENTS = SIZE
    return end


def test_a_whole_partition_lies_before_the_newest_statement(end: int, speaker: Speaker) -> None:
    speaker.tell(statement())
    assert prepare_ahead() == (len(PARTITIONED) if DIVIDES else 0)
    assert prepare_ahead() == 0
    if DIVIDES:
        for table in PARTITIONED:
            assert partitions(table) == {
                f"{table}_below_{end}": f"FOR VALUES FROM (MINVALUE) TO ('{end}')",
                f"{table}_from_{end}": f"FOR VALUES FROM ('{end}') TO ('{end + SIZE}')",
                f"{table}_rest": f"FOR VALUES FROM ('{end + SIZE}') TO (MAXVALUE)",
            }


@pytest.mark.parametrize("in_time", [True, False])
def test_every_page_is_read_across_partitions(end: int, speaker: Speaker, in_time: bool) -> None:
    """Whether the partitions were made before the statements came, or only afterwards."""
    told = []
    for number in range(10):
        if in_time:
            prepare_ahead()
        person = (cast.LENA, cast.LEO)[number % 2]
        told += speaker.tell(statement(person, id=new_id()))
    assert in_the_rest() == (8 if DIVIDES and not in_time else 0)
    prepare_ahead()
    assert in_the_rest() == 0
    keys = list(Statement.objects.order_by("pk").values_list("pk", flat=True))
    assert keys == list(range(end - 2, end + 8))

    assert speaker.found(activity=PHONE) == told[::-1]
    assert speaker.found(activity=PHONE, ascending="true") == told
    assert speaker.found(ascending="true") == told
    assert speaker.found(agent=statement(cast.LEO)["actor"]) == told[1::2][::-1]
    answer = speaker.ask("GET", "statements", {"activity": PHONE, "limit": "7"}).json()
    assert [each["id"] for each in answer["statements"]] == told[:2:-1]
    rest = speaker.client.get(
        answer["more"],
        headers={"Authorization": speaker.authorization, "X-Experience-API-Version": "1.0.3"},
    )
    assert [each["id"] for each in rest.json()["statements"]] == told[2::-1]
    moment = speaker.ask("GET", "statements", {"statementId": told[4]}).json()["stored"]
    assert speaker.found(since=moment, ascending="true") == told[5:]
    assert speaker.found(until=moment, agent=statement(cast.LEO)["actor"]) == [told[3], told[1]]


def test_an_id_is_one_statement_in_whatever_partition(end: int, speaker: Speaker) -> None:
    first = statement(id=new_id(), timestamp="2026-11-24T09:30:00Z")
    speaker.tell(first)
    go_on_from(end + 5, speaker)
    prepare_ahead()
    speaker.tell(first, statement(cast.LEO))
    assert Statement.objects.count() == 2
    changed = speaker.ask("POST", "statements", body=statement(cast.TOMAS, id=first["id"]))
    assert changed.status_code == 409


def test_a_statement_is_voided_from_another_partition(end: int, speaker: Speaker) -> None:
    [own] = speaker.tell(statement())
    go_on_from(end + 5, speaker)
    prepare_ahead()
    [refers] = speaker.tell(about(own))
    assert speaker.found(agent=statement()["actor"]) == [refers, own]
    speaker.tell(about(own, VOIDED))
    assert speaker.ask("GET", "statements", {"statementId": own}).status_code == 404
    assert speaker.ask("GET", "statements", {"voidedStatementId": own}).status_code == 200


def test_who_is_erased_is_erased_from_every_partition(
    end: int, speaker: Speaker, lena: Learner
) -> None:
    """What refers to her statement from another partition is not found by her any more."""
    own = [*speaker.tell(statement(actor=iris.person(lena)))]
    go_on_from(end + 5, speaker)
    prepare_ahead()
    own += speaker.tell(statement(actor=iris.person(lena)))
    [refers] = speaker.tell(about(own[0]))
    keys = set(Statement.objects.exclude(statement_id=refers).values_list("pk", flat=True))

    erase(dora(), lena, "Asked.")

    assert [str(row.statement_id) for row in Statement.objects.all()] == [refers]
    assert [str(row.statement_id) for row in StatementId.objects.all()] == [refers]
    assert not Usage.objects.filter(source__in=keys).exists()
    assert not Usage.objects.filter(statement__in=keys).exists()
    # The id is free again: nothing of the statement is left that it could contradict.
    speaker.tell(statement(cast.LEO, id=own[0]))


def test_a_filter_reads_its_index_from_the_newest_partition_on(end: int, speaker: Speaker) -> None:
    """No sorting: the database walks its index, and stops when the page is full."""
    speaker.tell(*(statement() for _number in range(SIZE)))
    prepare_ahead()
    reference = Usage.objects.filter(usage=3).values_list("reference", flat=True)[0]
    found = Usage.objects.filter(reference=reference, usage=3).order_by("-statement_id")
    if DIVIDES:
        with connection.cursor() as cursor:
            # The tables are tiny: nobody would read an index.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = found.values_list("statement_id", flat=True)[:3].explain().lower()
    assert "sort" not in plan
    assert "b-tree" not in plan
    assert "index" in plan
    names = ("rest", f"from_{end}", f"below_{end}") if DIVIDES else ()
    places = [plan.index(f"on xapi_usage_{name}") for name in names]
    assert places == sorted(places)


@pytest.mark.django_db(transaction=True)
def test_partitions_are_made_while_others_store(speaker: Speaker, settings: Settings) -> None:
    """Whoever stores waits for a moment, and nothing is lost or refused."""
    settings.XAPI_PARTITION_STATEMENTS = SIZE
    told: list[str] = []
    made: list[int] = []
    go_on_from(2_000_000, speaker)

    def write() -> None:
        try:
            for _number in range(8):
                told.extend(speaker.tell(statement(), statement(cast.LEO)))
        finally:
            connection.close()

    def prepare() -> None:
        try:
            made.extend(prepare_ahead() for _number in range(8))
        finally:
            connection.close()

    together(*[threading.Thread(target=act) for act in (write, prepare, write, prepare)])
    assert sorted(speaker.found(activity=PHONE)) == sorted(told)
    assert len(told) == 32
    prepare_ahead()
    assert in_the_rest() == 0
    assert (sum(made) > 0) is DIVIDES
