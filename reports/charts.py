"""Bars for a page, drawn here: each is a small SVG whose numbers stand beside it as text."""

from collections.abc import Sequence
from dataclasses import dataclass

# The drawing is as wide as 100 units, and the page stretches it.
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a bar, in units from the left edge; kind: what it stands for."""

    kind: str
    left: float
    width: float


def stacked(counts: Sequence[tuple[str, int]], total: int, *, rtl: bool) -> list[Segment]:
    """`counts` side by side as shares of `total`, from the side where the page begins to read."""
    if total <= 0:
        return []
    segments, at = [], 0.0
    for kind, count in counts:
        width = round(WIDTH * count / total, 2)
        if width > 0:
            left = WIDTH - at - width if rtl else at
            segments.append(Segment(kind, round(left, 2), width))
        at += width
    return segments
