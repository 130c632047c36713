"""The store of packages: once, whole or not at all, and never a way out."""

from __future__ import annotations

import io
import os
import stat
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.packages import Archive, PackageRefused, inspect
from courses.store import FolderStore, NotStored
from courses.store.folder import INCOMING
from tests.courses.hostile import PAGE, with_manifest
from tests.courses.raw_zip import RawEntry

PICTURE = RawEntry("pictures/é 1.png", b"png")


def course() -> Archive:
    return inspect(io.BytesIO(with_manifest(PAGE, PICTURE)))


def left_in_incoming(store: FolderStore) -> list[Path]:
    return sorted((store.root / INCOMING).iterdir())


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "packages")


def test_a_package_is_stored_below_its_address_and_read_only(store: FolderStore) -> None:
    stored = store.add(course())
    assert (stored.file_count, stored.total_bytes) == (3, len(PAGE.content) + 11 + 3)
    folder = store.root / stored.sha256[:2] / stored.sha256
    assert sorted(path.name for path in folder.iterdir()) == [
        "imsmanifest.xml",
        "index.html",
        "pictures",
    ]
    for path in folder.rglob("*"):
        assert path.is_dir() or stat.S_IMODE(path.stat().st_mode) & 0o333 == 0
    assert store.has(stored.sha256)
    assert left_in_incoming(store) == []


def test_the_folder_can_be_read_by_the_user_who_serves_files(store: FolderStore) -> None:
    stored = store.add(course())
    mode = store.file(stored.sha256, "index.html").path.parent.stat().st_mode
    assert stat.S_IMODE(mode) == stat.S_IMODE((store.root / INCOMING).stat().st_mode)


def test_the_same_package_again_is_the_same_folder(store: FolderStore) -> None:
    first = store.add(course())
    page = store.file(first.sha256, "index.html").path
    before = page.stat()
    assert store.add(course()) == first
    assert (page.stat().st_ino, page.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert left_in_incoming(store) == []


def test_tomas_and_tessa_upload_the_same_package_at_the_same_moment(store: FolderStore) -> None:
    together = threading.Barrier(2)
    results = []

    def upload() -> None:
        def wait_at_the_last_file(done: int, total: int) -> None:
            if done == total:
                together.wait(10)

        results.append(store.add(course(), wait_at_the_last_file))

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    assert results[0] == results[1]
    assert left_in_incoming(store) == []


def test_a_package_that_lies_leaves_nothing_behind(store: FolderStore) -> None:
    liar = inspect(io.BytesIO(with_manifest(PAGE, RawEntry("z.html", b"x" * 99, crc=1))))
    with pytest.raises(PackageRefused):
        store.add(liar)
    assert left_in_incoming(store) == []
    assert [path.name for path in store.root.iterdir()] == [INCOMING]


def test_an_upload_that_is_broken_off_leaves_nothing_behind(store: FolderStore) -> None:
    def the_disk_is_full(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        store.add(course(), the_disk_is_full)
    assert left_in_incoming(store) == []


def test_what_a_power_cut_left_is_swept_when_it_is_old(store: FolderStore) -> None:
    assert store.sweep(timedelta(0)) == 0
    store.add(course())
    old, new = store.root / INCOMING / "old", store.root / INCOMING / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "index.html").write_text("half")
        (folder / "index.html").chmod(0o444)
    two_days_ago = time.time() - 2 * 86_400
    os.utime(old, (two_days_ago, two_days_ago))
    assert store.sweep(timedelta(days=1)) == 1
    assert left_in_incoming(store) == [new]


def test_lena_opens_a_page_and_a_picture(store: FolderStore) -> None:
    sha256 = store.add(course()).sha256
    assert store.file(sha256, "index.html").path.read_bytes() == PAGE.content
    for spelling in ("pictures/é 1.png", "pictures/e\u0301 1.png"):
        assert store.file(sha256, spelling).path.read_bytes() == PICTURE.content


OUTSIDE = [
    "",
    ".",
    "..",
    "/etc/passwd",
    "../../../etc/passwd",
    "pictures/../index.html",
    "pictures/../../../secret.txt",
    "pictures",
    "pictures/",
    "index.html/",
    "index.html/more",
    "no.html",
    "index.html\0",
    "pictures\\é 1.png",
    "./index.html",
    "x" * 300,
    "x/" * 3000 + "y",
]


@pytest.mark.parametrize("relative", OUTSIDE)
def test_oscar_gets_nothing_but_plain_files_of_the_package(
    store: FolderStore, relative: str
) -> None:
    sha256 = store.add(course()).sha256
    (store.root / sha256[:2] / "secret.txt").write_text("not yours")
    with pytest.raises(NotStored):
        store.file(sha256, relative)


@pytest.mark.parametrize("sha256", ["", "..", "0" * 64, "A" * 64, "../" + "0" * 61, INCOMING])
def test_an_address_is_64_hexadecimal_digits_of_something_stored(
    store: FolderStore, sha256: str
) -> None:
    store.add(course())
    assert not store.has(sha256)
    with pytest.raises(NotStored):
        store.file(sha256, "index.html")


def test_a_link_in_the_store_is_not_followed(store: FolderStore) -> None:
    """None is ever written there; one that got in by other ways must not help anybody."""
    sha256 = store.add(course()).sha256
    folder = store.file(sha256, "index.html").path.parent
    (store.root / "secret.txt").write_text("not yours")
    (folder / "link.txt").symlink_to(store.root / "secret.txt")
    (folder / "way").symlink_to(store.root)
    for relative in ("link.txt", "way/secret.txt"):
        with pytest.raises(NotStored):
            store.file(sha256, relative)


@given(relative=st.text(max_size=60))
def test_no_text_whatever_leads_out(
    relative: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.getbasetemp() / "random-paths"
    store = FolderStore(root)
    sha256 = "ab" * 32
    folder = root / "ab" / sha256
    folder.mkdir(parents=True, exist_ok=True)
    try:
        found = store.file(sha256, relative).path
    except NotStored:
        return
    pytest.fail(f"{relative!r} led to {found} in an empty package")


def test_a_package_is_removed_and_may_come_again(store: FolderStore) -> None:
    arriving: list[tuple[str, bool]] = []
    stored = store.add(course(), None, lambda sha256: arriving.append((sha256, store.has(sha256))))
    assert arriving == [(stored.sha256, False)], "its name is known before it is there"
    store.remove(stored.sha256)
    assert not store.has(stored.sha256)
    assert left_in_incoming(store) == []
    store.remove(stored.sha256)
    assert store.add(course()) == stored
    assert store.has(stored.sha256)
