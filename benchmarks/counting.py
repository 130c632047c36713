"""Count what a request costs: SQL statements, outgoing HTTP requests, parsed keys.

Nothing is patched: statements are seen by Django's own hook, requests by Python's audit events,
keys by a profiler that knows the functions which turn a text into a key.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from jwt.algorithms import RSAAlgorithm

HEADER = "X-Counted"
# The sequence number of a recorded commit; no other value of its statements looks like it.
RECORDED_SEQUENCE = 1_234_567_890
_TRANSACTION_WORDS = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
_LOADS_A_KEY = (
    "load_pem_private_key",
    "load_pem_public_key",
    "load_der_private_key",
    "load_der_public_key",
)
_FROM_JWK = RSAAlgorithm.from_jwk.__code__


@dataclass(frozen=True)
class Statement:
    """One statement as it was given to the cursor."""

    sql: str
    parameters: Sequence[Any]


@dataclass
class Counted:
    """What a stretch of work has cost so far."""

    statements: list[Statement] = field(default_factory=list)
    requests: int = 0
    keys: int = 0

    def execute(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Django's hook around each statement."""
        if not sql.startswith(_TRANSACTION_WORDS):
            self.statements.append(Statement(sql, tuple(params or ())))
        return execute(sql, params, many, context)

    def profile(self, frame: FrameType, event: str, argument: Any) -> None:
        """The interpreter's hook around each call."""
        if (event == "call" and frame.f_code is _FROM_JWK) or (
            event == "c_call" and argument.__name__ in _LOADS_A_KEY
        ):
            self.keys += 1


_here = threading.local()


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    del arguments
    counted = getattr(_here, "counted", None)
    if counted is not None and event == "http.client.send":
        counted.requests += 1


sys.addaudithook(_audit)


@contextmanager
def counting() -> Iterator[Counted]:
    """Count what this thread does inside the block."""
    counted = Counted()
    _here.counted = counted
    sys.setprofile(counted.profile)
    try:
        with connection.execute_wrapper(counted.execute):
            yield counted
    finally:
        sys.setprofile(None)
        _here.counted = None


class CountingMiddleware:
    """Tell the cost of each request in a header of its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with counting() as counted:
            response = self.get_response(request)
        costs = {
            "queries": len(counted.statements),
            "requests": counted.requests,
            "keys": counted.keys,
        }
        response.headers[HEADER] = json.dumps(costs)
        return response
