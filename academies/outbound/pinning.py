"""Connections that go to the very address that was checked.

A name that is checked, and resolved again to connect, may have become another address in between
(DNS rebinding). So the socket is opened to an address out of `addresses.resolve`, while the Host
header and the certificate are still those of the name.
"""

import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager
from urllib3.util.connection import create_connection

from academies.outbound import watch
from academies.outbound.addresses import resolve

# Each may take the whole connect timeout: a name with a hundred addresses is not waited for.
_MOST_TRIED = 3


def _connect(connection: HTTPConnection) -> socket.socket:
    # Of urllib3: the name with a trailing dot, where it was given one.
    name: str = connection._dns_host  # noqa: SLF001
    try:
        found = resolve(name, connection.port)
    except (socket.gaierror, UnicodeError) as unknown:
        error = unknown if isinstance(unknown, socket.gaierror) else socket.gaierror(str(unknown))
        raise NameResolutionError(connection.host, connection, error) from unknown
    failed: OSError | None = None
    for address in found[:_MOST_TRIED]:
        try:
            return create_connection(
                (address, connection.port),
                connection.timeout,
                source_address=connection.source_address,
                socket_options=connection.socket_options,
            )
        except OSError as tried:
            failed = tried
    if isinstance(failed, TimeoutError):
        raise ConnectTimeoutError(connection, "it did not answer in time") from failed
    raise NewConnectionError(connection, "it could not be reached") from failed


class _PinnedHTTPConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)

    def request(self, *args: Any, **kwargs: Any) -> None:
        watch.follow(self)
        super().request(*args, **kwargs)

    def getresponse(self) -> Any:
        watch.follow(self)
        return super().getresponse()


class _PinnedHTTPSConnection(_PinnedHTTPConnection, HTTPSConnection):
    """The same over TLS."""


class _PinnedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PinnedHTTPConnection


class _PinnedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PinnedHTTPSConnection


class PinnedAdapter(HTTPAdapter):
    """For every scheme of a requests session. Raises AddressNotAllowed out of a request.

    A proxy of the environment resolves names itself: then the proxy is what decides, and only
    addresses written as numbers are checked here (`addresses.check_literal`).
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Give requests a pool manager whose connections are pinned."""
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PinnedHTTPPool, "https": _PinnedHTTPSPool}
