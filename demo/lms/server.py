"""Serves one academy on one loopback port, a thread for each request.

Threads without a pool: requests that a fault keeps hanging then never keep others waiting.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from demo.lms.academy import Academy
from demo.lms.app import create_app
from demo.lms.config import LmsConfig

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = "127.0.0.1"
LAST_REQUESTS = 5.0  # seconds running requests get when the server stops
logger = logging.getLogger("demo.lms")


class QuietHandler(WSGIRequestHandler):
    """One log line for each request, at debug level and without the query, which may hold hints."""

    timeout = 30  # seconds an idle connection of a browser may keep its thread

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        logger.debug("%s %s %s", self.command, self.path.partition("?")[0], code)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        logger.log(logging.WARNING if type == "error" else logging.DEBUG, message, *args)


class InFlight:
    """Counts the requests being answered, so that the database is closed after the last."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._count = 0
        self._changed = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._changed:
            self._count += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Until nothing is being answered, at most `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0, seconds)


class Server:
    """A bound port. `start` serves an academy on it in a thread, `stop` ends both."""

    def __init__(self, port: int = 0) -> None:
        self._server: BaseWSGIServer = make_server(
            LOOPBACK, port, _not_ready, threaded=True, request_handler=QuietHandler
        )
        self._thread = threading.Thread(target=self._serve, name="demo.lms", daemon=True)
        self._requests = InFlight(_not_ready)
        self._academy: Academy | None = None
        self.port: int = self._server.port

    def start(self, config: LmsConfig) -> Academy:
        """Build the application and serve it. Returns the academy behind it."""
        app = create_app(config)
        academy: Academy = app.extensions["academy"]
        self._academy = academy
        self._requests = InFlight(app)
        self._server.app = self._requests
        self._thread.start()
        return academy

    def stop(self) -> None:
        """Take no more requests, let the running ones end, close the database."""
        if self._academy is not None:
            self._academy.stopping.set()
            self._server.shutdown()
            self._thread.join()
            self._requests.wait(LAST_REQUESTS)
            self._academy.close()
        self._server.server_close()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)


def _not_ready(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"starting"]
