"""Emptying the database between tests, although the audit log refuses to be emptied."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

_triggers: Any = importlib.import_module("academies.migrations.0003_append_only")


@pytest.fixture(scope="session", autouse=True)
def _the_audit_log_may_be_emptied_between_tests() -> Iterator[None]:
    """Tests with a transaction of their own end with a flush; it lifts the triggers meanwhile."""
    flush: Callable[..., None] = BaseDatabaseOperations.execute_sql_flush

    def lifted(self: Any, sql_list: list[str]) -> None:
        _triggers.run(self.connection, _triggers.DOWN)
        try:
            flush(self, sql_list)
        finally:
            _triggers.run(self.connection, _triggers.UP)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lifted)
    if connection.vendor == "postgresql":
        patch.setattr(type(connection.ops), "sql_flush", _row_by_row)
    yield
    patch.undo()


def _row_by_row(operations: Any, style: Any, tables: list[str], **ways: Any) -> list[str]:
    """Of few rows, PostgreSQL forgets sooner than it makes a hundred tables and indexes anew, each
    written through to the disk, as TRUNCATE does. Foreign keys are asked at the end only."""
    del style
    assert not ways.get("reset_sequences"), "sequences start again with TRUNCATE only"
    return [f"DELETE FROM {operations.quote_name(table)}" for table in tables]
