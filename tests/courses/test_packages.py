"""Packages as authoring tools and people really make them: read, with a remark where needed."""

from __future__ import annotations

import io
import zipfile
from typing import IO, TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.packages import TIN_CAN, Archive, Limits, PackageRefused, inspect
from tests.courses.hostile import MANIFEST, PAGE, with_manifest
from tests.courses.raw_zip import (
    DESCRIPTOR,
    FULL_32,
    UTF8,
    RawEntry,
    end_record,
    raw_zip,
    unicode_path_extra,
    zip64_ending,
    zip64_extra,
)

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def inspected(data: bytes) -> Archive:
    return inspect(io.BytesIO(data))


def codes(archive: Archive) -> list[str]:
    return [warning.code for warning in archive.warnings]


def test_tomas_exports_a_package_and_it_is_read_without_a_remark() -> None:
    archive = inspected(
        with_manifest(PAGE, RawEntry("pictures/"), RawEntry("pictures/a.png", b"x"))
    )
    assert list(archive.files) == ["imsmanifest.xml", "index.html", "pictures/a.png"]
    assert archive.read("index.html", 10_000) == PAGE.content
    assert archive.manifest_path == "imsmanifest.xml"
    assert archive.total_bytes == len(MANIFEST.content) + len(PAGE.content) + 1
    assert archive.warnings == ()


def test_tessa_zips_the_folder_instead_of_its_content() -> None:
    """The most common mistake; the folder is taken away, the package is the same."""
    archive = inspected(
        raw_zip([RawEntry("My course/imsmanifest.xml", b"m"), RawEntry("My course/a/b.html", b"b")])
    )
    assert list(archive.files) == ["a/b.html", "imsmanifest.xml"]
    assert archive.files["a/b.html"].path == "a/b.html"
    assert archive.read("a/b.html", 10) == b"b"
    assert codes(archive) == ["top-folder"]


def test_tomas_zips_the_course_with_a_letter_beside_it() -> None:
    archive = inspected(
        raw_zip(
            [
                RawEntry("Dear colleagues.txt", b"letter"),
                RawEntry("a/b/imsmanifest.xml", b"m"),
                RawEntry("a/b/index.html", b"page"),
                RawEntry("a/b/more/imsmanifest.xml", b"content"),
            ]
        )
    )
    assert list(archive.files) == ["imsmanifest.xml", "index.html", "more/imsmanifest.xml"]
    assert (archive.read("imsmanifest.xml", 9), archive.total_bytes) == (b"m", 12)
    assert codes(archive) == ["top-folder", "left-outside"]


def test_the_manifest_nearest_to_the_top_says_what_a_package_is() -> None:
    """A course about packages may hold one."""
    data = raw_zip([RawEntry("tincan.xml", b"t"), RawEntry("sample/imsmanifest.xml", b"m")])
    with pytest.raises(PackageRefused) as refusal:
        inspected(data)
    assert refusal.value.code == "manifest-missing"
    assert list(inspect(io.BytesIO(data), kind=TIN_CAN).files) == [
        "sample/imsmanifest.xml",
        "tincan.xml",
    ]


def test_tomas_zips_on_a_mac_and_the_finder_adds_its_own() -> None:
    archive = inspected(
        raw_zip(
            [
                RawEntry("Course/imsmanifest.xml", b"m"),
                RawEntry("Course/.DS_Store", b"finder"),
                RawEntry("Course/pictures/.DS_Store", b"finder"),
                RawEntry("__MACOSX/Course/._imsmanifest.xml", b"finder"),
            ]
        )
    )
    assert list(archive.files) == ["imsmanifest.xml"]
    assert codes(archive) == ["left-out", "top-folder"]


def test_ada_has_an_old_windows_tool_that_writes_backslashes() -> None:
    archive = inspected(with_manifest(RawEntry("a\\b\\c.html", b"c"), RawEntry("a\\")))
    assert list(archive.files) == ["a/b/c.html", "imsmanifest.xml"]
    assert codes(archive) == ["backslashes"]


def test_a_manifest_in_capitals_is_found() -> None:
    archive = inspected(raw_zip([RawEntry("IMSMANIFEST.XML", b"m")]))
    assert archive.manifest_path == "IMSMANIFEST.XML"
    assert codes(archive) == ["manifest-case"]


