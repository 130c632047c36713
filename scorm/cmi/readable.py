"""Answers of SCORM 1.2 in a form that people read (RTE 3.4.4, student_response and pattern).

The standard leaves little room for doubt and content takes much: what does not look like its type
is shown as it came.
"""

from __future__ import annotations

import re
from typing import Final

_TRUE: Final = frozenset({"t", "1", "true"})
_FALSE: Final = frozenset({"f", "0", "false"})
_BRACED: Final = re.compile(r"\{([^{}]*)\}")
_LISTS: Final = frozenset({"choice", "sequencing"})


def readable(kind: str, value: str) -> str:
    """A response, or a correct one, to an interaction of type `kind`.

    "a,b" and "{a,b}" are lists, "1.a,2.b" are pairs, and "t" is true.
    """
    text = value.strip()
    if kind == "true-false":
        return _truth(text)
    braced = _BRACED.fullmatch(text)
    inner = braced[1] if braced else text
    if kind in _LISTS:
        return ", ".join(part.strip() for part in inner.split(","))
    if kind == "matching":
        return "; ".join(_pair(part.strip()) for part in inner.split(","))
    return text


def _truth(text: str) -> str:
    said = text.lower()
    if said in _TRUE:
        return "true"
    return "false" if said in _FALSE else text


def _pair(part: str) -> str:
    source, dot, target = part.partition(".")
    return f"{source} – {target}" if dot and source and target else part
