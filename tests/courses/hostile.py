"""Hostile zip files, built by code: what each is, and the code with which it must be refused."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.packages import Limits
from tests.courses.raw_zip import (
    DESCRIPTOR,
    FULL_32,
    STORED,
    UTF8,
    RawEntry,
    deflated,
    end_record,
    raw_zip,
    unicode_path_extra,
    zip64_ending,
    zip64_extra,
)

MANIFEST = RawEntry("imsmanifest.xml", b"<manifest/>")
PAGE = RawEntry("index.html", b"<p>An invented page</p>" * 20)


@dataclass(frozen=True)
class HostileZip:
    name: str
    code: str
    data: bytes = field(repr=False)
    limits: Limits = field(default=Limits(), repr=False)


def with_manifest(*entries: RawEntry) -> bytes:
    return raw_zip([MANIFEST, *entries])


def hostile_zips() -> Iterator[HostileZip]:
    yield from _not_one_zip()
    yield from _directories()
    yield from _kinds()
    yield from _names()
    yield from _doubles()
    yield from _headers()
    yield from _contents()
    yield from _sizes()
    yield from _manifests()


def _not_one_zip() -> Iterator[HostileZip]:
    good = with_manifest(PAGE)
    yield HostileZip("a text", "not-a-zip", b"This is a letter, not a course.")
    yield HostileZip("nothing", "not-a-zip", b"")
    yield HostileZip("cut short", "truncated", good[:-30])
    yield HostileZip("only a local header", "truncated", PAGE.local())
    yield HostileZip("data behind", "trailing-data", good + b"#!/bin/sh\n")
    yield HostileZip(
        "shell script in front", "prepended-data", raw_zip([MANIFEST], prepended=b"#!/bin/sh\n")
    )
    yield HostileZip(
        "script in front, offsets untouched",
        "prepended-data",
        raw_zip([MANIFEST], prepended=b"#!/bin/sh\n", offsets_know=False),
    )
    yield HostileZip("two zips in a row", "prepended-data", with_manifest() + good)
    second = end_record(0, 0, 0)
    yield HostileZip(
        "second end in the comment",
        "multiple-directories",
        raw_zip([MANIFEST, PAGE], comment=second),
    )
    yield HostileZip(
        "half an end in the comment",
        "multiple-directories",
        raw_zip([MANIFEST, PAGE], comment=b"PK\x05\x06 and so on"),
    )
    yield HostileZip("one of three disks", "several-disks", raw_zip([MANIFEST], disk=2))


def _directories() -> Iterator[HostileZip]:
    yield HostileZip("fewer counted", "damaged-directory", raw_zip([MANIFEST, PAGE], count=1))
    yield HostileZip("more counted", "damaged-directory", raw_zip([MANIFEST], count=2))
    broken = with_manifest().replace(b"PK\x01\x02", b"PK\x01\x03")
    yield HostileZip("broken signature", "damaged-directory", broken)
    yield HostileZip(
        "entry on another disk", "damaged-directory", with_manifest(RawEntry("a.html", disk=3))
    )
    yield HostileZip(
        "extra field too long",
        "damaged-directory",
        with_manifest(RawEntry("a.html", extra=struct.pack("<2H", 9, 99) + b"x")),
    )
    yield HostileZip(
        "two zip64 fields",
        "damaged-directory",
        with_manifest(RawEntry("a.html", extra=zip64_extra(1) + zip64_extra(2))),
    )
    signed = raw_zip([MANIFEST, PAGE]).replace(b"PK\x05\x06", b"PK\x05\x05\0\0PK\x05\x06")
    yield HostileZip("a signature behind the directory", "prepended-data", signed)
    yield HostileZip("large directory announced", "zip64", raw_zip([MANIFEST], count=0xFFFF))
    yield HostileZip("two counts", "zip64", _zip64(count=7))
    yield HostileZip("zip64 record of wrong size", "zip64", _zip64(rest_bytes=99))
    yield HostileZip("zip64 locator into nowhere", "zip64", _zip64(position=1 << 40))
    yield HostileZip(
        "size announced and not given", "zip64", with_manifest(RawEntry("a.html", size=FULL_32))
    )


def _zip64(count: int = 1, rest_bytes: int = 44, position: int | None = None) -> bytes:
    local = MANIFEST.local()
    directory = MANIFEST.central(0)
    place = len(local) + len(directory)
    ending = zip64_ending(
        count,
        len(directory),
        len(local),
        place if position is None else position,
        rest_bytes=rest_bytes,
    )
    return local + directory + ending + end_record(1, len(directory), len(local))


def _kinds() -> Iterator[HostileZip]:
    for bit, name in ((0x1, "password"), (0x40, "strong encryption"), (0x2000, "masked")):
        yield HostileZip(name, "encrypted", with_manifest(RawEntry("a.html", flags=bit)))
    for method, name in ((9, "deflate64"), (12, "bzip2"), (14, "lzma"), (93, "zstandard")):
        data = with_manifest(RawEntry("a.html", method=method, data=b"x", size=1))
        yield HostileZip(name, "unsupported-compression", data)
    patch = with_manifest(RawEntry("a.html", flags=0x20))
    yield HostileZip("patch data", "unsupported-compression", patch)
    link = RawEntry("passwords.html", b"/etc/passwd", mode=stat.S_IFLNK | 0o777)
    yield HostileZip("symbolic link", "symbolic-link", with_manifest(link))
    for kind, name in ((stat.S_IFCHR, "device"), (stat.S_IFIFO, "pipe"), (stat.S_IFSOCK, "socket")):
        yield HostileZip(name, "special-file", with_manifest(RawEntry("a", mode=kind | 0o644)))
    label = with_manifest(RawEntry("DISK", dos_attributes=0x08))
    yield HostileZip("disk label", "special-file", label)


def _names() -> Iterator[HostileZip]:
    names = (
        ("/etc/cron.d/job", "absolute-path"),
        ("\\\\server\\share\\a.html", "absolute-path"),
        ("C:/Windows/a.dll", "drive-letter"),
        ("c:a.html", "drive-letter"),
        ("../a.html", "climbing-path"),
        ("a/../../b.html", "climbing-path"),
        ("a\\..\\..\\b.html", "climbing-path"),
        ("a/..", "climbing-path"),
        ("./a.html", "unusual-path"),
        ("a//b.html", "unusual-path"),
        ("a/.. /b.html", "unusual-path"),
        ("a/.../b.html", "unusual-path"),
        ("", "empty-name"),
        ("a.html\0.png", "control-character"),
        ("a\nb.html", "control-character"),
        ("a\x9bb.html", "control-character"),
        ("gpj.\u202eexe", "control-character"),
        ("a/" * 40 + "b.html", "too-deep"),
        ("abc/" * 10 + "é" * 200, "path-too-long"),
        ("long " * 100, "path-too-long"),
        (b"\xff\xfe.html", "bad-name"),
        # Two dots and a slash in more bytes than they need, and half a character of UTF-16.
        (b"\xc0\xae\xc0\xae\xc0\xafa.html", "bad-name"),
        (b"a\xed\xa0\x80.html", "bad-name"),
    )
    for name, code in names:
        yield HostileZip(f"name {name!r:.40}", code, with_manifest(RawEntry(name, b"x")))
    other = RawEntry("a.html", extra=unicode_path_extra(b"a.html", b"../b.html"))
    yield HostileZip("second name in an extra field", "two-names", with_manifest(other))
    bad = RawEntry("a.html", extra=unicode_path_extra(b"a.html", b"\xff"))
    yield HostileZip("second name is no text", "damaged-directory", with_manifest(bad))
    climbing = RawEntry(b"\x81.html", flags=0, extra=unicode_path_extra(b"\x81.html", b"../b.html"))
    yield HostileZip("true name climbs", "climbing-path", with_manifest(climbing))


def _doubles() -> Iterator[HostileZip]:
    pairs = (
        ("twice", "a.html", "a.html", "duplicate-name"),
        ("twice, capitals", "A.html", "a.HTML", "duplicate-name"),
        ("twice, composed and not", "é.html", "e\u0301.html", "duplicate-name"),
        ("twice, sharp s", "straße.html", "STRASSE.html", "duplicate-name"),
        ("twice, ligature", "ﬁle.html", "FILE.html", "duplicate-name"),
        ("twice, sign of the kelvin", "\u212a.html", "k.html", "duplicate-name"),
        ("twice, folders in capitals", "A/b/c.html", "a/B/c.html", "duplicate-name"),
        ("a third manifest in capitals", "IMSManifest.xml", "a.html", "duplicate-name"),
        ("file and folder in capitals", "A/B", "a/b/c.html", "file-and-folder"),
        ("twice, backslash", "a/b.html", "a\\b.html", "duplicate-name"),
        ("file and folder", "a", "a/b.html", "file-and-folder"),
        ("folder before file", "A/b.html", "a", "file-and-folder"),
        ("file and empty folder", "a", "a/", "file-and-folder"),
        ("file and empty folder in it", "a", "a/b/", "file-and-folder"),
    )
    for name, first, second, code in pairs:
        yield HostileZip(name, code, with_manifest(RawEntry(first), RawEntry(second)))
    folder = with_manifest(RawEntry("a/", b"<p>hidden</p>"))
    yield HostileZip("folder with content", "folder-with-content", folder)
    marked = with_manifest(RawEntry("a", mode=stat.S_IFDIR | 0o755))
    yield HostileZip("file marked as folder", "file-and-folder", marked)


def _headers() -> Iterator[HostileZip]:
    cases = (
        ("another name inside", "name-mismatch", {"local_name": "evil.html"}),
        ("no file there", "header-mismatch", {"local_signature": b"XX\x03\x04"}),
        ("two kinds of compression", "header-mismatch", {"local_method": STORED}),
        ("two sizes", "header-mismatch", {"local_size": 5}),
        ("two checksums", "header-mismatch", {"local_crc": 5}),
        ("encrypted inside only", "header-mismatch", {"local_flags": UTF8 | 1}),
        ("reaches into the directory", "outside-the-file", {"compressed_size": 500}),
        ("starts behind everything", "outside-the-file", {"offset": 1 << 30}),
    )
    for name, code, lies in cases:
        entry = RawEntry("a.html", b"x" * 50, **lies)
        yield HostileZip(name, code, with_manifest(entry))
    sized = RawEntry("a.html", b"x" * 50, flags=UTF8 | DESCRIPTOR, local_size=49)
    yield HostileZip("a size now, and another promised", "header-mismatch", with_manifest(sized))
    extra = zip64_extra(49)
    large = RawEntry("a.html", b"x" * 50, local_size=FULL_32, local_extra=extra)
    yield HostileZip("another large size inside", "header-mismatch", with_manifest(large))
    yield HostileZip("quoted by an extra field", "overlapping-files", _quoted_by_an_extra_field())
    shared = [RawEntry("a.html", b"x" * 500), RawEntry("a.html", b"x" * 500, offset=0)]
    yield HostileZip("the same bytes twice", "overlapping-files", raw_zip([*shared, MANIFEST]))
    yield HostileZip("a file within a file", "overlapping-files", _file_within_a_file())


def _file_within_a_file() -> bytes:
    """The first half of David Fifield's bomb: an outer stored file that holds an inner one."""
    inner = RawEntry("inner.html", b"bomb" * 100)
    outer = RawEntry("outer.html", inner.local(), method=STORED)
    body = MANIFEST.local() + outer.local()
    start = len(MANIFEST.local())
    directory = MANIFEST.central(0) + outer.central(start)
    directory += inner.central(len(body) - len(inner.local()))
    return body + directory + end_record(3, len(directory), len(body))


