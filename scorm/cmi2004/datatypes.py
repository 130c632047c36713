"""Data types of the SCORM 2004 data model (RTE 4.1.1) as tests on a string.

A test answers with the error code of the API: NO_ERROR, TYPE_MISMATCH or OUT_OF_RANGE. The
standard gives texts a smallest permitted maximum (SPM): an LMS takes at least that much. All texts
here may have TEXT_LIMIT characters, more than any SPM, so that nothing is ever cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from scorm.cmi2004.errors import NO_ERROR, OUT_OF_RANGE, TYPE_MISMATCH
from scorm.cmi2004.languages import LANGUAGE_CODES
from scorm.cmi2004.timeinterval import is_time, is_timeinterval

DataType = Callable[[str], int]

# The largest SPM is that of a performance interaction: 250 steps of two times 250 characters.
TEXT_LIMIT: Final = 150_000

_REAL: Final = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,10}", re.ASCII)
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3}|[ixIX](?=-))(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_LANGUAGE_TAG: Final = re.compile(r"\{lang=([^{}]*)\}")
_NOT_IN_URI: Final = re.compile(r"[{}\[\]|\\^`<>\"]")
_URN: Final = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:\S+", re.ASCII | re.IGNORECASE)


def _is(passed: bool) -> int:
    return NO_ERROR if passed else TYPE_MISMATCH


def text(value: str) -> int:
    """characterstring. NUL is no character of a text."""
    return _is(len(value) <= TEXT_LIMIT and "\0" not in value)


def language(value: str) -> int:
    """language_type (RFC 3066), or "" for none."""
    return _is(value == "" or _is_language(value))


def localized(value: str) -> int:
    """localized_string_type: a text that may begin with {lang=…} (RTE 4.1.1.5)."""
    tag = _LANGUAGE_TAG.match(value)
    return TYPE_MISMATCH if tag is not None and not _is_language(tag[1]) else text(value)


def _is_language(value: str) -> bool:
    """A code of ISO 639, or "i" or "x", and what may follow it (RFC 3066, 2.1)."""
    match = _LANGUAGE.fullmatch(value)
    return match is not None and match[1].lower() in LANGUAGE_CODES | {"i", "x"}


def long_identifier(value: str) -> int:
    """long_identifier_type: a URI, of which this asks that it has no white space, and that one
    which begins with urn: is a whole one (RFC 2141)."""
    if not value.strip() or re.search(r"\s", value):
        return TYPE_MISMATCH
    if value.lower().startswith("urn:") and _URN.fullmatch(value) is None:
        return TYPE_MISMATCH
    return text(value)


def short_identifier(value: str) -> int:
    """short_identifier_type: the same, within a response, without the signs that RFC 2396 (2.4.3)
    keeps out of a URI, since the brackets of a response would be among them."""
    if _NOT_IN_URI.search(value):
        return TYPE_MISMATCH
    return long_identifier(value)


def real(lowest: int | None = None, highest: int | None = None) -> DataType:
    """real(10,7), between two bounds when they are given."""

    def check(value: str) -> int:
        if _REAL.fullmatch(value) is None:
            return TYPE_MISMATCH
        number = Decimal(value)
        below = lowest is not None and number < lowest
        return OUT_OF_RANGE if below or (highest is not None and number > highest) else NO_ERROR

    return check


def is_real(value: str) -> bool:
    """Whether it reads as a real number."""
    return _REAL.fullmatch(value) is not None


def integer(lowest: int, highest: int) -> DataType:
    """A whole number between two bounds, both included."""

    def check(value: str) -> int:
        if _INTEGER.fullmatch(value) is None:
            return TYPE_MISMATCH
        return NO_ERROR if lowest <= int(value) <= highest else OUT_OF_RANGE

    return check


def vocabulary(*words: str) -> DataType:
    """state: one of ``words``, letter for letter."""
    allowed = frozenset(words)
    return lambda value: _is(value in allowed)


def time(value: str) -> int:
    """time(second,10,0)."""
    return _is(is_time(value))


def timeinterval(value: str) -> int:
    """timeinterval(second,10,2)."""
    return _is(is_timeinterval(value))


def result(value: str) -> int:
    """cmi.interactions.n.result: a word of its vocabulary, or a real number."""
    words = {"correct", "incorrect", "unanticipated", "neutral"}
    return _is(value in words or is_real(value))


_NAVIGATION_WORDS: Final = frozenset(
    {"continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll", "_none_"}
)
_TARGETED: Final = re.compile(r"\{target=[^{}]{1,4000}\}(?:choice|jump)")


def navigation(value: str) -> int:
    """adl.nav.request (SN 5.6.4)."""
    is_request = value in _NAVIGATION_WORDS or _TARGETED.fullmatch(value) is not None
    return text(value) if is_request else TYPE_MISMATCH
