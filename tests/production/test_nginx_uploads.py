"""Pieces of an upload come through the nginx of docs/operating.md as they arrive, and are kept."""

import http.client
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from courses.models import Upload
from courses.services import appending
from tests.academies.staff import olga, signed_in
from tests.courses.tus_client import BODY, begin
from tests.production.test_nginx import Front, documented, front

pytestmark = [pytest.mark.nginx, pytest.mark.django_db(transaction=True)]
MEGABYTE = 1024 * 1024


@pytest.fixture
def nginx(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Iterator[Front]:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    as_the_tool: Any = SimpleNamespace(CONTENT_HOST="127.0.0.1")
    yield from front(documented("proxy_request_buffering"), tmp_path, live_server, as_the_tool)


def send(
    nginx: Front, client: Client, url: str, size: int, body: bytes
) -> http.client.HTTPConnection:
    """Begin a PATCH of `size` bytes and send `body` of it."""
    connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=20)
    connection.putrequest("PATCH", url)
    given = {
        "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()),
        "X-CSRFToken": client.cookies["csrftoken"].value,
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Content-Type": BODY,
        "Content-Length": str(size),
    }
    for name, value in given.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    return connection


def test_what_came_before_the_line_broke_is_kept(
    nginx: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appending, "BYTES_BETWEEN_SAVES", MEGABYTE)
    client = signed_in(olga())
    client.get(reverse("admin:courses_importjob_add"))
    whole, part = begin(client, 20 * MEGABYTE), begin(client, 20 * MEGABYTE)

    sent = send(nginx, client, whole.headers["Location"], 20 * MEGABYTE, bytes(20 * MEGABYTE))
    assert sent.getresponse().getheader("Upload-Offset") == str(20 * MEGABYTE)
    sent.close()

    broken = send(nginx, client, part.headers["Location"], 20 * MEGABYTE, bytes(3 * MEGABYTE))
    upload = Upload.objects.get(offset__lt=20 * MEGABYTE)
    wait_until(upload, lambda: upload.offset >= 2 * MEGABYTE)
    broken.close()
    wait_until(upload, lambda: not upload.claim)
    # nginx drops what it holds of a broken request, a few kilobytes.
    assert 2 * MEGABYTE <= upload.offset <= 3 * MEGABYTE
    assert upload.path.stat().st_size == upload.offset


def wait_until(upload: Upload, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, f"{upload.offset} bytes are kept"
        time.sleep(0.02)
        upload.refresh_from_db()
