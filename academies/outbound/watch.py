"""One request has an end, whatever the other side does.

A timeout of a socket begins anew with each byte. Whoever lets a byte drip in now and then, in the
status, the headers or the size of a chunk, or reads what we send as slowly, would hold a worker for
as long as they like. So the connection is cut from outside when the time is over.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from urllib3.connection import HTTPConnection

_LOCAL = threading.local()


class OutOfTime(TimeoutError):
    """The connection was cut."""


class _Watch:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._over = self.cut = False

    def follow(self, connection: HTTPConnection) -> None:
        """Cut this one, in its turn."""
        with self._lock:
            if self.cut:
                raise OutOfTime
            self._connection = connection
            # A connection lets go of its socket where only the end of it ends the answer.
            self._socket = connection.sock

    def fire(self) -> None:
        """The time is over."""
        with self._lock:
            if self._over:
                return
            self.cut = True
            used = (self._connection and self._connection.sock) or self._socket
            if used:
                _hang_up(used)

    def end(self) -> None:
        """Afterwards the connection may serve another request, and is not cut any more."""
        with self._lock:
            self._over = True
            self._connection = self._socket = None


def _hang_up(sock: socket.socket) -> None:
    try:
        # Of the plain socket, also below TLS: whoever waits for it in another thread wakes up.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        # The other side was faster.
        return


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Cut what this thread's requests in the block use after so long. Raises OutOfTime, then,
    whatever else was raised or seemed to have come."""
    watch = _Watch()
    timer = threading.Timer(seconds, watch.fire)
    timer.daemon = True
    _LOCAL.watch = watch
    timer.start()
    try:
        yield
    except Exception as broken:
        if watch.cut:
            raise OutOfTime from broken
        raise
    finally:
        _LOCAL.watch = None
        watch.end()
        timer.cancel()
    if watch.cut:
        raise OutOfTime


def follow(connection: HTTPConnection) -> None:
    """The connection of this thread's request; nothing where nobody watches."""
    watch: _Watch | None = getattr(_LOCAL, "watch", None)
    if watch is not None:
        watch.follow(connection)
