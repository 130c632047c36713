"""The nginx of docs/operating.md, word for word, before a folder and before a bucket of packages.

When nginx takes a file over (X-Accel-Redirect) it keeps hardly any header of the answer that told
it to: what guards a page of a package would be lost without a word.
"""

from __future__ import annotations

import getpass
import http.client
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from academies.models import Academy
from courses.models import Edition
from courses.packages import inspect
from courses.store import package_store
from courses.tickets import AssetToken, sign_asset_token
from tests.courses.bucket_server import running_bucket_server
from tests.courses.packages import PAGE, package

pytestmark = [pytest.mark.nginx, pytest.mark.django_db(transaction=True)]

NGINX = Path("/usr/sbin/nginx")
DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "operating.md"
BUCKET = "packages-of-the-tests"
# What nginx says in its own words, and what a file of a package does not need.
OF_NGINX = {"connection", "content-length", "date", "etag", "last-modified", "server"}
NOT_NEEDED = {"content-language", "vary", "x-request-id"}
# As root, nginx would read as a user to whom the folders of the tests are closed.
WHOLE = """
daemon off; user {user}; pid {place}/pid; error_log {place}/error.log; worker_processes 1;
events {{}}
http {{
    access_log off; types {{}} default_type application/octet-stream;
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi; uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
    {server}
}}
"""


def documented(words: str) -> str:
    """The one nginx block of docs/operating.md that has these words."""
    blocks = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if words in block]
    return str(found)


class Front:
    """A running nginx, and who stands behind it."""

    def __init__(self, port: int, tool: str, settings: Settings) -> None:
        self.port, self.tool, self.settings = port, tool, settings

    def get(self, url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Through nginx: status, headers by lower-case name, body."""
        self.settings.CONTENT_ACCEL = "/packages/"
        return self._ask(f"127.0.0.1:{self.port}", url, headers)

    def get_past_nginx(self, url: str) -> tuple[int, dict[str, str], bytes]:
        self.settings.CONTENT_ACCEL = ""
        return self._ask(urlsplit(self.tool).netloc, url, {"host": self.settings.CONTENT_HOST})

    def _ask(
        self, address: str, url: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(address, timeout=20)
        connection.request("GET", url, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


def front(server: str, place: Path, live_server: LiveServer, settings: Settings) -> Iterator[Front]:
    if not NGINX.exists():
        pytest.skip(f"no nginx at {NGINX}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    replaced = {
        "server_name tool.example content.example;": f"listen 127.0.0.1:{port};",
        "http://127.0.0.1:8000": live_server.url,
        "Host $host": f"Host {settings.CONTENT_HOST}",
    }
    for words, others in replaced.items():
        assert words in server
        server = server.replace(words, others)
    file = place / "nginx.conf"
    file.write_text(WHOLE.format(place=place, server=server, user=getpass.getuser()))
    with subprocess.Popen([str(NGINX), "-c", str(file)], stderr=subprocess.PIPE) as process:
        try:
            _wait_until_it_listens(port, process)
            yield Front(port, live_server.url, settings)
        finally:
            process.terminate()


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"nginx does not start: {process.communicate()[1].decode()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail("nginx does not listen")


def _stored(academy: Academy, edition: Edition, place: Path) -> str:
    zip_file = place / "package.zip"
    zip_file.write_bytes(package())
    with zip_file.open("rb") as file:
        digest = package_store().add(inspect(file)).sha256
    Edition.objects.filter(pk=edition.pk).update(content_digest=digest)
    token = sign_asset_token(AssetToken(academy=academy.pk, digest=digest, ancestors=()))
    return f"/c/{token}/{digest}/index.html"


def check(front: Front, url: str, academy: Academy) -> None:
    status, through, body = front.get(url)
    assert (status, body) == (200, PAGE)
    _, direct, _ = front.get_past_nginx(url)
    assert "frame-ancestors" in direct["content-security-policy"]
    told = {name: value for name, value in direct.items() if name not in OF_NGINX | NOT_NEEDED}
    assert {name: through.get(name) for name in told} == told

    status, headers, body = front.get(url, range="bytes=2-5")
    assert (status, body) == (206, PAGE[2:6])
    assert headers["content-range"] == f"bytes 2-5/{len(PAGE)}"
    assert headers["content-security-policy"] == direct["content-security-policy"]
    # Nobody gets at the files without the tool.
    assert (
        front.get(f"/packages/{url.split('/')[-2][:2]}/{url.split('/')[-2]}/index.html")[0] == 404
    )
    assert front.get(url.replace("index", "missing"))[0] == 404
    Academy.objects.filter(pk=academy.pk).update(status=Academy.Status.SUSPENDED)
    assert front.get(url)[0] == 403


def test_nginx_before_a_folder(
    northvale: Academy,
    edition: Edition,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.PACKAGE_STORE = tmp_path / "packages"
    server = documented("/srv/tool/packages/")
    server = server.replace("/srv/tool/packages", str(settings.PACKAGE_STORE))
    url = _stored(northvale, edition, tmp_path)
    for running in front(server, tmp_path, live_server, settings):
        check(running, url, northvale)


def test_nginx_before_a_bucket(
    northvale: Academy,
    edition: Edition,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running_bucket_server(monkeypatch) as address:
        boto3.resource("s3").Bucket(BUCKET).create()
        settings.PACKAGE_STORE = f"s3://{BUCKET}/before-nginx"
        location, whole = documented("https://s3.example"), documented("/srv/tool/packages/")
        location = location.replace("https://s3.example", address)
        server = re.sub(
            r" *location /packages/ \{.*?\n    \}\n", lambda _: location, whole, flags=re.DOTALL
        )
        url = _stored(northvale, edition, tmp_path)
        for running in front(server, tmp_path, live_server, settings):
            check(running, url, northvale)
