"""`python -m benchmarks.lrs_queries`: finding statements among a hundred thousand, and a million.

On PostgreSQL, in one process, through Django's whole middleware: each request asks for the newest
100 that match. Other values each time, drawn from a fixed seed. The limit beside each figure is the
same request among 100,000 statements. Filling takes some minutes; `--statements` says how many, and
`--partition` how many of them are in each partition: with 40,000 there are as many partitions as in
a store of fifty million.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.databases import available, database
from benchmarks.lrs_load import fill, moment
from benchmarks.lrs_scene import (
    AGENTS,
    COURSE,
    EACH_REGISTRATION,
    QUESTIONS,
    VERBS,
    Store,
    agent,
    begin,
    question,
    registration,
)
from benchmarks.tables import Figure, milliseconds, show

FEWER, MANY, PARTITION = 100_000, 1_000_000, 2_000_000
REQUESTS, ROUNDS = 200, 3
LONGEST, GOAL = 0.020, 1.3
Asked = dict[str, str]
Draw = Callable[[random.Random, int], Asked]


def _agent(draw: random.Random, _stored: int) -> Asked:
    return {"agent": json.dumps(agent(draw.randrange(AGENTS)))}


def _verb(draw: random.Random, _stored: int) -> Asked:
    return {"verb": draw.choice(VERBS)}


def _activity(draw: random.Random, _stored: int) -> Asked:
    return {"activity": question(draw.randrange(QUESTIONS))}


def _registration(draw: random.Random, stored: int) -> Asked:
    return {"registration": registration(draw.randrange(stored // EACH_REGISTRATION))}


def _window(draw: random.Random, stored: int) -> Asked:
    since = moment(draw.randrange(stored))
    until = moment(draw.randrange(stored))
    since, until = sorted((since, until))
    return {"since": since.isoformat(), "until": until.isoformat()}


def _since(draw: random.Random, stored: int) -> Asked:
    """What came since somebody looked last: little, or much."""
    return {"since": moment(stored - 1 - int(stored * draw.random() ** 8)).isoformat()}


def _related(draw: random.Random, _stored: int) -> Asked:
    return {"activity": draw.choice([COURSE, question(3)]), "related_activities": "true"}


# The first six are those of the goal.
QUESTIONS_ASKED: dict[str, Draw] = {
    "agent": _agent,
    "verb": _verb,
    "activity": _activity,
    "registration": _registration,
    "since and until": _window,
    "since": _since,
    "activity, related": _related,
    "agent and verb": lambda draw, n: _agent(draw, n) | _verb(draw, n),
    "agent, since and until": lambda draw, n: _agent(draw, n) | _window(draw, n),
    "oldest first": lambda draw, n: _window(draw, n) | {"ascending": "true"},
}


def p95(store: Store, draw: Draw, stored: int) -> float:
    """Seconds within which 95 of 100 requests are answered; each counts by its quickest of three,
    since others use the machine, too."""
    chance = random.Random(4)
    took = []
    for _request in range(REQUESTS):
        asked = draw(chance, stored)
        took.append(min(_seconds(store, asked) for _round in range(ROUNDS)))
    return sorted(took)[int(len(took) * 0.95)]


def _seconds(store: Store, asked: Asked) -> float:
    begun = time.perf_counter()
    store.get("statements", asked)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__))
    parser.add_argument("--statements", type=int, default=MANY)
    parser.add_argument("--partition", type=int, default=PARTITION)
    chosen = parser.parse_args()
    many = int(chosen.statements)
    os.environ["XAPI_PARTITION_STATEMENTS"] = str(chosen.partition)
    if "postgres" not in available():
        raise SystemExit("No PostgreSQL answers: see benchmarks/databases.py.")
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as var,
        database("postgres", Path(var)) as url,
    ):
        begin(url, var)
        store = Store()
        fill(store, 0, FEWER)
        before = {name: p95(store, draw, FEWER) for name, draw in QUESTIONS_ASKED.items()}
        fill(store, FEWER, many - FEWER)
        after = {name: p95(store, draw, many) for name, draw in QUESTIONS_ASKED.items()}
        title = (
            f"p95 of GET statements among {many:,}, beside {FEWER:,}, {_partitions()} partitions"
        )
        show(title, [_figure(name, after[name], before[name]) for name in QUESTIONS_ASKED])


def _partitions() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'xapi_statement'::regclass"
        )
        return int(cursor.fetchone()[0])


def _figure(name: str, many: float, fewer: float) -> Figure:
    is_met = many < LONGEST and many <= GOAL * fewer
    goal = f"≤ {GOAL}, < {milliseconds(LONGEST)}"
    return Figure(
        name, milliseconds(many), milliseconds(fewer), f"{many / fewer:.2f}", goal, is_met
    )


if __name__ == "__main__":
    main()
