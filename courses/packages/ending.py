"""Finding the central directory from the end of a zip file.

Clauses are those of PKWARE's APPNOTE.TXT 6.3.10. Tools disagree about which of several
directories counts, so a file in which more than one could be meant is refused.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from courses.packages.refusal import REPACK, PackageRefused

END = struct.Struct("<4s4H2LH")  # 4.3.16
END_SIGNATURE = b"PK\x05\x06"
ZIP64_END = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
ZIP64_END_SIGNATURE = b"PK\x06\x06"
ZIP64_LOCATOR = struct.Struct("<4sLQL")  # 4.3.15
ZIP64_LOCATOR_SIGNATURE = b"PK\x06\x07"
LOCAL_SIGNATURE = b"PK\x03\x04"
LONGEST_COMMENT = 0xFFFF
FULL_16 = 0xFFFF
FULL_32 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the central directory lies (``offset`` and ``size`` in bytes) and its entry count."""

    offset: int
    size: int
    count: int


@dataclass(frozen=True, slots=True)
class _End:
    """The end record as written, and the position at which it starts."""

    position: int
    disk: int
    directory_disk: int
    count_here: int
    count: int
    size: int
    offset: int


def read_exactly(file: BinaryIO, offset: int, size: int) -> bytes:
    """``size`` bytes from ``offset``; raises PackageRefused("truncated") when there are fewer."""
    file.seek(offset)
    data = file.read(size)
    if len(data) != size:
        raise PackageRefused(
            "truncated",
            "The zip file ends too early.",
            "A part of it is missing, so its content cannot be trusted.",
            "Upload the file again; if that does not help, make the zip again.",
        )
    return data


def find_ending(file: BinaryIO, archive_bytes: int) -> Ending:
    """The one central directory of the file, ending exactly where its end record begins."""
    end = _only_end_record(file, archive_bytes)
    ending, directory_end = _with_zip64(file, end)
    if ending.offset + ending.size != directory_end:
        raise PackageRefused(
            "prepended-data",
            "The zip file has other data in front of it or within its directory.",
            "Different programs would read different files out of it.",
            REPACK,
        )
    return ending


def _only_end_record(file: BinaryIO, archive_bytes: int) -> _End:
    tail_size = min(archive_bytes, END.size + LONGEST_COMMENT)
    tail_start = archive_bytes - tail_size
    tail = read_exactly(file, tail_start, tail_size)
    candidates = _positions(tail, END_SIGNATURE)
    fitting = [position for position in candidates if _reaches_the_end(tail, position)]
    if not fitting:
        raise _no_end_record(file, archive_bytes, found_one=bool(candidates))
    if len(fitting) > 1 or candidates[-1] != fitting[0]:
        raise PackageRefused(
            "multiple-directories",
            "The zip file has more than one end record.",
            "Different programs would read different files out of it.",
            REPACK,
        )
    fields = END.unpack_from(tail, fitting[0])
    return _End(tail_start + fitting[0], *fields[1:7])


def _positions(data: bytes, signature: bytes) -> list[int]:
    positions = []
    position = data.find(signature)
    while position != -1:
        positions.append(position)
        position = data.find(signature, position + 1)
    return positions


def _reaches_the_end(tail: bytes, position: int) -> bool:
    if position + END.size > len(tail):
        return False
    comment_size = int(END.unpack_from(tail, position)[7])
    return position + END.size + comment_size == len(tail)


def _no_end_record(file: BinaryIO, archive_bytes: int, *, found_one: bool) -> PackageRefused:
    if found_one:
        return PackageRefused(
            "trailing-data",
            "The zip file has other data behind its end.",
            "Different programs would read different files out of it.",
            REPACK,
        )
    file.seek(0)
    if file.read(4) == LOCAL_SIGNATURE:
        return PackageRefused(
            "truncated",
            "The zip file has no end record.",
            "A part of it is missing, so its content cannot be trusted.",
            "Upload the file again; if that does not help, make the zip again.",
        )
    return PackageRefused(
        "not-a-zip",
        f"The file of {archive_bytes} bytes is not a zip file.",
        "A SCORM package is one zip file with imsmanifest.xml in it.",
        "Upload the zip file that your authoring tool exports.",
    )


def _with_zip64(file: BinaryIO, end: _End) -> tuple[Ending, int]:
    """The directory, and where it must end: before the end record, or before the zip64 one."""
    _one_disk(end)
    plain = Ending(end.offset, end.size, end.count)
    locator_position = end.position - ZIP64_LOCATOR.size
    locator = b""
    if locator_position >= 0:
        locator = read_exactly(file, locator_position, ZIP64_LOCATOR.size)
    if not locator.startswith(ZIP64_LOCATOR_SIGNATURE):
        if FULL_16 in (end.count, end.count_here) or FULL_32 in (end.size, end.offset):
            raise _zip64_lie("announces a large directory and has none")
        return plain, end.position
    _, _, zip64_position, disks = ZIP64_LOCATOR.unpack(locator)
    if disks > 1 or zip64_position + ZIP64_END.size > locator_position:
        raise _zip64_lie("points at a place where its large directory cannot be")
    record = read_exactly(file, zip64_position, ZIP64_END.size)
    return _agreed(end, record, locator_position - zip64_position), zip64_position


def _agreed(end: _End, record: bytes, record_bytes: int) -> Ending:
    """The zip64 end record, when it fills its place and agrees with the plain one (4.3.14)."""
    fields = ZIP64_END.unpack(record)
    signature, rest_bytes = fields[0], fields[1]
    disk, directory_disk, count_here, count, size, offset = fields[4:]
    if signature != ZIP64_END_SIGNATURE or rest_bytes + 12 != record_bytes:
        raise _zip64_lie("has a damaged large end record")
    pairs = (
        (end.count_here, count_here, FULL_16),
        (end.count, count, FULL_16),
        (end.size, size, FULL_32),
        (end.offset, offset, FULL_32),
    )
    if disk or directory_disk or count != count_here:
        raise _zip64_lie("says that it lies on several disks")
    if any(plain not in (large, full) for plain, large, full in pairs):
        raise _zip64_lie("says two different things about its directory")
    return Ending(offset, size, count)


def _one_disk(end: _End) -> None:
    disks = {end.disk, end.directory_disk} - {FULL_16}
    if disks - {0} or end.count != end.count_here:
        raise PackageRefused(
            "several-disks",
            "The zip file is one part of several.",
            "Only a package in one piece can be read.",
            "Make one zip file of the whole package and upload it.",
        )


def _zip64_lie(what: str) -> PackageRefused:
    return PackageRefused(
        "zip64",
        f"The zip file {what}.",
        "Its size fields contradict each other, so its content cannot be trusted.",
        REPACK,
    )
