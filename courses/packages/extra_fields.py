"""The extra fields of a zip entry that change its sizes or its name (APPNOTE.TXT 6.3.10, 4.5)."""

from __future__ import annotations

import struct
import zlib

from courses.packages.refusal import REPACK, PackageRefused, shown

ZIP64 = 0x0001  # 4.5.3
UNICODE_PATH = 0x7075  # 4.6.9
TRUSTED_ONCE = (ZIP64, UNICODE_PATH)
HEADER = struct.Struct("<2H")


def extra_fields(raw: bytes, raw_name: bytes) -> dict[int, bytes]:
    """Field identifier to its data. A field that must be unique and is not refuses the package.

    Fewer than four bytes, or only zeros, at the end are padding: alignment tools write them.
    """
    fields: dict[int, bytes] = {}
    position = 0
    while position + HEADER.size <= len(raw):
        identifier, size = HEADER.unpack_from(raw, position)
        if not any(raw[position:]):
            break
        end = position + HEADER.size + size
        if end > len(raw) or (identifier in fields and identifier in TRUSTED_ONCE):
            raise _damaged(raw_name)
        fields[identifier] = raw[position + HEADER.size : end]
        position = end
    return fields


def zip64_values(fields: dict[int, bytes], raw_name: bytes, wanted: list[bool]) -> list[int | None]:
    """The eight-byte values of the fields that are ``wanted``, None for the others (4.5.3).

    The order is that of the standard: size, compressed size, offset of the local header.
    """
    data = fields.get(ZIP64, b"")
    values: list[int | None] = []
    for is_wanted in wanted:
        if not is_wanted:
            values.append(None)
            continue
        if len(data) < 8:
            raise PackageRefused(
                "zip64",
                f"The entry {shown(raw_name)} announces a large size and does not give it.",
                "Its size fields contradict each other, so its content cannot be trusted.",
                REPACK,
            )
        values.append(int.from_bytes(data[:8], "little"))
        data = data[8:]
    return values


def unicode_name(fields: dict[int, bytes], raw_name: bytes) -> str | None:
    """The name out of Info-ZIP's Unicode path field, when it belongs to ``raw_name`` (4.6.9)."""
    data = fields.get(UNICODE_PATH, b"")
    if len(data) < 5 or data[0] != 1 or data[1:5] != zlib.crc32(raw_name).to_bytes(4, "little"):
        return None
    try:
        name = data[5:].decode("utf-8")
    except UnicodeDecodeError:
        raise _damaged(raw_name) from None
    if raw_name.isascii() and name != raw_name.decode("ascii"):
        raise PackageRefused(
            "two-names",
            f"The entry {shown(raw_name)} also calls itself {shown(name)}.",
            "Different programs would read different files out of the package.",
            REPACK,
        )
    return name


def _damaged(raw_name: bytes) -> PackageRefused:
    return PackageRefused(
        "damaged-directory",
        f"The entry {shown(raw_name)} has damaged extra fields.",
        "Its content cannot be trusted.",
        REPACK,
    )
