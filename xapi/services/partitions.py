"""The partitions of statements and usages, made before they are needed (docs/decisions/).

This is the one place that knows of them: whoever reads and writes names the tables. A database that
keeps a table in one piece has nothing to do here.
"""

from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connection, transaction

# Both by the sequence of the statement.
PARTITIONED: Final = ("xapi_statement", "xapi_usage")
# Any number that nobody else locks: two clocks would make the same partition.
_LOCK: Final = 7_108_416
# Who reads waits as long, if somebody else reads for longer.
_PATIENCE: Final = "3s"
_BEGIN: Final = r"""SELECT (regexp_match(
    pg_get_expr(relpartbound, oid), 'FROM \(''?(\d+)''?\)'))[1]::bigint
FROM pg_class WHERE oid = %s::regclass"""
_log = structlog.get_logger(__name__)


def prepare_ahead() -> int:
    """See to it that a whole partition lies before the newest statement; how many were made.

    Behind the last partition of each table lies its rest, which takes whatever comes, so nothing
    depends on the clock. Raises OperationalError where a table stays busy: it is done next time.
    """
    if connection.vendor != "postgresql":
        return 0
    made = 0
    for table in PARTITIONED:
        made_here = 0
        while _close_the_rest(table):
            made_here += 1
        if made_here:
            # The database's own clock looks at each partition, never at the whole.
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {table}")
        made += made_here
    return made


def _close_the_rest(table: str) -> bool:
    """Let the rest of a table be its next partition, if one is wanted, and lay a new rest behind.

    The rest is empty, unless the clock stood still; then the database reads it through. There is no
    default partition: with one, a filter could not be read from partition to partition in order.
    """
    rest, size = f"{table}_rest", settings.XAPI_PARTITION_STATEMENTS
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_BEGIN, [rest])
        begin = _number(cursor)
        if begin > _newest(cursor) + size:
            return False
        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
        cursor.execute(f"ALTER TABLE {table} DETACH PARTITION {rest}")
        # Nobody writes from here on.
        end = max(begin, _newest(cursor)) + size
        closed = f"{table}_from_{begin}"
        cursor.execute(f"ALTER TABLE {rest} RENAME TO {closed}")
        cursor.execute(f"CREATE TABLE {rest} (LIKE {table} INCLUDING DEFAULTS)")
        for name, bounds in ((closed, f"({begin}) TO ({end})"), (rest, f"({end}) TO (MAXVALUE)")):
            cursor.execute(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM {bounds}")
    _log.info("partition_made", table=table, begin=begin, end=end)
    return True


def _newest(cursor: Any) -> int:
    cursor.execute("SELECT COALESCE(max(id), 0) FROM xapi_statementid")
    return _number(cursor)


def _number(cursor: Any) -> int:
    (found,) = cursor.fetchone()
    return int(found)
