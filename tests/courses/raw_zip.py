"""A zip writer that writes what it is told, true or not (APPNOTE.TXT 6.3.10, 4.3)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

STORED = 0
DEFLATED = 8
UTF8 = 0x0800
DESCRIPTOR = 0x0008
FULL_32 = 0xFFFFFFFF
UNIX = 3 << 8


def deflated(content: bytes) -> bytes:
    compressor = zlib.compressobj(6, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush()


@dataclass(frozen=True)
class RawEntry:
    """One entry. What is None is computed truly; ``local_*`` is what only the local header says."""

    name: str | bytes
    content: bytes = b""
    method: int = DEFLATED
    flags: int = UTF8
    crc: int | None = None
    data: bytes | None = None
    size: int | None = None
    compressed_size: int | None = None
    offset: int | None = None
    extra: bytes = b""
    mode: int = 0
    dos_attributes: int = 0
    disk: int = 0
    local_name: str | bytes | None = None
    local_flags: int | None = None
    local_method: int | None = None
    local_crc: int | None = None
    local_size: int | None = None
    local_extra: bytes = b""
    local_signature: bytes = b"PK\x03\x04"
    before: bytes = b""
    after: bytes = b""

    def true_data(self) -> bytes:
        if self.data is not None:
            return self.data
        return self.content if self.method == STORED else deflated(self.content)

    def sizes(self) -> tuple[int, int, int]:
        """crc, compressed size and size for the directory."""
        return (
            zlib.crc32(self.content) if self.crc is None else self.crc,
            len(self.true_data()) if self.compressed_size is None else self.compressed_size,
            len(self.content) if self.size is None else self.size,
        )

    def local(self) -> bytes:
        name = encoded(self.name if self.local_name is None else self.local_name)
        crc, compressed_size, size = self.sizes()
        header = struct.pack(
            "<4s5H3L2H",
            self.local_signature,
            20,
            self.flags if self.local_flags is None else self.local_flags,
            self.method if self.local_method is None else self.local_method,
            0,
            0x21,
            crc if self.local_crc is None else self.local_crc,
            compressed_size,
            size if self.local_size is None else self.local_size,
            len(name),
            len(self.local_extra),
        )
        return header + name + self.local_extra + self.true_data() + self.after

    def central(self, offset: int) -> bytes:
        name = encoded(self.name)
        header = struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            UNIX | 20,
            20,
            self.flags,
            self.method,
            0,
            0x21,
            *self.sizes(),
            len(name),
            len(self.extra),
            0,
            self.disk,
            0,
            self.mode << 16 | self.dos_attributes,
            offset if self.offset is None else self.offset,
        )
        return header + name + self.extra


def encoded(name: str | bytes) -> bytes:
    return name.encode() if isinstance(name, str) else name


def end_record(count: int, size: int, offset: int, *, comment: bytes = b"", disk: int = 0) -> bytes:
    fields = (b"PK\x05\x06", disk, disk, count, count, size, offset, len(comment))
    return struct.pack("<4s4H2LH", *fields) + comment


def zip64_ending(
    count: int, size: int, offset: int, position: int, *, rest_bytes: int = 44
) -> bytes:
    """Zip64 end record, to stand at ``position``, and its locator."""
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", rest_bytes, 45, 45, 0, 0, count, count, size, offset
    )
    return record + struct.pack("<4sLQL", b"PK\x06\x07", 0, position, 1)


def raw_zip(
    entries: Iterable[RawEntry],
    *,
    prepended: bytes = b"",
    offsets_know: bool = True,
    gap: bytes = b"",
    count: int | None = None,
    comment: bytes = b"",
    disk: int = 0,
    appended: bytes = b"",
) -> bytes:
    """A whole zip; ``prepended`` moves the offsets along unless ``offsets_know`` is false."""
    shift = len(prepended) if offsets_know else 0
    body = b""
    directory = b""
    total = 0
    for entry in entries:
        body += entry.before
        directory += entry.central(len(body) + shift)
        body += entry.local()
        total += 1
    body += gap
    end = end_record(
        total if count is None else count,
        len(directory),
        len(body) + shift,
        comment=comment,
        disk=disk,
    )
    return prepended + body + directory + end + appended


def zip64_extra(*values: int) -> bytes:
    return struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values)


def unicode_path_extra(raw_name: bytes, name: bytes) -> bytes:
    data = b"\x01" + zlib.crc32(raw_name).to_bytes(4, "little") + name
    return struct.pack("<2H", 0x7075, len(data)) + data
