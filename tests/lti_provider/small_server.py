"""A small HTTP server for what no real platform would do on request, and for our own key set."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What to answer. `parts` are written one by one, `pause` seconds apart."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    parts: tuple[bytes, ...] = ()
    pause: float = 0.0


Answering = Callable[[Received], Reply]


class SmallServer:
    """`received` has every request, oldest first; `url` has no slash at the end."""

    def __init__(self, answering: Answering) -> None:
        self.received: list[Received] = []
        self.stopping = threading.Event()
        self._answering = answering
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.answer(self)

            def do_POST(self) -> None:
                owner.answer(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet: pytest's output is not its place."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        size = int(request.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(
            request.command, request.path, headers, request.rfile.read(size) if size else b""
        )
        self.received.append(received)
        reply = self._answering(received)
        request.send_response(reply.status)
        for name, value in reply.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(sum(len(part) for part in reply.parts)))
        request.end_headers()
        try:
            for part in reply.parts:
                request.wfile.write(part)
                request.wfile.flush()
                self.stopping.wait(reply.pause)
        except (BrokenPipeError, ConnectionResetError):
            # The client under test hung up, which is what some tests are about.
            return


@contextmanager
def serving(answering: Answering) -> Iterator[SmallServer]:
    """Run a SmallServer in a thread until the block ends."""
    server = SmallServer(answering)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
