"""Packages sent by somebody who means harm: each is refused, says why, and leaves nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.packages import PackageRefused, inspect
from courses.packages.content import chunks
from courses.store import FolderStore
from courses.store.folder import INCOMING
from tests.courses.hostile import MANIFEST, PAGE, HostileZip, hostile_zips, with_manifest
from tests.courses.raw_zip import RawEntry, end_record, raw_zip

CORPUS = list(hostile_zips())


@pytest.mark.parametrize("hostile", CORPUS, ids=[hostile.name for hostile in CORPUS])
def test_a_hostile_package_is_refused_with_its_code(hostile: HostileZip, tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    with pytest.raises(PackageRefused) as refusal:
        store.add(inspect(io.BytesIO(hostile.data), hostile.limits))
    assert refusal.value.code == hostile.code
    said = (refusal.value.what, refusal.value.why, refusal.value.to_do)
    assert all(sentence.endswith(".") for sentence in said)
    assert str(refusal.value).isprintable()
    assert _left_in(tmp_path) == []


def test_the_corpus_is_large_and_every_case_has_a_name_of_its_own() -> None:
    assert len(CORPUS) >= 110
    assert len({hostile.name for hostile in CORPUS}) == len(CORPUS)
    assert len({hostile.code for hostile in CORPUS}) >= 35


@given(st.binary(max_size=400))
def test_random_bytes_are_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(PackageRefused):
        inspect(io.BytesIO(data))


@given(st.binary(max_size=300), st.integers(0, 3), st.integers(0, 300))
def test_random_bytes_before_a_true_end_record_are_refused(
    data: bytes, count: int, directory_bytes: int
) -> None:
    size = min(directory_bytes, len(data))
    with pytest.raises(PackageRefused):
        inspect(io.BytesIO(data + end_record(count, size, len(data) - size)))


GOOD = with_manifest(PAGE, RawEntry("pictures/a.png", bytes(range(256)), method=0))


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=4))
def test_a_package_with_changed_bytes_is_whole_or_refused(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for position, value in changes:
        damaged[position] = value
    try:
        archive = inspect(io.BytesIO(bytes(damaged)))
        contents = {archive.read(path, 10_000) for path in archive.files}
    except PackageRefused:
        return
    assert contents <= {MANIFEST.content, PAGE.content, bytes(range(256))}


@given(st.integers(0, len(GOOD) - 1))
def test_a_package_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(PackageRefused):
        inspect(io.BytesIO(GOOD[:length]))


def test_a_bomb_that_lies_about_its_size_is_stopped_early() -> None:
    """64 KB that unpack to 64 MB and call themselves 100 KB."""
    bomb = RawEntry("a.html", bytes(64 * 1024 * 1024), size=100_000)
    archive = inspect(io.BytesIO(raw_zip([MANIFEST, bomb])))
    pieces: list[bytes] = []
    with pytest.raises(PackageRefused, match="holds more"):
        pieces.extend(chunks(archive.file, archive.files["a.html"]))
    assert sum(map(len, pieces)) <= 100_000


def _left_in(root: Path) -> list[Path]:
    def files(folder: Path) -> Iterator[Path]:
        return (path for path in folder.rglob("*") if path != root / INCOMING)

    return sorted(files(root))
