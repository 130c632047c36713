"""The bytes of one entry, inflated in pieces and counted; headers are not believed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from courses.packages.directory import STORED
from courses.packages.refusal import REPACK, PackageRefused, shown

CHUNK_BYTES = 256 * 1024
RAW_DEFLATE = -15


@dataclass(frozen=True, slots=True)
class Entry:
    """A plain file of a package; ``path`` as it will be stored, sizes and offset in bytes."""

    path: str
    size: int
    compressed_size: int
    crc: int
    method: int
    data_offset: int


def chunks(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The content in pieces of at most CHUNK_BYTES.

    Raises PackageRefused as soon as there is more than the headers say, and at the end when
    there is less or the checksum is wrong: a reader must not use a piece before the iterator
    has ended well. The file must not be moved between pieces.
    """
    file.seek(entry.data_offset)
    pieces = _stored(file, entry) if entry.method == STORED else _inflated(file, entry)
    produced = 0
    crc = 0
    for piece in pieces:
        produced += len(piece)
        if produced > entry.size:
            raise _lying_size(entry, "more")
        crc = zlib.crc32(piece, crc)
        yield piece
    if produced < entry.size:
        raise _lying_size(entry, "less")
    if crc != entry.crc:
        raise _damaged(entry)


def _stored(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    left = entry.compressed_size
    while left:
        piece = file.read(min(CHUNK_BYTES, left))
        if not piece:
            raise _damaged(entry)
        left -= len(piece)
        yield piece


def _inflated(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    inflater = zlib.decompressobj(RAW_DEFLATE)
    left = entry.compressed_size
    waiting = b""
    while not inflater.eof:
        if not waiting and left:
            waiting = file.read(min(CHUNK_BYTES, left))
            if not waiting:
                raise _damaged(entry)
            left -= len(waiting)
        had_input = bool(waiting)
        try:
            piece = inflater.decompress(waiting, CHUNK_BYTES)
        except zlib.error:
            raise _damaged(entry) from None
        waiting = inflater.unconsumed_tail
        if piece:
            yield piece
        elif not had_input and not inflater.eof:
            raise _damaged(entry)
    if left or inflater.unused_data:
        raise _lying_size(entry, "less")


def _lying_size(entry: Entry, how: str) -> PackageRefused:
    return PackageRefused(
        "lying-size",
        f"{shown(entry.path)} holds {how} than its header says.",
        "So a small file could fill the disk (a zip bomb).",
        REPACK,
    )


def _damaged(entry: Entry) -> PackageRefused:
    return PackageRefused(
        "damaged-file",
        f"The content of {shown(entry.path)} is damaged.",
        "It does not agree with its checksum or cannot be unpacked.",
        "Upload the file again; if that does not help, make the zip again.",
    )