def _quoted_by_an_extra_field() -> bytes:
    """Its second half: an extra field of one file holds the header of the next, both one stream."""
    kernel = RawEntry("kernel.html", b"bomb" * 100)
    header = kernel.local()[: -len(kernel.true_data())]
    quoting = RawEntry(
        "quoting.html", kernel.content, local_extra=struct.pack("<2H", 0x9999, len(header)) + header
    )
    start = len(MANIFEST.local())
    body = MANIFEST.local() + quoting.local()
    directory = MANIFEST.central(0) + quoting.central(start)
    directory += kernel.central(len(body) - len(kernel.local()))
    return body + directory + end_record(3, len(directory), len(body))


def _contents() -> Iterator[HostileZip]:
    text = b"An invented sentence. " * 100
    crc = zlib.crc32(text)
    squeezed = deflated(text)
    cases = (
        ("more than said", "lying-size", {"size": 10}),
        ("less than said", "lying-size", {"size": 10_000}),
        ("junk behind the stream", "lying-size", {"data": squeezed + b"junk"}),
        ("stream cut", "damaged-file", {"data": squeezed[:-5]}),
        ("no stream", "damaged-file", {"data": b"\xff" * 40}),
        ("empty stream", "damaged-file", {"data": b""}),
        ("wrong checksum", "damaged-file", {"crc": crc ^ 1}),
        ("stored, more than said", "lying-size", {"method": STORED, "size": 10}),
        ("stored, less than said", "lying-size", {"method": STORED, "size": 10_000}),
    )
    for name, code, lies in cases:
        entry = RawEntry("a.html", text, **lies)
        yield HostileZip(name, code, with_manifest(entry))


