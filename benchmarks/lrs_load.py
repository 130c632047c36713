"""A large record store, filled quickly: the rows that storing would write, by PostgreSQL's COPY."""

import datetime as dt
import io
import uuid
from collections.abc import Iterable
from typing import Any

from benchmarks.lrs_scene import Store, told

CHUNK = 10_000
# Statements of one moment, as one request brings them.
TOGETHER = 100
BEGIN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def moment(number: int) -> dt.datetime:
    """When the statement of a number was stored: a request each minute."""
    return BEGIN + dt.timedelta(minutes=number // TOGETHER)


def fill(store: Store, first: int, count: int) -> None:
    """Store the statements from `first` on, whose keys are their numbers and one."""
    from django.db import connection, transaction

    from xapi.services.partitions import prepare_ahead

    with connection.cursor() as cursor:
        for begin in range(first, first + count, CHUNK):
            numbers = range(begin, min(begin + CHUNK, first + count))
            _number(cursor, store, numbers)
            # As the clock does, only more often.
            prepare_ahead()
            with transaction.atomic():
                _chunk(cursor, store, numbers)
        tables = "xapi_statement, xapi_statementid, xapi_usage, xapi_reference"
        cursor.execute(f"VACUUM ANALYZE {tables}")


def _number(cursor: Any, store: Store, numbers: range) -> None:
    academy = store.academy.pk
    rows = ((number + 1, academy, uuid.UUID(int=number + 1)) for number in numbers)
    _copy(cursor, "xapi_statementid (id, academy_id, statement_id)", rows)
    sequence = "pg_get_serial_sequence('xapi_statementid', 'id')"
    cursor.execute(f"SELECT setval({sequence}, {numbers[-1] + 1})")


def _chunk(cursor: Any, store: Store, numbers: range) -> None:
    from xapi.services.ingest import authority_of
    from xapi.services.references import refer
    from xapi.spec import strict_json
    from xapi.spec.types import written
    from xapi.spec.usages import usages

    authority = authority_of(store.credential)
    academy, statements, named = store.academy.pk, [], []
    for number in numbers:
        own, stored = str(uuid.UUID(int=number + 1)), moment(number)
        finished = {
            **told(number), "id": own, "version": "1.0.0", "stored": written(stored),
            "authority": authority,
        }  # fmt: skip
        text = strict_json.write(finished)
        statements.append(
            (number + 1, academy, store.credential.pk, own, stored.isoformat(), text, "f", "f")
        )
        named.append((number + 1, usages(finished)))
    wanted = {(kind, value) for _pk, each in named for kind, value, _usage in each}
    keys = refer(cursor, academy, wanted, [], define=True)
    columns = "id, academy_id, credential_id, statement_id, stored, document, voiding, voided"
    _copy(cursor, f"xapi_statement ({columns})", statements)
    _copy(
        cursor,
        "xapi_usage (reference_id, usage, statement_id, source_id)",
        (
            (keys[kind, value], int(usage), pk, pk)
            for pk, each in named
            for kind, value, usage in each
        ),
    )


def _copy(cursor: Any, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    # Nothing in the invented statements needs COPY's escapes: no tab, backslash or new line.
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    cursor.copy_expert(f"COPY {into} FROM STDIN", io.StringIO(text))
