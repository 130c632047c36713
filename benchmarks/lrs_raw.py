"""The raw limit of storing: the same rows into the same tables, by the bare driver.

The tables are copies of the tool's own with all their indices, the one of the ids included, but in
one piece each. What the rows say is known before: nothing is read, checked, looked up or written as
JSON.
"""

import sqlite3
import uuid
from collections.abc import Sequence
from typing import Any

import psycopg2
from psycopg2.extras import execute_values

from benchmarks.lrs_scene import Store, told

# Role of each link that told() makes, and among how many references it is spread: a verb, an agent
# twice, the authority, an activity twice, its course, a registration.
LINKS = ((3, 6), (1, 500), (2, 500), (2, 1), (4, 40), (5, 40), (5, 1), (6, 40_000))
COLUMNS = (
    "id, academy_id, credential_id, statement_id, stored, document, target_id, voiding, voided"
)
ONCE = "CREATE UNIQUE INDEX raw_statement_once ON raw_statement (academy_id, statement_id)"
_STATEMENT = f"INSERT INTO raw_statement ({COLUMNS})"
_USAGE = "INSERT INTO raw_usage (reference_id, usage, statement_id, source_id)"
Rows = list[tuple[Any, ...]]


def documents(store: Store, first: int, count: int) -> Rows:
    """What `store` would write for the statements of these numbers, which become their keys."""
    from django.utils import timezone

    from xapi.services.ingest import authority_of
    from xapi.spec import strict_json
    from xapi.spec.types import written

    stored, credential = timezone.now(), store.credential
    rows: Rows = []
    for number in range(first, first + count):
        own = str(uuid.uuid4())
        finished = {
            **told(number), "id": own, "version": "1.0.0", "stored": written(stored),
            "authority": authority_of(credential),
        }  # fmt: skip
        text = strict_json.write(finished)
        rows.append(
            (
                number + 1,
                credential.academy_id,
                credential.pk,
                own,
                stored.isoformat(),
                text,
                None,
                False,
                False,
            )
        )
    return rows


def _links(keys: Sequence[int]) -> Rows:
    return [
        (1_000_000 * place + key % variety, usage, key, key)
        for key in keys
        for place, (usage, variety) in enumerate(LINKS)
    ]


class RawPostgres:
    """psycopg2: one INSERT of many rows (execute_values), and one transaction for each batch."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url)
        self._cursor = self._connection.cursor()
        for table in ("statement", "usage"):
            self._cursor.execute(f"CREATE TABLE raw_{table} (LIKE xapi_{table} INCLUDING ALL)")
        self._cursor.execute(ONCE)
        self._connection.commit()

    def insert(self, rows: Rows, *, links: bool) -> None:
        execute_values(self._cursor, f"{_STATEMENT} VALUES %s", rows, page_size=len(rows))
        if links:
            values = _links([row[0] for row in rows])
            execute_values(self._cursor, f"{_USAGE} VALUES %s", values, page_size=len(values))
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()


class RawSqlite:
    """sqlite3: executemany, in one transaction for each batch, as durable as the tool's own."""

    def __init__(self, path: str) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            (synchronous,) = cursor.fetchone()
        self._connection = sqlite3.connect(path, timeout=20)
        self._connection.execute(f"PRAGMA synchronous = {int(synchronous)}")
        for table in ("statement", "usage"):
            found = self._connection.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL "
                "ORDER BY type DESC",
                (f"xapi_{table}",),
            )
            for (written,) in found.fetchall():
                self._connection.execute(written.replace('"xapi_', '"raw_'))
        self._connection.execute(ONCE)
        self._connection.commit()

    def insert(self, rows: Rows, *, links: bool) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(f"{_STATEMENT} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        if links:
            values = _links([row[0] for row in rows])
            self._connection.executemany(f"{_USAGE} VALUES (?, ?, ?, ?)", values)
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()
