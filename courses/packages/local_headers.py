"""Local headers: each must say what the directory says, and no two entries may share bytes.

`zipfile` of Python 3.11 reads overlapping entries without a word, which is how a few kilobytes
become petabytes. APPNOTE.TXT 6.3.10, 4.3.7.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

from courses.packages.directory import DESCRIPTOR_FLAG, ENCRYPTED_FLAGS, Record
from courses.packages.ending import FULL_32, LOCAL_SIGNATURE, read_exactly
from courses.packages.extra_fields import extra_fields, zip64_values
from courses.packages.refusal import REPACK, PackageRefused, shown

LOCAL = struct.Struct("<4s5H3L2H")
# 4.3.9: with or without signature, with four- or eight-byte sizes; or none at all.
DESCRIPTOR_SIZES = (0, 12, 16, 20, 24)


@dataclass(frozen=True, slots=True)
class Extent:
    """The bytes of one entry: ``start`` of its local header, ``data`` start, ``end`` of data."""

    start: int
    data: int
    end: int
    has_descriptor: bool


def read_local_headers(
    file: BinaryIO, records: list[Record], directory_offset: int
) -> tuple[list[Extent], int]:
    """The extent of each record, in the order of the records, and the bytes that are nobody's.

    Raises PackageRefused when a local header contradicts the directory, when two entries share
    bytes, when an entry reaches into the directory, or when data precedes the first entry.
    """
    extents = [_extent(file, record, directory_offset) for record in records]
    return extents, _unused_bytes(records, extents, directory_offset)


def _extent(file: BinaryIO, record: Record, directory_offset: int) -> Extent:
    if record.offset + LOCAL.size > directory_offset:
        raise _outside(record)
    fields = LOCAL.unpack(read_exactly(file, record.offset, LOCAL.size))
    if fields[0] != LOCAL_SIGNATURE:
        raise _contradiction(record, "there is no file where the directory says")
    name_size, extra_size = fields[9], fields[10]
    data_start = record.offset + LOCAL.size + name_size + extra_size
    end = data_start + record.compressed_size
    if end > directory_offset:
        raise _outside(record)
    names = file.read(name_size + extra_size)
    if names[:name_size] != record.raw_name:
        raise PackageRefused(
            "name-mismatch",
            f"{shown(record.name)} has another name inside: {shown(names[:name_size])}.",
            "Different programs would read different files out of the package.",
            REPACK,
        )
    has_descriptor = bool((fields[2] | record.flags) & DESCRIPTOR_FLAG)
    _check_agreement(record, fields, names[name_size:], has_descriptor=has_descriptor)
    return Extent(record.offset, data_start, end, has_descriptor)


def _check_agreement(
    record: Record, fields: tuple[Any, ...], raw_extra: bytes, *, has_descriptor: bool
) -> None:
    if fields[2] & ENCRYPTED_FLAGS:
        raise _contradiction(record, "it is encrypted in one place and not in the other")
    if fields[3] != record.method:
        raise _contradiction(record, "the two name different kinds of compression")
    crc, compressed_size, size = fields[6], fields[7], fields[8]
    extras = extra_fields(raw_extra, record.raw_name)
    if FULL_32 in (size, compressed_size) and not (has_descriptor and not extras):
        large = zip64_values(extras, record.raw_name, [size == FULL_32, compressed_size == FULL_32])
        size = size if large[0] is None else large[0]
        compressed_size = compressed_size if large[1] is None else large[1]
    pairs = (
        (crc, record.crc),
        (compressed_size, record.compressed_size),
        (size, record.size),
    )
    # 4.4.4 bit 3: zeros here, the true values behind the data and in the directory.
    allowed = (0, FULL_32) if has_descriptor else ()
    if any(local != central and local not in allowed for local, central in pairs):
        raise _contradiction(record, "the two give different sizes or checksums")


def _unused_bytes(records: list[Record], extents: list[Extent], directory_offset: int) -> int:
    unused = 0
    position = 0
    descriptor_before = False
    for extent, record in sorted(zip(extents, records, strict=True), key=_by_start):
        if extent.start < position:
            raise PackageRefused(
                "overlapping-files",
                f"{shown(record.name)} shares its bytes with another file.",
                "So a small zip unpacks to an enormous one (a zip bomb).",
                REPACK,
            )
        unused += _gap(extent.start - position, descriptor_before=descriptor_before)
        position, descriptor_before = extent.end, extent.has_descriptor
    if extents and min(extent.start for extent in extents) > 0:
        raise PackageRefused(
            "prepended-data",
            "The zip file has other data in front of it.",
            "It may be a program as well as a zip; a package is only a zip.",
            REPACK,
        )
    return unused + _gap(directory_offset - position, descriptor_before=descriptor_before)


def _by_start(pair: tuple[Extent, Record]) -> int:
    return pair[0].start


def _gap(size: int, *, descriptor_before: bool) -> int:
    return 0 if descriptor_before and size in DESCRIPTOR_SIZES else size


def _contradiction(record: Record, what: str) -> PackageRefused:
    return PackageRefused(
        "header-mismatch",
        f"The two headers of {shown(record.name)} contradict each other: {what}.",
        "Different programs would read different content out of the package.",
        REPACK,
    )


def _outside(record: Record) -> PackageRefused:
    return PackageRefused(
        "outside-the-file",
        f"{shown(record.name)} is said to lie outside of the part of the zip that holds files.",
        "Its content is not there.",
        REPACK,
    )
