"""Unpacking: what is written, what it is called by, and what it costs."""

from __future__ import annotations

import hashlib
import io
import random
import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from courses.packages import Limits, extract, inspect
from courses.packages.extraction import content_digest

FILES = [
    ("imsmanifest.xml", b"<manifest/>"),
    ("index.html", b"<p>An invented page</p>"),
    ("pictures/large/a.png", bytes(range(256)) * 40),
    ("empty.txt", b""),
]


def zipped(
    files: Sequence[tuple[str, bytes]] = FILES, *, method: int = zipfile.ZIP_DEFLATED
) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as written:
        for path, content in files:
            written.writestr(path, content)
    return target


def test_every_file_is_written_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    extraction = extract(
        inspect(zipped()), tmp_path / "new", lambda done, total: told.append((done, total))
    )
    written = {
        path.relative_to(tmp_path / "new").as_posix(): path.read_bytes()
        for path in (tmp_path / "new").rglob("*")
        if path.is_file()
    }
    assert written == dict(FILES)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (extraction.file_count, extraction.total_bytes) == (4, sum(len(c) for _, c in FILES))


def test_within_a_large_file_it_is_told_too(tmp_path: Path) -> None:
    """One film may take minutes: whoever waits is not taken for dead, and may say stop."""
    film = zipped([("film.mp4", bytes(20_000_000)), *FILES], method=zipfile.ZIP_STORED)
    told: list[int] = []
    extract(inspect(film), tmp_path / "new", lambda done, total: told.append(done))
    assert told == [0, 0, 1, 2, 3, 4, 5]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        extract(inspect(film), tmp_path / "stopped", stop)
    assert (tmp_path / "stopped" / "film.mp4").stat().st_size < 10_000_000


def test_the_same_content_has_one_address_however_it_is_zipped(tmp_path: Path) -> None:
    """Tomas zips with his tool, Tessa zips the folder around it without compression."""
    from_tomas = extract(inspect(zipped()), tmp_path / "tomas")
    in_a_folder = [(f"Course/{path}", content) for path, content in reversed(FILES)]
    from_tessa = extract(
        inspect(zipped(in_a_folder, method=zipfile.ZIP_STORED)), tmp_path / "tessa"
    )
    assert from_tomas.content_digest == from_tessa.content_digest


@pytest.mark.parametrize(
    "changed",
    [
        [*FILES, ("more.txt", b"")],
        [*FILES[:1], ("Index.html", FILES[1][1]), *FILES[2:]],
        [*FILES[:1], ("index.html", FILES[1][1] + b" "), *FILES[2:]],
    ],
    ids=["a file more", "another name", "another content"],
)
def test_other_content_has_another_address(
    changed: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    first = extract(inspect(zipped()), tmp_path / "first")
    second = extract(inspect(zipped(changed)), tmp_path / "second")
    assert first.content_digest != second.content_digest


def test_the_address_can_be_computed_with_ordinary_tools() -> None:
    """sha256sum over sorted lines of path, size and sha256: written down so that it stays so."""
    digests = [(path, len(content), hashlib.sha256(content).hexdigest()) for path, content in FILES]
    lines = "".join(f"{path}\t{size}\t{digest}\n" for path, size, digest in sorted(digests))
    assert content_digest(digests) == hashlib.sha256(lines.encode()).hexdigest()


def test_nothing_that_is_there_is_overwritten_or_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("not yours")
    target = tmp_path / "target"
    target.mkdir()
    (target / "index.html").symlink_to(outside)
    with pytest.raises(FileExistsError):
        extract(inspect(zipped()), target)
    assert outside.read_text() == "not yours"


def test_memory_does_not_grow_with_the_package(tmp_path: Path) -> None:
    noise = random.Random(4).randbytes(1024 * 1024)
    packed = zipped([("imsmanifest.xml", b"m"), ("film.mp4", noise * 24)])
    archive = inspect(packed, Limits())
    tracemalloc.start()
    try:
        extract(archive, tmp_path / "out")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * 1024 * 1024
    assert (tmp_path / "out" / "film.mp4").stat().st_size == 24 * len(noise)
