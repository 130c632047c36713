"""The databases to measure on: the embedded default, and PostgreSQL where one answers."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

# Where a server may be asked for a database of our own, which is dropped afterwards.
POSTGRES = os.environ.get("BENCHMARK_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
NAMES = ("sqlite", "postgres")


def available() -> list[str]:
    """The names of the databases that can be measured on here."""
    try:
        psycopg2.connect(POSTGRES, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return ["sqlite"]
    return list(NAMES)


@contextmanager
def database(name: str, var: Path) -> Iterator[str]:
    """The DATABASE_URL of an empty database, for as long as the block runs."""
    if name == "sqlite":
        yield f"sqlite:///{var / 'tool.sqlite3'}"
        return
    own = f"benchmark_{secrets.token_hex(4)}"
    _administer("CREATE DATABASE {}", own)
    try:
        yield f"{POSTGRES.rpartition('/')[0]}/{own}"
    finally:
        _administer("DROP DATABASE {} WITH (FORCE)", own)


def _administer(command: str, name: str) -> None:
    connection = psycopg2.connect(POSTGRES)
    connection.autocommit = True  # a database is not made inside a transaction
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(command).format(sql.Identifier(name)))
    finally:
        connection.close()
