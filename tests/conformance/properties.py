"""Java properties, as ADL's test suite keeps its cases."""

from __future__ import annotations

import re
from pathlib import Path

_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)")
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def read_properties(place: Path) -> list[tuple[str, str]]:
    """Every key with its value, in the order of the file; a key may be there twice (CO-10)."""
    found: list[tuple[str, str]] = []
    lines = iter(place.read_text(encoding="latin-1").splitlines())
    for line in lines:
        if not line.strip() or line.lstrip().startswith(("#", "!")):
            continue
        while _continues(line):
            line = line[:-1] + next(lines, "").lstrip()
        key, _, value = line.partition("=")
        found.append((_unescaped(key.strip()), _unescaped(value.lstrip())))
    return found


def _continues(line: str) -> bool:
    """An odd number of backslashes at the end."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _escape(match[1]), text)


def _escape(escaped: str) -> str:
    if len(escaped) == 5:
        return chr(int(escaped[1:], 16))
    return _LETTERS.get(escaped, escaped)
