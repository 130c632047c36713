"""Packages in a folder.

::

    <root>/ab/abcdef…/index.html    a stored package, its files read-only
    <root>/.incoming/x1y2z3/        one that is being written, or was when the power went
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from urllib.parse import quote

from courses.packages import Archive, Progress, extract
from courses.store.stored import DIGEST, Arriving, NotStored, StoredPackage, checked, place_of

INCOMING = ".incoming"


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A plain file below the root of the store (see StoredFile)."""

    path: Path
    relative: str

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def internal(self) -> str:
        return quote(self.relative)

    def open(self, start: int = 0, length: int | None = None) -> IO[bytes]:
        del length  # a disk reads no further than it is asked to
        file = self.path.open("rb")
        file.seek(start)
        return file


class FolderStore:
    """A folder of packages (see PackageStore)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(
        self,
        archive: Archive,
        on_progress: Progress | None = None,
        on_arriving: Arriving | None = None,
    ) -> StoredPackage:
        incoming = self.root / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=incoming))
        try:
            extraction = extract(archive, temporary, on_progress)
            # mkdtemp makes a folder for its owner only; files are served by another user.
            temporary.chmod(_folder_mode(incoming))
            # Thousands of single fsync calls take minutes on a slow disk; this is one.
            os.sync()
            if on_arriving:
                on_arriving(extraction.content_digest)
            self._publish(temporary, self._folder(extraction.content_digest))
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return StoredPackage(
            extraction.content_digest, extraction.file_count, extraction.total_bytes
        )

    def file(self, sha256: str, relative: str) -> FolderFile:
        """Raises NotStored, also for what is reached through a link."""
        place, relative = checked(sha256, relative)
        current = self.root / place
        segments = relative.split("/")
        for segment in segments[:-1]:
            current /= segment
            if not stat.S_ISDIR(_mode(current)):
                raise NotStored(relative)
        current /= segments[-1]
        if not stat.S_ISREG(_mode(current)):
            raise NotStored(relative)
        return FolderFile(current, f"{place}/{relative}")

    def has(self, sha256: str) -> bool:
        return bool(DIGEST.fullmatch(sha256)) and self._folder(sha256).is_dir()

    def remove(self, sha256: str) -> None:
        if not self.has(sha256):
            return
        incoming = self.root / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        # Moved away as a whole first: what a crash leaves of it there is swept.
        left = Path(tempfile.mkdtemp(dir=incoming))
        self._folder(sha256).rename(left / sha256)
        shutil.rmtree(left)

    def sweep(self, older_than: timedelta) -> int:
        """A package being written is as old as its newest top-level entry."""
        incoming = self.root / INCOMING
        if not incoming.is_dir():
            return 0
        limit = time.time() - older_than.total_seconds()
        removed = 0
        for left in sorted(incoming.iterdir()):
            # One that is being finished right now may vanish meanwhile.
            with contextlib.suppress(FileNotFoundError):
                if left.lstat().st_mtime < limit:
                    shutil.rmtree(left)
                    removed += 1
        return removed

    def _folder(self, sha256: str) -> Path:
        return self.root / place_of(sha256)

    def _publish(self, temporary: Path, final: Path) -> None:
        final.parent.mkdir(exist_ok=True)
        try:
            temporary.rename(final)
        except OSError:
            # The same content is stored already: a folder with files in it is never replaced,
            # and rename tells even when somebody else stored it a moment ago.
            if not final.is_dir():
                raise
            return
        for folder in (final.parent, self.root):
            _sync_folder(folder)


def _mode(path: Path) -> int:
    """The mode of what lies there itself, links not followed; 0 when nothing does."""
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return 0
        raise


def _folder_mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