def _sizes() -> Iterator[HostileZip]:
    zeros = bytes(4 * 1024 * 1024)
    yield HostileZip("a bomb", "compression-ratio", with_manifest(RawEntry("a.html", zeros)))
    many = [RawEntry(f"{number}.html", zeros[:400_000]) for number in range(10)]
    yield HostileZip("many small bombs", "compression-ratio", with_manifest(*many))
    two = with_manifest(RawEntry("a.html", b"ab" * 500), RawEntry("b.html", b"ab" * 500))
    yield HostileZip("large file", "file-too-large", two, Limits(max_file_bytes=999))
    yield HostileZip("large package", "package-too-large", two, Limits(max_total_bytes=2_000))
    yield HostileZip("many files", "too-many-files", two, Limits(max_entries=2))
    yield HostileZip("large zip", "archive-too-large", two, Limits(max_archive_bytes=100))
    yield HostileZip("large directory", "damaged-directory", two, Limits(max_directory_bytes=100))
    huge = RawEntry(
        "a.html", size=FULL_32, extra=zip64_extra(1 << 60), local_extra=zip64_extra(1 << 60, 2)
    )
    yield HostileZip("an exabyte", "file-too-large", with_manifest(huge))


def _manifests() -> Iterator[HostileZip]:
    yield HostileZip("no manifest", "manifest-missing", raw_zip([PAGE]))
    yield HostileZip("empty zip", "manifest-missing", raw_zip([]))
    both = [RawEntry(f"{name}/imsmanifest.xml", b"<manifest/>") for name in "ab"]
    yield HostileZip("two courses in one zip", "manifest-nested", raw_zip([PAGE, *both]))
    other = [RawEntry("a/imsmanifest.xml"), RawEntry("b/tincan.xml", b"<tincan/>")]
    yield HostileZip("two kinds of courses in folders", "manifest-nested", raw_zip(other))
    hidden = raw_zip([PAGE, RawEntry("__MACOSX/imsmanifest.xml", b"<manifest/>")])
    yield HostileZip("manifest only of the Finder", "manifest-missing", hidden)