def test_an_inner_manifest_beside_the_outer_one_is_a_file_like_others() -> None:
    archive = inspected(with_manifest(RawEntry("sample/imsmanifest.xml", b"inner")))
    assert archive.read(archive.manifest_path, 100) == MANIFEST.content


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (RawEntry("é.html", flags=UTF8), "é.html"),
        (RawEntry("é.html".encode(), flags=0), "é.html"),
        (RawEntry(b"\x82.html", flags=0), "é.html"),
        (RawEntry("e\u0301.html", flags=UTF8), "é.html"),
        (
            RawEntry(
                b"\x82.html", flags=0, extra=unicode_path_extra(b"\x82.html", "ж.html".encode())
            ),
            "ж.html",
        ),
        (
            RawEntry(b"\x82.html", flags=0, extra=unicode_path_extra(b"other", b"b.html")),
            "é.html",
        ),
    ],
    ids=["utf-8", "utf-8 unsaid", "code page 437", "decomposed", "Unicode path", "stale path"],
)
def test_letters_outside_of_ascii_arrive_whatever_the_tool(entry: RawEntry, name: str) -> None:
    assert name in inspected(with_manifest(entry)).files


def test_entries_written_to_a_stream_have_their_sizes_behind_the_data() -> None:
    class Stream(io.RawIOBase):
        """What a tool writes to when it cannot go back: a socket or a pipe."""

        def __init__(self) -> None:
            self.written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: ReadableBuffer) -> int:
            self.written += bytes(data)
            return len(bytes(data))

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("imsmanifest.xml", b"m" * 500)
        written.writestr("index.html", b"i" * 500)
    archive = inspected(stream.written)
    assert archive.read("index.html", 500) == b"i" * 500
    assert archive.warnings == ()


def test_large_file_fields_that_are_not_needed_are_understood() -> None:
    def member(written: zipfile.ZipFile) -> IO[bytes]:
        return written.open("imsmanifest.xml", "w", force_zip64=True)

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written, member(written) as out:
        out.write(b"manifest")
    assert inspected(target.getvalue()).read("imsmanifest.xml", 8) == b"manifest"


def test_a_zip64_directory_that_agrees_with_the_plain_one_is_read() -> None:
    sizes = len(PAGE.content), len(PAGE.true_data())
    page = RawEntry(
        "index.html",
        PAGE.content,
        size=FULL_32,
        compressed_size=FULL_32,
        flags=UTF8 | DESCRIPTOR,
        extra=zip64_extra(*sizes),
        local_extra=zip64_extra(*sizes),
    )
    body = MANIFEST.local() + page.local()
    directory = MANIFEST.central(0) + page.central(len(MANIFEST.local()))
    place = len(body) + len(directory)
    ending = zip64_ending(2, len(directory), len(body), place)
    archive = inspected(body + directory + ending + end_record(2, FULL_32, FULL_32))
    assert archive.read("index.html", 10_000) == PAGE.content


def test_bytes_between_the_files_are_remarked_on() -> None:
    archive = inspected(raw_zip([MANIFEST, RawEntry("a.html", before=b"?" * 30)], gap=b"!" * 3))
    assert codes(archive) == ["unused-bytes"]
    assert "33 bytes" in archive.warnings[0].message


def test_a_comment_and_padded_extra_fields_are_harmless() -> None:
    padded = RawEntry("a.html", b"x", extra=bytes(5), local_extra=bytes(3))
    assert inspected(raw_zip([MANIFEST, padded], comment=b"Made at Northvale")).warnings == ()


def test_a_small_file_may_be_very_regular() -> None:
    """900 KB of spaces have a ratio of a thousand and harm nobody."""
    text = with_manifest(RawEntry("a.txt", b" " * 900_000))
    assert inspected(text).files["a.txt"].size == 900_000


def test_reading_more_than_was_allowed_is_refused_and_a_stranger_is_unknown() -> None:
    archive = inspected(with_manifest(PAGE))
    with pytest.raises(PackageRefused) as refusal:
        archive.read("index.html", 10)
    assert refusal.value.code == "file-too-large"
    with pytest.raises(KeyError):
        archive.read("other.html", 10)


def test_limits_are_those_that_were_given() -> None:
    data = with_manifest(PAGE)
    assert inspect(io.BytesIO(data), Limits(max_entries=2)).files
    with pytest.raises(PackageRefused):
        inspect(io.BytesIO(data), Limits(max_entries=1))


NAMES = st.text("abcåß_-. 0", min_size=1, max_size=8).filter(lambda name: name.strip(". "))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


@given(
    st.dictionaries(PATHS, st.binary(max_size=200), max_size=8),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_any_ordinary_package_comes_back_as_it_was(files: dict[str, bytes], method: int) -> None:
    keys = [path.casefold() for path in files]
    if len(set(keys)) < len(keys) or any(
        other.startswith(f"{key}/") for key in keys for other in keys
    ):
        return
    files = {"imsmanifest.xml": b"m"} | {f"content/{path}": data for path, data in files.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as written:
        for path, data in files.items():
            written.writestr(path, data)
    archive = inspected(target.getvalue())
    assert {path: archive.read(path, 200) for path in archive.files} == files
    assert archive.warnings == ()
