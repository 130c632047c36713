"""Emptying the database between tests, although the audit log refuses to be emptied."""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
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
    yield
    patch.undo()
