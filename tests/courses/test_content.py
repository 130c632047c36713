"""Files of packages: on their own host, with a right that expires, and in no foreign frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http.response import HttpResponseBase
from django.test import Client

from academies.models import Academy
from courses.models import Edition
from courses.tickets import AssetToken, sign_asset_token
from tests import cast
from tests.scorm.playing import ACADEMY_LMS, ONE_PART, ONE_RESOURCE, PAGE, store_package

FILM = bytes(range(256)) * 1000
FILES: dict[str, str | bytes] = {
    "only.html": PAGE,
    "media/film.mp4": FILM,
    "media/empty.mp4": b"",
    "notes.docx": b"PK",
    "strange.exe": b"MZ",
    "script.js": "document.title = 'invented';",
}


@dataclass(frozen=True)
class Answer:
    """A response read to its end, as a browser does; that closes its file too."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes


def read(response: HttpResponseBase) -> Answer:
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    return Answer(response.status_code, response.headers, content)


class Reader:
    """A browser on the content host, with the right to one package."""

    def __init__(self, academy: Academy, edition: Edition) -> None:
        self.digest = edition.content_digest
        self.right = AssetToken(
            academy=academy.pk, digest=self.digest, ancestors=(ACADEMY_LMS, "javascript:alert(1)")
        )
        self.client = Client(headers={"host": "content.localhost:8000"})

    def url(self, path: str, token: str = "", digest: str = "") -> str:
        return f"/c/{token or sign_asset_token(self.right)}/{digest or self.digest}/{path}"

    def get(self, path: str, **headers: str) -> Answer:
        return self.at(self.url(path), **headers)

    def at(self, url: str, **headers: str) -> Answer:
        return read(self.client.get(url, headers=headers))


@pytest.fixture
def folder(edition: Edition) -> Path:
    return store_package(edition, ONE_PART, ONE_RESOURCE, FILES)


@pytest.fixture
def reader(northvale: Academy, edition: Edition, folder: Path) -> Reader:
    return Reader(northvale, edition)


def test_a_page_of_the_package(reader: Reader) -> None:
    response = reader.get("only.html")
    assert response.status_code == 200
    assert response.body == PAGE.encode()
    assert response.headers["Content-Type"] == "text/html"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in response.headers


def test_it_stands_only_in_the_frames_of_its_launch(reader: Reader) -> None:
    for path in ("only.html", "_shim.html", "missing.html"):
        policy = reader.get(path).headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors 'self' http://tool.localhost:8000 {ACADEMY_LMS}")


def test_a_package_reaches_nobody_else(reader: Reader) -> None:
    policy = reader.get("only.html").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:;")
    assert "connect-src" not in policy


def test_one_that_speaks_for_itself_may_call_the_service_that_listens(
    reader: Reader, northvale: Academy
) -> None:
    right = AssetToken(academy=northvale.pk, digest=reader.digest, calls="/xapi/")
    url = reader.url("only.html", token=sign_asset_token(right))
    policy = reader.at(url).headers["Content-Security-Policy"]
    assert "connect-src 'self' data: blob: http://tool.localhost:8000/xapi/;" in policy
    assert "default-src 'self' 'unsafe-inline'" in policy


def test_the_shim_runs_our_script_only(reader: Reader) -> None:
    response = reader.get("_shim.html")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src http://tool.localhost:8000;" in policy
    assert b'data-tool-origin="http://tool.localhost:8000"' in response.body
    assert response.headers["Cache-Control"] == "no-store"


def test_a_file_of_the_package_never_stands_in_for_the_shim(reader: Reader, folder: Path) -> None:
    (folder / "_shim.html").write_text("<script>steal()</script>", encoding="utf-8")
    assert b"steal" not in reader.get("_shim.html").body


@pytest.mark.parametrize(
    ("path", "kind"), [("notes.docx", "application/vnd."), ("strange.exe", "application/octet")]
)
def test_what_no_browser_should_run_is_downloaded(reader: Reader, path: str, kind: str) -> None:
    response = reader.get(path)
    assert response.headers["Content-Type"].startswith(kind)
    assert response.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "expected"),
    [
        ("bytes=0-0", 206, "bytes 0-0/256000", FILM[:1]),
        ("bytes=255000-", 206, "bytes 255000-255999/256000", FILM[255_000:]),
        ("bytes=-10", 206, "bytes 255990-255999/256000", FILM[-10:]),
        ("bytes=100-999999999", 206, "bytes 100-255999/256000", FILM[100:]),
        ("bytes=-999999999", 206, "bytes 0-255999/256000", FILM),
        ("bytes=256000-", 416, "bytes */256000", b""),
        ("bytes=-0", 416, "bytes */256000", b""),
        ("bytes=9-3", 416, "bytes */256000", b""),
        ("bytes=0-1,5-6", 200, None, FILM),
        ("lines=0-1", 200, None, FILM),
        ("bytes=\u0663-", 200, None, FILM),
        ("", 200, None, FILM),
    ],
)
def test_a_film_is_sent_in_parts(
    reader: Reader, asked: str, status: int, content_range: str | None, expected: bytes
) -> None:
    response = reader.get("media/film.mp4", range=asked)
    assert response.status_code == status
    assert response.headers.get("Content-Range") == content_range
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.body == expected
    if status != 416:
        assert int(response.headers["Content-Length"]) == len(expected)


