"""One sqlite3 file that holds the whole academy, so that starting again resumes where it was."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS signing_keys (
    kid TEXT PRIMARY KEY, pem TEXT NOT NULL, added INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS people (
    sub TEXT PRIMARY KEY, given_name TEXT NOT NULL, family_name TEXT NOT NULL,
    role TEXT NOT NULL, locale TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS courses (
    id INTEGER PRIMARY KEY, label TEXT NOT NULL, title TEXT NOT NULL, idnumber TEXT NOT NULL,
    summary TEXT NOT NULL, copied_from INTEGER);
CREATE TABLE IF NOT EXISTS enrolments (
    course INTEGER NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (course, person));
CREATE TABLE IF NOT EXISTS tools (
    id INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    description TEXT NOT NULL, active INTEGER NOT NULL, login_url TEXT NOT NULL,
    redirect_uris TEXT NOT NULL, target_link_uri TEXT NOT NULL, jwks_url TEXT NOT NULL,
    domain TEXT NOT NULL, deep_linking INTEGER NOT NULL, deep_linking_url TEXT NOT NULL,
    custom TEXT NOT NULL, grade_service INTEGER NOT NULL, memberships INTEGER NOT NULL,
    send_name INTEGER NOT NULL, send_email INTEGER NOT NULL, logo_uri TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, course INTEGER NOT NULL, tool INTEGER NOT NULL,
    title TEXT NOT NULL, description TEXT NOT NULL, url TEXT NOT NULL, container TEXT NOT NULL,
    custom TEXT NOT NULL, review_url TEXT NOT NULL, review_custom TEXT NOT NULL,
    salt TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS line_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT, course INTEGER NOT NULL, tool INTEGER NOT NULL,
    label TEXT NOT NULL, maximum REAL NOT NULL, coupled INTEGER, link INTEGER,
    resource_id TEXT NOT NULL, tag TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS grades (
    line_item INTEGER NOT NULL, person TEXT NOT NULL, raw REAL, final REAL, comment TEXT NOT NULL,
    graded_at INTEGER, received_at INTEGER NOT NULL, PRIMARY KEY (line_item, person));
CREATE TABLE IF NOT EXISTS score_posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, line_item INTEGER NOT NULL,
    label TEXT NOT NULL, body TEXT NOT NULL, status INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS access_tokens (
    digest TEXT PRIMARY KEY, tool INTEGER NOT NULL, scopes TEXT NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    digest TEXT PRIMARY KEY, person TEXT NOT NULL, sesskey TEXT NOT NULL,
    notice TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS launches (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, course INTEGER NOT NULL, tool INTEGER NOT NULL,
    activity INTEGER, message_type TEXT NOT NULL, for_user TEXT NOT NULL, container TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS selections (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, course INTEGER NOT NULL, tool INTEGER NOT NULL,
    items TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notice_handlers (
    tool INTEGER NOT NULL, type TEXT NOT NULL, handler TEXT NOT NULL, PRIMARY KEY (tool, type));
CREATE TABLE IF NOT EXISTS faults (
    endpoint TEXT PRIMARY KEY, mode TEXT NOT NULL, times INTEGER, seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS service_calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, endpoint TEXT NOT NULL,
    method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL);
"""

# Moodle's first grade item is the course total, so a line item never has its link's number.
FIRST_LINE_ITEM = "INSERT OR REPLACE INTO sqlite_sequence (name, seq) VALUES ('line_items', 1)"

Row = sqlite3.Row
Value = str | int | float | None


def _bound(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Values as sqlite can take them, whatever a stranger sent.

    A whole number of more than 64 bits names nothing here: it becomes NULL, which equals nothing.
    Halves of surrogate pairs, which JSON can smuggle in, become question marks.
    """
    return tuple(_bindable(value) for value in values)


def _bindable(value: Value) -> Value:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return None
    return value


class Store:
    """A thread-safe door to the file: one connection, one statement or transaction at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)
        if self.one("SELECT 1 FROM sqlite_sequence WHERE name = 'line_items'") is None:
            self.run(FIRST_LINE_ITEM)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored together or, after an exception, not at all."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def all(self, sql: str, *values: Value) -> list[Row]:
        with self._lock:
            return self._connection.execute(sql, _bound(values)).fetchall()

    def one(self, sql: str, *values: Value) -> Row | None:
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def run(self, sql: str, *values: Value) -> int:
        """Write. Returns the number of rows that changed."""
        with self._lock:
            return self._connection.execute(sql, _bound(values)).rowcount

    def add(self, table: str, **values: Value) -> int:
        """Insert one row and return its id. Table and column names come from this package only."""
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        with self._lock:
            return int(self._connection.execute(sql, _bound(tuple(values.values()))).lastrowid or 0)

    def add_copy(self, table: str, row_id: int, **changes: Value) -> int:
        """Insert a copy of one row under a new id, with some columns changed. Returns that id."""
        row = self.all(f"SELECT * FROM {table} WHERE id = ?", row_id)[0]  # noqa: S608
        columns = {name: row[name] for name in row.keys() if name != "id"}  # noqa: SIM118
        return self.add(table, **{**columns, **changes})

    def empty(self) -> None:
        """Forget everything but the signing keys, numbering included."""
        with self.transaction():
            for row in self.all("SELECT name FROM sqlite_master WHERE type = 'table'"):
                if row["name"] != "signing_keys":
                    self.run(f"DELETE FROM {row['name']}")  # noqa: S608
            self.run(FIRST_LINE_ITEM)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
