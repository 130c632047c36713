"""Content types: what browsers may show, and what they must only save."""

from __future__ import annotations

import re

import pytest

from courses.content_types import DOWNLOADED, SHOWN, ContentType, content_type_for


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("index.html", "text/html"),
        ("A/B.HTM", "text/html"),
        ("app.min.js", "text/javascript"),
        ("module.mjs", "text/javascript"),
        ("data/course.json", "application/json"),
        ("imsmanifest.xml", "text/xml"),
        ("subtitles.en.vtt", "text/vtt"),
        ("engine.wasm", "application/wasm"),
        ("film.mp4", "video/mp4"),
        ("font.woff2", "font/woff2"),
        ("drawing.svg", "image/svg+xml"),
        ("notes.pdf", "application/pdf"),
    ],
)
def test_what_a_course_is_made_of_is_shown(path: str, value: str) -> None:
    assert content_type_for(path) == ContentType(value, inline=True)


@pytest.mark.parametrize(
    "path",
    [
        "film.swf",
        "run.exe",
        "page.php",
        "page.html.bak",
        "README",
        ".htaccess",
        ".html",
        "a.b/c",
        "",
    ],
)
def test_what_nobody_knows_is_saved_as_bytes(path: str) -> None:
    assert content_type_for(path) == ContentType("application/octet-stream", inline=False)


def test_office_documents_are_saved_under_their_type() -> None:
    assert content_type_for("form.docx").inline is False
    assert content_type_for("form.docx").value.endswith("wordprocessingml.document")


def test_every_type_is_a_media_type_without_parameters() -> None:
    """A charset here would be wrong for old packages, which say theirs in the page."""
    for value in {*SHOWN.values(), *DOWNLOADED.values()}:
        assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", value)
    assert not SHOWN.keys() & DOWNLOADED.keys()
