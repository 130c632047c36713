"""Makes the services misbehave on request, to see what the tool does about it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal, cast, get_args

from flask import Response

from demo.lms.store import Store

Endpoint = Literal["token", "lineitems", "scores", "results", "memberships", "jwks"]
Mode = Literal["500", "503", "429", "401", "hang", "html"]
ENDPOINTS: tuple[Endpoint, ...] = get_args(Endpoint)
MODES: tuple[Mode, ...] = get_args(Mode)
DESCRIPTIONS: dict[Mode, str] = {
    "500": "500 Internal Server Error",
    "503": "503 Service Unavailable, with Retry-After",
    "429": "429 Too Many Requests, with Retry-After",
    "401": "401 Unauthorized",
    "hang": "Hang, then answer as usual",
    "html": "200 OK with an HTML page (a proxy's or a login page)",
}
MOST_SECONDS = 120.0

HTML_PAGE = "<!DOCTYPE html><html><head><title>Please wait</title></head><body><h1>Please wait</h1></body></html>"  # noqa: E501


class UnknownFault(ValueError):
    """No such endpoint class or mode, or a number out of range; the message says what there is."""


@dataclass(frozen=True)
class Fault:
    """`times` requests left that fail, None until cleared. `seconds`: Retry-After or hang time."""

    endpoint: Endpoint
    mode: Mode
    times: int | None
    seconds: float


class Faults:
    """The faults switched on, one for each endpoint class at most. They survive a restart."""

    def __init__(self, store: Store, stopping: threading.Event) -> None:
        self._store = store
        self._stopping = stopping

    def switch_on(
        self, endpoint: str, mode: str, times: int | None = None, seconds: float = 5.0
    ) -> None:
        """Let the next `times` requests (None: all) of this endpoint class fail in this mode.

        Raises UnknownFault.
        """
        if endpoint not in ENDPOINTS:
            raise UnknownFault(f"endpoint {endpoint!r}: choose one of {', '.join(ENDPOINTS)}")
        if mode not in MODES:
            raise UnknownFault(f"mode {mode!r}: choose one of {', '.join(MODES)}")
        if not 0 <= seconds <= MOST_SECONDS or (times is not None and times < 1):
            raise UnknownFault(f"seconds go from 0 to {MOST_SECONDS:g}, times from 1 up")
        self._store.run(
            "INSERT OR REPLACE INTO faults (endpoint, mode, times, seconds) VALUES (?, ?, ?, ?)",
            *(endpoint, mode, times, seconds),
        )

    def clear(self) -> None:
        self._store.run("DELETE FROM faults")

    def current(self) -> list[Fault]:
        rows = self._store.all("SELECT * FROM faults WHERE times IS NULL OR times > 0")
        return [
            Fault(
                cast(Endpoint, row["endpoint"]),
                cast(Mode, row["mode"]),
                row["times"],
                row["seconds"],
            )
            for row in rows
        ]

    def strike(self, endpoint: str) -> Response | None:
        """Use up one failure of this endpoint class. None means: answer as usual."""
        fault = self._take(endpoint)
        if fault is None:
            return None
        if fault.mode == "hang":
            self._stopping.wait(fault.seconds)
            return None
        if fault.mode == "html":
            return Response(HTML_PAGE, 200, mimetype="text/html")
        answer = Response("", int(fault.mode), mimetype="text/plain")
        if fault.mode in ("503", "429"):
            answer.headers["Retry-After"] = str(int(fault.seconds))
        return answer

    def _take(self, endpoint: str) -> Fault | None:
        with self._store.transaction():
            found = [fault for fault in self.current() if fault.endpoint == endpoint]
            if found and found[0].times is not None:
                self._store.run("UPDATE faults SET times = times - 1 WHERE endpoint = ?", endpoint)
        return found[0] if found else None
