"""The partitions of statements and usages, made before they are needed (docs/decisions/).

This is the one place that knows of them: whoever reads and writes names the tables. A database that
keeps a table in one piece has nothing to do here.
"""

from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connection, transaction

# Each table, and the column of the sequence by which it is divided.
PARTITIONED: Final = (("xapi_statement", "id"), ("xapi_usage", "statement_id"))
# Any number that nobody else locks: two clocks would make the same partition.
_LOCK: Final = 7_108_416
# Who reads waits as long, if somebody else reads for longer.
_PATIENCE: Final = "3s"
_END: Final = r"""SELECT max((regexp_match(
    pg_get_expr(c.relpartbound, c.oid), 'TO \(''?(\d+)''?\)'))[1]::bigint)
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = %s::regclass"""
_log = structlog.get_logger(__name__)


def prepare_ahead() -> int:
    """See to it that a whole partition lies before the newest statement; how many were made.

    Statements that came before their partition lie in the rest, and are moved. Raises
    OperationalError where the tables stay busy: then it is done the next time.
    """
    if connection.vendor != "postgresql":
        return 0
    made = 0
    for table, column in PARTITIONED:
        made_here = 0
        while _add_next(table, column):
            made_here += 1
        if made_here:
            # The database's own clock looks at each partition, never at the whole.
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {table}")
        made += made_here
    return made


def _add_next(table: str, column: str) -> bool:
    """Make the next partition of a table, if one is wanted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT COALESCE(max(id), 0) FROM xapi_statementid")
        newest = _number(cursor)
        cursor.execute(_END, [table])
        begin, size = _number(cursor), settings.XAPI_PARTITION_STATEMENTS
        if begin > newest + size:
            return False
        _add(cursor, table, column, begin, begin + size)
    return True


def _add(cursor: Any, table: str, column: str, begin: int, end: int) -> None:
    """A partition of the sequences from `begin` to before `end`, with what the rest has of them."""
    name, rest = f"{table}_from_{begin}", f"{table}_rest"
    # Names of our own, and numbers.
    within = f"{column} >= {int(begin)} AND {column} < {int(end)}"
    cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
    # As attaching does anyway, but before looking: nobody adds to it meanwhile.
    cursor.execute(f"LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE")
    cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS)")
    cursor.execute(f"INSERT INTO {name} SELECT * FROM {rest} WHERE {within}")  # noqa: S608
    moved = cursor.rowcount
    cursor.execute(f"DELETE FROM {rest} WHERE {within}")  # noqa: S608
    cursor.execute(
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({begin}) TO ({end})"
    )
    _log.info("partition_made", table=table, begin=begin, end=end, moved=moved)


def _number(cursor: Any) -> int:
    (found,) = cursor.fetchone()
    return int(found)
