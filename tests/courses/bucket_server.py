"""A server that speaks S3, on loopback, in a process of its own thread: moto's."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import pytest


@contextlib.contextmanager
def running_bucket_server(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server's address, for as long as the block runs; boto3 finds it by the environment."""
    server_of_moto = pytest.importorskip(
        "moto.server", reason="no S3 server: moto is not installed (requirements-dev.txt)"
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = server_of_moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        patch.setenv("AWS_ENDPOINT_URL_S3", address)
        patch.setenv("AWS_ACCESS_KEY_ID", "invented")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        yield address
    finally:
        server.stop()
