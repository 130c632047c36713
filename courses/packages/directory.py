"""The central directory of a zip file, record by record (APPNOTE.TXT 6.3.10, 4.3.12)."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from courses.packages.ending import FULL_32, Ending, read_exactly
from courses.packages.extra_fields import extra_fields, unicode_name, zip64_values
from courses.packages.limits import Limits
from courses.packages.refusal import REPACK, PackageRefused, shown

CENTRAL = struct.Struct("<4s6H3L5H2L")
CENTRAL_SIGNATURE = b"PK\x01\x02"
STORED = 0
DEFLATED = 8
# 4.4.4: bits 0 and 6 encryption, 5 patch data, 13 masked directory.
ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000
PATCHED_FLAG = 0x0020
DESCRIPTOR_FLAG = 0x0008
UTF8_FLAG = 0x0800
DOS_VOLUME_LABEL = 0x08


@dataclass(frozen=True, slots=True)
class Record:
    """One file or folder as the central directory gives it; sizes and offset in bytes."""

    raw_name: bytes
    name: str
    flags: int
    method: int
    crc: int
    compressed_size: int
    size: int
    offset: int
    mode: int


def read_directory(file: BinaryIO, ending: Ending, limits: Limits) -> list[Record]:
    """Every record, each of a kind that can be read; raises PackageRefused."""
    if ending.count > limits.max_entries:
        raise PackageRefused(
            "too-many-files",
            f"The package has {ending.count:,} files and folders.",
            f"At most {limits.max_entries:,} are taken.",
            "Remove what the course does not need, or split it.",
        )
    if ending.size > limits.max_directory_bytes:
        raise _damaged("is unreasonably large")
    directory = read_exactly(file, ending.offset, ending.size)
    records = list(_records(directory, ending.count))
    for record in records:
        _check_kind(record)
    return records


def _records(directory: bytes, count: int) -> Iterator[Record]:
    position = 0
    for _ in range(count):
        if position + CENTRAL.size > len(directory):
            raise _damaged("has fewer entries than it says")
        fields = CENTRAL.unpack_from(directory, position)
        name_end = position + CENTRAL.size + fields[10]
        extra_end = name_end + fields[11]
        next_position = extra_end + fields[12]
        if fields[0] != CENTRAL_SIGNATURE or next_position > len(directory):
            raise _damaged("is broken")
        raw_name = directory[position + CENTRAL.size : name_end]
        yield _record(fields, raw_name, directory[name_end:extra_end])
        position = next_position
    if position != len(directory):
        raise _damaged("has more in it than it says")


def _record(fields: tuple[Any, ...], raw_name: bytes, raw_extra: bytes) -> Record:
    extras = extra_fields(raw_extra, raw_name)
    large = zip64_values(
        extras, raw_name, [value == FULL_32 for value in (fields[9], fields[8], fields[16])]
    )
    size, compressed_size, offset = (
        plain if value is None else value
        for plain, value in zip((fields[9], fields[8], fields[16]), large, strict=True)
    )
    if fields[13] not in (0, 0xFFFF):
        raise _damaged("points at another disk")
    if fields[15] & DOS_VOLUME_LABEL:
        raise _special_file(raw_name, "a disk label")
    return Record(
        raw_name=raw_name,
        name=_decoded(raw_name, unicode_name(extras, raw_name), fields[3]),
        flags=fields[3],
        method=fields[4],
        crc=fields[7],
        compressed_size=compressed_size,
        size=size,
        offset=offset,
        mode=fields[15] >> 16,
    )


def _decoded(raw_name: bytes, from_extra: str | None, flags: int) -> str:
    """The name as text (4.4.4 bit 11, 4.6.9, appendix D).

    Without the UTF-8 flag the standard says code page 437, yet macOS and many tools write UTF-8;
    what decodes as UTF-8 and is not plain ASCII is UTF-8 in practice.
    """
    if from_extra is not None:
        return from_extra
    try:
        return raw_name.decode("utf-8")
    except UnicodeDecodeError:
        if flags & UTF8_FLAG:
            raise PackageRefused(
                "bad-name",
                f"The file name {shown(raw_name)} is not valid text.",
                "It says that it is UTF-8 and is not, so nobody can tell which file is meant.",
                REPACK,
            ) from None
        return raw_name.decode("cp437")


def _check_kind(record: Record) -> None:
    if record.flags & ENCRYPTED_FLAGS:
        raise PackageRefused(
            "encrypted",
            f"The file {shown(record.name)} is encrypted.",
            "A package behind a password cannot be opened.",
            "Make the zip again without a password.",
        )
    if record.flags & PATCHED_FLAG or record.method not in (STORED, DEFLATED):
        raise PackageRefused(
            "unsupported-compression",
            f"The file {shown(record.name)} is compressed in an unusual way"
            f" (method {record.method}).",
            "Only stored and deflated files can be read, as in every ordinary zip.",
            "Make the zip again with ordinary (deflate) compression.",
        )
    kind = stat.S_IFMT(record.mode)
    if kind == stat.S_IFLNK:
        raise PackageRefused(
            "symbolic-link",
            f"{shown(record.name)} is a link to another file.",
            "A link could lead out of the package.",
            "Put the file itself into the package instead of a link.",
        )
    if kind in (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK):
        raise _special_file(record.raw_name, "a device or pipe")


def _special_file(raw_name: bytes, kind: str) -> PackageRefused:
    return PackageRefused(
        "special-file",
        f"{shown(raw_name)} is {kind} and not a file.",
        "Only plain files and folders can be part of a course.",
        REPACK,
    )


def _damaged(what: str) -> PackageRefused:
    return PackageRefused(
        "damaged-directory",
        f"The directory of the zip file {what}.",
        "Its content cannot be trusted.",
        REPACK,
    )
