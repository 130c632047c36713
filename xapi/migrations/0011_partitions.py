"""PostgreSQL keeps statements and their usages in partitions by sequence (docs/decisions/).

What is there becomes the first partition, where it lies: nothing is copied. The partitions after it
are made by xapi.services.partitions. Other databases keep their tables as they are.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

# Each table, and the column of the sequence.
PARTITIONED = (("xapi_statement", "id"), ("xapi_usage", "statement_id"))
INDICES = """SELECT c.relname, pg_get_indexdef(i.indexrelid), i.indisprimary
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass ORDER BY c.relname"""
PRIMARY = """SELECT pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'p'"""


def divide(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    size = settings.XAPI_PARTITION_STATEMENTS
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM xapi_statementid")
        end = (cursor.fetchone()[0] // size + 1) * size
        for table, column in PARTITIONED:
            _divide(cursor, table, column, end)


def _divide(cursor: Any, table: str, column: str, end: int) -> None:
    """Put a parent above `table`, with the same indices under the same names."""
    first = f"{table}_below_{end}"
    cursor.execute(INDICES, [table])
    indices = cursor.fetchall()
    cursor.execute(PRIMARY, [table])
    primary = cursor.fetchone()[0]
    cursor.execute(f"ALTER TABLE {table} RENAME TO {first}")
    for name, _definition, _is_primary in indices:
        cursor.execute(f"ALTER INDEX {name} RENAME TO {name}_below")
    cursor.execute(
        f"CREATE TABLE {table} (LIKE {first} INCLUDING DEFAULTS) PARTITION BY RANGE ({column})"
    )
    for name, definition, is_primary in indices:
        key = f"ALTER TABLE {table} ADD CONSTRAINT {name} {primary}"
        cursor.execute(key if is_primary else definition)
    cursor.execute(
        f"ALTER TABLE {table} ATTACH PARTITION {first} FOR VALUES FROM (MINVALUE) TO ({end})"
    )
    # Whatever comes after it, until the next partition is made.
    cursor.execute(
        f"CREATE TABLE {table}_rest PARTITION OF {table} FOR VALUES FROM ({end}) TO (MAXVALUE)"
    )


class Migration(migrations.Migration):
    dependencies = [("xapi", "0010_usage_key")]
    operations = [migrations.RunPython(divide)]
