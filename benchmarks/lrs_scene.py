"""Northvale's record store for the benchmarks: what is told to it, and who asks."""

import base64
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from xapi.models import Credential

AGENTS, QUESTIONS, EACH_REGISTRATION = 500, 40, 25
VERBS = tuple(
    f"http://adlnet.gov/expapi/verbs/{verb}"
    for verb in ("answered", "initialized", "experienced", "completed", "passed", "terminated")
)
COURSE = "https://courses.example/phone"


def agent(number: int) -> dict[str, Any]:
    account = {"homePage": "https://lms.example", "name": str(number)}
    return {"objectType": "Agent", "account": account}


def question(number: int) -> str:
    return f"{COURSE}/question/{number}"


def registration(number: int) -> str:
    return f"6690e6c9-3ef0-4ed3-8b37-{number:012x}"


def told(number: int) -> dict[str, Any]:
    """The statement of a number, as a course tells it: result, context, definition."""
    # The same everywhere, and mixed: neighbours are of different people, as in a class.
    mixed = (number * 2_654_435_761) % 4_294_967_296
    verb = VERBS[mixed // 7 % len(VERBS)]
    return {
        "actor": agent(mixed % AGENTS),
        "verb": {"id": verb, "display": {"en": verb.rpartition("/")[2]}},
        "object": {
            "id": question(mixed // 11 % QUESTIONS),
            "definition": {"name": {"en": "Question"}, "type": "http://adlnet.gov/expapi/x"},
        },
        "result": {"score": {"scaled": 0.5}, "success": True, "duration": "PT12.5S"},
        "context": {
            "registration": registration(number // EACH_REGISTRATION),
            "contextActivities": {"parent": [{"id": COURSE}]},
        },
        "timestamp": "2026-11-24T09:30:00.000Z",
    }


def begin(url: str, var: str) -> None:
    """Django with an empty database at `url`, which gets its tables."""
    os.environ |= {
        "DATABASE_URL": url,
        "VAR_DIR": var,
        "SECRET_KEY": "only-for-benchmarks-" + "x" * 40,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }
    (Path(var) / "static").mkdir(exist_ok=True)
    django.setup()
    from django.core.management import call_command

    from demo import seed

    call_command("migrate", verbosity=0, interactive=False)
    seed.add_academies()


class Store:
    """Northvale's store, asked as its systems ask it: in this process, by the whole middleware."""

    def __init__(self) -> None:
        from django.test import Client

        from academies.models import Academy
        from xapi.auth import issue

        self.academy = Academy.objects.get(slug="northvale")
        issued = issue(self.academy, "Benchmark", ["all"])
        self.credential: Credential = issued[0]
        pair = base64.b64encode(f"{self.credential.key}:{issued[1]}".encode()).decode()
        self._headers = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": "1.0.3"}
        self._client: Client = Client(SERVER_NAME="127.0.0.1")

    def post(self, body: bytes) -> None:
        answer = self._client.post(
            "/xapi/statements", body, "application/json", headers=self._headers
        )
        _check(answer)

    def settle(self) -> None:
        """Let PostgreSQL know its tables, as it does by itself when a minute has passed."""
        from django.db import connection

        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def get(self, resource: str, parameters: dict[str, str]) -> int:
        """Ask, and return how many bytes were answered."""
        answer = self._client.get(f"/xapi/{resource}", parameters, headers=self._headers)
        _check(answer)
        return len(answer.content)


def _check(answer: Any) -> None:
    if answer.status_code != 200:
        raise RuntimeError(answer.content)


def body_of(first: int, count: int) -> bytes:
    return json.dumps([told(number) for number in range(first, first + count)]).encode()
