"""Answers of SCORM 2004 in a form that people read (RTE 4.2.9.1; see `responses`)."""

from __future__ import annotations

import re
from typing import Final

_FLAGS: Final = re.compile(r"\A(?:\{(?:case_matters|order_matters)=[a-z]{1,5}\})+")
_LANGUAGE: Final = re.compile(r"\A\{lang=[A-Za-z0-9-]{1,250}\}")


def readable(kind: str, value: str) -> str:
    """A response, or a correct one, to an interaction of type `kind`.

    Parts are separated by a comma, the halves of a part by a dash, the ends of a range by dots;
    what only tells the run-time how to compare is left out.
    """
    text = _FLAGS.sub("", value)
    if kind == "numeric":
        return _range(text)
    parts = [_part(kind, one) for one in text.split("[,]")]
    return ("; " if kind in ("matching", "performance") else ", ").join(parts)


def plain(value: str) -> str:
    """A localized text without the mark of its language (RTE 4.1.1.3)."""
    return _LANGUAGE.sub("", value)


def _part(kind: str, part: str) -> str:
    halves = [plain(half) for half in part.split("[.]")]
    if kind == "performance" and len(halves) == 2:
        halves[1] = _range(halves[1])
    return " – ".join(half for half in halves if half)


def _range(text: str) -> str:
    """[:] between two ends, of which either may be missing."""
    lowest, mark, highest = text.partition("[:]")
    if not mark or lowest == highest:
        return lowest
    if not lowest:
        return f"≤ {highest}"
    return f"{lowest} … {highest}" if highest else f"≥ {lowest}"