def test_an_empty_file_has_no_range(reader: Reader) -> None:
    assert reader.get("media/empty.mp4", range="bytes=0-").status_code == 416
    assert reader.get("media/empty.mp4", range="bytes=-5").status_code == 416
    assert reader.get("media/empty.mp4").body == b""


def test_a_part_is_only_sent_of_the_same_film(reader: Reader) -> None:
    etag = reader.get("media/film.mp4").headers["ETag"]
    same = reader.get("media/film.mp4", **{"range": "bytes=0-9", "if-range": etag})
    other = reader.get("media/film.mp4", **{"range": "bytes=0-9", "if-range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_what_the_browser_has_is_not_sent_again(reader: Reader) -> None:
    etag = reader.get("script.js").headers["ETag"]
    again = reader.get("script.js", **{"if-none-match": etag})
    assert (again.status_code, again.body) == (304, b"")
    assert "frame-ancestors" in again.headers["Content-Security-Policy"]


def test_head_has_no_body(reader: Reader) -> None:
    asked = {"range": "bytes=0-9"}
    response = read(reader.client.head(reader.url("media/film.mp4"), headers=asked))
    assert (response.status_code, response.headers["Content-Length"]) == (200, "256000")


@pytest.mark.parametrize(
    "path",
    [
        "missing.html",
        "media",
        "media/",
        "../only.html",
        "media/../../../../etc/passwd",
        "%2e%2e/only.html",
        "media%2f..%2fonly.html",
        "media\\film.mp4",
        "only.html%00",
        "x" * 5000,
    ],
)
def test_no_address_leads_out_of_the_package(reader: Reader, path: str) -> None:
    assert reader.get(path).status_code in {403, 404}


def test_a_link_in_the_store_leads_nowhere(reader: Reader, folder: Path) -> None:
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    assert reader.get("passwd.txt").status_code == 404


def test_the_right_is_for_one_package(reader: Reader, edition: Edition) -> None:
    for other in ("ab" * 32, "%00"):
        assert reader.at(reader.url("only.html", digest=other)).status_code == 403
    for token in ("forged", sign_asset_token(reader.right)[:-1], "x:y"):
        assert reader.at(reader.url("only.html", token=token)).status_code == 403


def test_a_package_that_is_open_too_needs_a_right_of_its_own(
    reader: Reader, northvale: Academy
) -> None:
    other = cast.make_module("Another open module")
    cast.make_entitlement(northvale, other)
    edition = cast.make_edition(other)
    store_package(edition, ONE_PART, ONE_RESOURCE, FILES)

    assert Reader(northvale, edition).get("only.html").status_code == 200
    assert reader.at(reader.url("only.html", digest=edition.content_digest)).status_code == 403


def test_the_right_expires(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    url = reader.url("only.html")
    assert reader.at(url).status_code == 200
    monkeypatch.setattr("courses.tickets.time.time", lambda: 32_503_680_000)
    assert reader.at(url).status_code == 403


def test_a_suspended_academy_reads_nothing_more(reader: Reader, northvale: Academy) -> None:
    northvale.status = Academy.Status.SUSPENDED
    northvale.save()
    assert reader.get("only.html").status_code == 403
    assert reader.get("_shim.html").status_code == 403


def test_the_tools_host_serves_no_package(reader: Reader) -> None:
    on_tool = read(Client(headers={"host": "tool.localhost:8000"}).get(reader.url("only.html")))
    assert on_tool.status_code == 404
    on_content = reader.at("/scorm/player/")
    assert on_content.status_code == 404


def test_nothing_is_posted_here(reader: Reader) -> None:
    assert reader.client.post(reader.url("only.html")).status_code == 405


def test_nginx_sends_the_bytes_where_it_is_there(reader: Reader, settings: LazySettings) -> None:
    settings.CONTENT_ACCEL = "/protected/"
    response = reader.get("media/film.mp4")
    digest = reader.digest
    expected = f"/protected/{digest[:2]}/{digest}/media/film.mp4"
    assert response.headers["X-Accel-Redirect"] == expected
    assert response.headers["Content-Type"] == "video/mp4"
    assert response.body == b""
