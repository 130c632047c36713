"""How large, how many and how deep a package may be."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one package; sizes in bytes.

    The two ratios compare the size of the content with its compressed size. Deflate reaches
    about 1,030 to 1 on zeros; course material (already compressed pictures and video, and text)
    stays below 20. A ratio is asked only of what is larger than ``ratio_free_bytes``, because a
    small, very regular text file does no harm.
    """

    max_archive_bytes: int = 2 * GIB
    max_directory_bytes: int = 16 * MIB
    max_entries: int = 20_000
    max_file_bytes: int = 1 * GIB
    max_total_bytes: int = 4 * GIB
    max_file_ratio: int = 250
    max_total_ratio: int = 100
    ratio_free_bytes: int = 1 * MIB
    max_depth: int = 32
    max_path_characters: int = 400
