"""What a store of packages promises, wherever it keeps them.

A package lies below the SHA-256 of its content, is written once and never changed. It can be
found only when the whole of it is there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Protocol

from courses.packages import Archive, Progress
from courses.packages.names import path_problem

DIGEST = re.compile(r"[0-9a-f]{64}")


# Told the address of a package before it is in the store.
Arriving = Callable[[str], None]


class NotStored(LookupError):
    """There is no such package, or no such plain file in it."""


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """The address of a stored package (64 hexadecimal digits) and what it holds."""

    sha256: str
    file_count: int
    total_bytes: int


class StoredFile(Protocol):
    """One file of a stored package; nothing of it has been read yet."""

    @property
    def size(self) -> int:
        """In bytes."""

    @property
    def internal(self) -> str:
        """Below nginx's internal location for packages: percent-encoded path, and a query."""

    def open(self, start: int = 0, length: int | None = None) -> IO[bytes]:
        """The bytes from `start`; a reader takes at most `length` of them (None: all)."""


class PackageStore(Protocol):
    """Several processes may use one at once."""

    def add(
        self,
        archive: Archive,
        on_progress: Progress | None = None,
        on_arriving: Arriving | None = None,
    ) -> StoredPackage:
        """Unpack a package and store it; one with the same content is there only once.

        Raises PackageRefused when its content contradicts its headers or cannot be kept, OSError
        when the place does not take it; either way nobody can find a part of it.
        ``on_progress(done, total)`` is called after each file and now and then within a large one,
        ``on_arriving(sha256)`` once its address is known and before anybody can find it; what they
        raise ends the work.
        """

    def file(self, sha256: str, relative: str) -> StoredFile:
        """The file of a stored package.

        Raises NotStored unless ``relative`` (decoded, "/" between segments) names a plain file
        inside.
        """

    def has(self, sha256: str) -> bool:
        """Whether a package is stored."""

    def remove(self, sha256: str) -> None:
        """Take a package out again, if it is there. Nobody finds a part of it meanwhile.

        Whoever calls this knows that nobody uses it, and that nobody adds it at this moment.
        """

    def sweep(self, older_than: timedelta) -> int:
        """Remove what imports that died left behind, and return of how many packages that was.

        ``older_than`` must be longer than any package takes to store.
        """


def checked(sha256: str, relative: str) -> tuple[str, str]:
    """Where a package lies ("ab/abcdef…") and the path of a file in it, in Unicode NFC.

    Raises NotStored for what is no address or no safe path.
    """
    relative = unicodedata.normalize("NFC", relative)
    if not DIGEST.fullmatch(sha256) or "\\" in relative or path_problem(relative):
        raise NotStored(relative)
    return place_of(sha256), relative


def place_of(sha256: str) -> str:
    """Relative to the root of the store. No folder has so many entries that it becomes slow."""
    return f"{sha256[:2]}/{sha256}"
