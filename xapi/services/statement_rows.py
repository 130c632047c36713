"""The SQL of storing statements, written out. SQLite and PostgreSQL share it.

A statement makes eight usages or more. As objects of the ORM, the rows of a request cost several
times what the database needs for them (`python -m benchmarks.lrs_cost`). Values are adapted by the
database's own rules.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import BigIntegerField, DateTimeField, UUIDField
from django.utils import timezone

from courses.prepared import Given, Prepared, PreparedUpdate
from xapi.models import Credential, Ledger
from xapi.selectors import AT_ONCE, pieces

# Of django.db.connection. To open one costs as much as a small question.
Cursor = Any
_UUID: Any = UUIDField()
# The ledger is locked, so nobody else adds to this academy's dictionary meanwhile.
_FIND_REFERENCES: Final = (
    "SELECT digest, id, known FROM xapi_reference WHERE academy_id = %s AND digest IN "
)
_ADD_REFERENCES: Final = (
    "INSERT INTO xapi_reference (academy_id, kind, digest, value, known) VALUES "
)
_CHANGE_REFERENCE: Final = "UPDATE xapi_reference SET known = %s WHERE id = %s"
_NUMBER: Final = "INSERT INTO xapi_statementid (academy_id, statement_id) VALUES "
_ADD_STATEMENTS: Final = (
    "INSERT INTO xapi_statement (id, academy_id, credential_id, statement_id, stored, document, "
    "target_id, voiding, voided) VALUES "
)
_ADD_USAGES: Final = "INSERT INTO xapi_usage (reference_id, usage, statement_id, source_id) VALUES "


@dataclass(slots=True, frozen=True)
class Row:
    """A statement that is being stored."""

    pk: int
    statement_id: uuid.UUID
    document: str
    # The id in a StatementRef that is its object.
    target_id: uuid.UUID | None
    voiding: bool


@dataclass(slots=True, frozen=True)
class NewReference:
    """A row of the dictionary; `known` is JSON."""

    kind: str
    digest: str
    value: str
    known: str


_LEDGER = Prepared(
    lambda: Ledger.objects.select_for_update().filter(
        academy_id=Given("academy_id", BigIntegerField())
    )
)
_LEDGER_MOVED = PreparedUpdate(
    lambda: Ledger.objects.filter(
        academy_id=Given("academy_id", BigIntegerField()),
        stored__lt=Given("stored", DateTimeField()),
    ),
    stored=Given("stored", DateTimeField()),
)


def next_moment(academy_id: int) -> dt.datetime:
    """The moment of a request, later than all before it in this academy.

    Nobody else gets one until the transaction ends: then what was stored up to this moment can be
    read. Raises Ledger.DoesNotExist.
    """
    now = timezone.now()
    if _LEDGER_MOVED.update(academy_id=academy_id, stored=now):
        return now
    # Somebody else was there meanwhile, or the clock was put back.
    ledger = _LEDGER.first(academy_id=academy_id)
    if ledger is None:
        raise Ledger.DoesNotExist(f"the academy {academy_id} has no ledger")
    later = max(timezone.now(), ledger.stored + dt.timedelta(microseconds=1))
    _LEDGER_MOVED.update(academy_id=academy_id, stored=later)
    return later


def find_references(
    cursor: Cursor, academy_id: int, digests: Sequence[str]
) -> list[tuple[str, int, str]]:
    """(digest, key, what is known as JSON) of those references that are there."""
    found: list[tuple[str, int, str]] = []
    for few in pieces(digests):
        cursor.execute(f"{_FIND_REFERENCES} {_placeholders(len(few))}", [academy_id, *few])
        found += cursor.fetchall()
    return found


def add_references(cursor: Cursor, academy_id: int, new: Sequence[NewReference]) -> dict[str, int]:
    """Store references that are not there. Returns their keys by digest."""
    found: dict[str, int] = {}
    for few in pieces(new):
        rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(few))
        values = [
            value
            for each in few
            for value in (academy_id, each.kind, each.digest, each.value, each.known)
        ]
        cursor.execute(f"{_ADD_REFERENCES} {rows} RETURNING digest, id", values)
        found.update(cursor.fetchall())
    return found


def change_references(cursor: Cursor, changed: Sequence[tuple[str, int]]) -> None:
    """(what is known now as JSON, key) of each."""
    cursor.executemany(_CHANGE_REFERENCE, changed)


def number(cursor: Cursor, academy_id: int, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Give a sequence, in their order, to those ids that the academy does not have yet."""
    numbered: dict[uuid.UUID, int] = {}
    for few in pieces(ids):
        places = ", ".join(["(%s, %s)"] * len(few))
        values = [value for own in few for value in (academy_id, _adapted(own))]
        cursor.execute(
            f"{_NUMBER} {places} ON CONFLICT DO NOTHING RETURNING statement_id, id", values
        )
        numbered.update((_UUID.to_python(own), key) for own, key in cursor.fetchall())
    return numbered


def add_statements(
    cursor: Cursor, credential: Credential, stored: dt.datetime, rows: Sequence[Row]
) -> None:
    """Store them."""
    moment = connection.ops.adapt_datetimefield_value(stored)
    shared = (credential.academy_id, credential.pk)
    for few in pieces(rows):
        places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(few))
        values: list[Any] = []
        for row in few:
            own, target = _adapted(row.statement_id), _adapted(row.target_id)
            values += (row.pk, *shared, own, moment, row.document, target, row.voiding, False)
        cursor.execute(f"{_ADD_STATEMENTS} {places}", values)


def add_usages(cursor: Cursor, usages: Sequence[tuple[int, int, int, int]]) -> None:
    """(reference, usage, statement, source) of each, which are numbers of the database's own.

    So they are written into the text: as parameters, each would be adapted on its way.
    """
    for few in pieces(usages, 10 * AT_ONCE):
        rows = ", ".join([f"({int(r)}, {int(u)}, {int(s)}, {int(o)})" for r, u, s, o in few])
        cursor.execute(_ADD_USAGES + rows)


def _adapted(value: uuid.UUID | None) -> Any:
    return None if value is None else _UUID.get_db_prep_value(value, connection)


def _placeholders(count: int) -> str:
    return f"({', '.join(['%s'] * count)})"
