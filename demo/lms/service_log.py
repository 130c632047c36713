"""Remembers the last service calls: method, path and status, never a token or a body."""

from __future__ import annotations

from dataclasses import dataclass

from demo.lms.store import Store

KEPT = 1000


@dataclass(frozen=True)
class ServiceCall:
    """One request of a tool's server. `at` is epoch seconds, `path` includes the query."""

    id: int
    at: int
    endpoint: str
    method: str
    path: str
    status: int


def record(store: Store, at: int, endpoint: str, method: str, path: str, status: int) -> None:
    newest = store.add(
        "service_calls", at=at, endpoint=endpoint, method=method, path=path[:500], status=status
    )
    store.run("DELETE FROM service_calls WHERE id <= ?", newest - KEPT)


def calls(store: Store, most: int = KEPT) -> list[ServiceCall]:
    """The newest `most` calls, oldest first."""
    rows = store.all("SELECT * FROM service_calls ORDER BY id DESC LIMIT ?", most)
    return [ServiceCall(**{name: row[name] for name in row.keys()}) for row in reversed(rows)]  # noqa: SIM118
