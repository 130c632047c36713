"""Unpacking an inspected package: one pass that writes, counts and hashes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from courses.packages.archive import Archive
from courses.packages.content import Entry, chunks

# Never through a link, never over something that exists.
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
READ_ONLY = 0o444
# Within a file: whoever is told of progress may be about to be taken for dead, or be told to stop.
BYTES_BETWEEN_WORDS = 8 * 1024 * 1024

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was written. ``content_digest`` is explained at `content_digest`."""

    content_digest: str
    file_count: int
    total_bytes: int


def extract(archive: Archive, destination: Path, on_progress: Progress | None = None) -> Extraction:
    """Write every file below ``destination``, an empty or new folder that nobody else writes to.

    ``on_progress(files, total)`` is called after each file, and now and then within a large one,
    with the number written and the number of all. Memory does not grow with the package. Raises
    PackageRefused when content contradicts its header and FileExistsError when the folder is not
    empty; the caller then throws the folder away.
    """

    def tell(written: int) -> None:
        if on_progress:
            on_progress(written, len(archive.files))

    destination.mkdir(parents=True, exist_ok=True)
    folders = {destination}
    digests: dict[str, tuple[int, str]] = {}
    # In the order of the zip, so that a disk reads forward.
    for entry in sorted(archive.files.values(), key=lambda entry: entry.data_offset):
        target = destination / entry.path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        digest = _write(archive, entry, target, lambda: tell(len(digests)))
        digests[entry.path] = (entry.size, digest)
        tell(len(digests))
    return Extraction(
        content_digest=content_digest(
            (path, size, digest) for path, (size, digest) in digests.items()
        ),
        file_count=len(digests),
        total_bytes=archive.total_bytes,
    )


def content_digest(files: Iterable[tuple[str, int, str]]) -> str:
    """The address of a package's content, 64 hexadecimal digits.

    SHA-256 over one line a file, "path TAB size TAB sha256 LF" in UTF-8, sorted by path: the
    same files in another zip, in another order or differently compressed, have the same address.
    A path has no control characters, so no two lists of files give the same text.
    """
    lines = sorted(f"{path}\t{size}\t{digest}\n" for path, size, digest in files)
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _write(archive: Archive, entry: Entry, target: Path, tell: Callable[[], None]) -> str:
    digest = hashlib.sha256()
    unsaid = 0
    with open(os.open(target, NEW_FILE, READ_ONLY), "wb") as out:
        for piece in chunks(archive.file, entry):
            out.write(piece)
            digest.update(piece)
            unsaid += len(piece)
            if unsaid >= BYTES_BETWEEN_WORDS:
                unsaid = 0
                tell()
    return digest.hexdigest()
