"""`python -m benchmarks.lrs_cost`: what it costs to check, store and find statements.

In one process, through Django's whole middleware, on SQLite in a folder of its own. Checking
stands beside `json.loads` of the same bytes, storing beside the mere checking of the same
statements, and a page beside the resource `about`, which does nothing.
"""

import base64
import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import django

from benchmarks.tables import Figure, milliseconds, show

if TYPE_CHECKING:
    pass

ROUNDS = 7
BATCH = 50
STORED = 10_000
LEARNERS = 200
_numbers = itertools.count()


def told(number: int) -> dict[str, Any]:
    """A statement as a course tells it: result, context, definition."""
    return {
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": "https://lms.example", "name": str(number % LEARNERS)},
        },
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
        "object": {
            "id": f"https://courses.example/phone/question/{number % 20}",
            "definition": {"name": {"en": "Question"}, "type": "http://adlnet.gov/expapi/x"},
        },
        "result": {"score": {"scaled": 0.5}, "success": True, "duration": "PT12.5S"},
        "context": {
            "registration": f"6690e6c9-3ef0-4ed3-8b37-{number % LEARNERS:012x}",
            "contextActivities": {"parent": [{"id": "https://courses.example/phone"}]},
        },
        "timestamp": "2026-11-24T09:30:00.000Z",
    }


def seconds(act: Callable[[], object], times: int) -> float:
    """Of one time, in the quickest round: others use the machine, too."""
    rounds = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        for _time in range(times):
            act()
        rounds.append((time.perf_counter() - begin) / times)
    return min(rounds)


def compared(name: str, measured: float, limit: float) -> Figure:
    return Figure(name, milliseconds(measured), milliseconds(limit), f"{measured / limit:.1f}", "")


def rate(name: str, measured: float, limit: float) -> Figure:
    return Figure(name, f"{1 / measured:,.0f}", f"{1 / limit:,.0f}", f"{limit / measured:.2f}", "")


class Store:
    """Northvale's store, asked as its systems ask it."""

    def __init__(self) -> None:
        from django.core.management import call_command
        from django.test import Client

        from academies.models import Academy
        from demo import seed
        from xapi.auth import issue

        call_command("migrate", verbosity=0, interactive=False)
        seed.add_academies()
        credential, secret = issue(Academy.objects.get(slug="northvale"), "Benchmark", ["all"])
        pair = base64.b64encode(f"{credential.key}:{secret}".encode()).decode()
        self._headers = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": "1.0.3"}
        self._client: Client = Client(SERVER_NAME="127.0.0.1")

    def post(self, count: int) -> None:
        body = json.dumps([told(next(_numbers)) for _ in range(count)])
        answer = self._client.post(
            "/xapi/statements", body, "application/json", headers=self._headers
        )
        if answer.status_code != 200:
            raise RuntimeError(answer.content)

    def get(self, resource: str, **parameters: str) -> None:
        answer = self._client.get(f"/xapi/{resource}", parameters, headers=self._headers)
        if answer.status_code != 200:
            raise RuntimeError(answer.content)


def main() -> None:
    place = tempfile.TemporaryDirectory(prefix="benchmark-")
    os.environ |= {
        "VAR_DIR": place.name,
        "SECRET_KEY": "only-for-benchmarks-" + "x" * 40,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }
    django.setup()
    with place:
        show("Statements in the learning record store, sqlite", _figures(Store()))


def _figures(store: Store) -> list[Figure]:
    from xapi.services.receiving import receive

    body = json.dumps([told(number) for number in range(BATCH)]).encode()
    parsed = seconds(lambda: json.loads(body), 40) / BATCH
    checked = seconds(lambda: receive("application/json", body, "1.0.3"), 10) / BATCH
    single = seconds(lambda: store.post(1), 30)
    batch = seconds(lambda: store.post(BATCH), 4) / BATCH
    while next(_numbers) < STORED:
        store.post(500)
    agent = json.dumps(told(7)["actor"])
    question = told(7)["object"]["id"]
    bare = seconds(lambda: store.get("about"), 30)
    pages = {
        "newest 100": {},
        "newest 50 of an agent and an activity": {
            "agent": agent, "activity": question, "limit": "50",
        },
        "newest 100 about a course, related": {
            "activity": "https://courses.example/phone", "related_activities": "true",
        },
    }  # fmt: skip
    return [
        rate("statements checked per second", checked, parsed),
        rate("statements stored per second, one a request", single, checked),
        rate(f"statements stored per second, {BATCH} a request", batch, checked),
        *(
            compared(name, seconds(partial(store.get, "statements", **asked), 10), bare)
            for name, asked in pages.items()
        ),
    ]


if __name__ == "__main__":
    main()
