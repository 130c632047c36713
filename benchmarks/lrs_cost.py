"""`python -m benchmarks.lrs_cost`: what it costs to check and store statements.

Storing stands beside a raw INSERT of the same JSON into the same tables with the same indices, the
links by which a statement is found included (benchmarks/lrs_raw.py). A request is measured in one
process, through Django's whole middleware, from its bytes to the answer after the commit. Raw and
stored take turns, and of each the quickest round counts: others use the machine, too.
"""

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.databases import database
from benchmarks.lrs_raw import RawPostgres, RawSqlite, documents
from benchmarks.lrs_scene import Store, begin, body_of
from benchmarks.tables import Figure, chosen_databases, show

ROUNDS, WARM_UP = 25, 2
BATCH, BATCHES, SINGLES = 100, 2, 20
GOAL_BATCH, GOAL_SINGLE = 0.35, 0.25
_numbers = itertools.count()
Raw = RawPostgres | RawSqlite


def _next(count: int) -> int:
    """The first of as many new numbers."""
    return min([next(_numbers) for _ in range(count)])


def _seconds(acts: list[Callable[[], object]]) -> float:
    begun = time.perf_counter()
    for act in acts:
        act()
    return time.perf_counter() - begun


def _ratio(name: str, ours: list[float], raw: list[float], count: int, goal: float = 0) -> Figure:
    """Seconds for `count` statements in each round, as statements a second."""
    ratio = min(raw) / min(ours)
    measured, limit = (f"{count / min(seconds):,.0f} /s" for seconds in (ours, raw))
    met = ratio >= goal if goal else None
    return Figure(name, measured, limit, f"{ratio:.2f}", f"≥ {goal:g}" if goal else "", met)


def _stored(store: Store, raw: Raw, size: int, times: int, goal: float) -> list[Figure]:
    """Requests of `size` statements: whole, without HTTP, and beside the raw limits."""
    from xapi.services.ingest import store as ingest
    from xapi.services.receiving import receive

    def without(body: bytes) -> None:
        ingest(store.credential, receive("application/json", body, "1.0.3"), "1.0.3")

    took: dict[str, list[float]] = {"http": [], "store": [], "raw": [], "alone": []}
    for number in range(ROUNDS + WARM_UP):
        if number == WARM_UP:
            store.settle()
        bodies = [body_of(_next(size), size) for _ in range(2 * times)]
        rows = [documents(store, _next(size), size) for _ in range(2 * times)]
        acts: dict[str, list[Callable[[], object]]] = {
            "raw": [partial(raw.insert, each, links=True) for each in rows[:times]],
            "http": [partial(store.post, each) for each in bodies[:times]],
            "alone": [partial(raw.insert, each, links=False) for each in rows[times:]],
            "store": [partial(without, each) for each in bodies[times:]],
        }
        for name, each in acts.items():
            seconds = _seconds(each)
            if number >= WARM_UP:
                took[name].append(seconds)
    many = f"{size} a request" if size > 1 else "one a request"
    count = size * times
    return [
        _ratio(f"stored, {many}", took["http"], took["raw"], count, goal),
        _ratio(f"stored, {many}, without HTTP", took["store"], took["raw"], count, goal),
        _ratio(f"stored, {many}, beside the JSON alone", took["http"], took["alone"], count),
    ]


def _checked() -> Figure:
    from xapi.services.receiving import receive

    body = body_of(0, BATCH)
    parsed = [_seconds([lambda: json.loads(body)] * 20) for _ in range(ROUNDS)]
    read = [
        _seconds([lambda: receive("application/json", body, "1.0.3")] * 20) for _ in range(ROUNDS)
    ]
    return _ratio("checked, beside json.loads of the same", read, parsed, 20 * BATCH)


def _measure(name: str) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as var,
        database(name, Path(var)) as url,
    ):
        begin(url, var)
        store = Store()
        raw = RawPostgres(url) if name == "postgres" else RawSqlite(str(Path(var, "tool.sqlite3")))
        figures = [
            _checked(),
            *_stored(store, raw, BATCH, BATCHES, GOAL_BATCH),
            *_stored(store, raw, 1, SINGLES, GOAL_SINGLE),
        ]
        raw.close()
        show(f"Statements against a raw INSERT, {name}", figures)


def main() -> None:
    names = chosen_databases(str(__doc__))
    if len(names) == 1:
        _measure(names[0])
        return
    for name in names:
        # Django has one database a process.
        command = [sys.executable, "-m", "benchmarks.lrs_cost", "--database", name]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
