"""The files of a package as a manifest names them."""

from __future__ import annotations


class PackageFiles:
    """The files of a package, found by exact name or, failing that, by name in another case."""

    def __init__(self, files: frozenset[str]) -> None:
        self._files = files
        self._folded: dict[str, str] | None = None

    def find(self, path: str) -> str | None:
        """The stored path; it differs from `path` when only the case does."""
        if path in self._files:
            return path
        if self._folded is None:
            self._folded = {file.casefold(): file for file in sorted(self._files)}
        return self._folded.get(path.casefold())
