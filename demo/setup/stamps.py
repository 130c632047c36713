"""Stamps: a step is done again only when the files that it depends on have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """One sha256 (hex) over the files' bytes and some words, such as the Python version."""
    total = hashlib.sha256()
    for part in [*(file.read_bytes() for file in files), *(word.encode() for word in words)]:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Whether the stamp says that the step was finished for exactly this."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == wanted


def set_stamp(stamp: Path, wanted: str) -> None:
    """Call it last: a step that was interrupted leaves no stamp and is done again."""
    stamp.write_text(wanted + "\n", encoding="utf-8")
