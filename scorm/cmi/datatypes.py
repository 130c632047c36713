"""Data types of the SCORM 1.2 data model (RTE 3.4.2) as tests on a string.

Where content in the field is wider than the letter of the specification, so are these tests, and
each says so. The data model in the browser (static/scorm/cmi12/) has the same tests: a value that
it has accepted must not be refused later, when nobody can act on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from scorm.cmi.timespan import is_timespan

DataType = Callable[[str], bool]

# RTE 3.4.4 gives suspend_data 4096 characters; authoring tools need the 64,000 of SCORM 2004.
SUSPEND_DATA_LIMIT: Final = 64_000
# RTE 3.4.2 has CMIFeedback at 255 characters; essays are longer in the field.
FEEDBACK_LIMIT: Final = 64_000

_SIGNED_INTEGER: Final = re.compile(r"-?[0-9]{1,10}", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(?:[0-9]{1,10}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})", re.ASCII)
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,2})?", re.ASCII)
# RTE 3.4.2 allows letters, digits, hyphen and underscore; identifiers with full stops, spaces
# and slashes are common, and so is an empty one.
_IDENTIFIER: Final = re.compile(r"[\x21-\x7e\s]{0,255}")

LESSON_STATUSES: Final = frozenset(
    {"passed", "completed", "failed", "incomplete", "browsed", "not attempted"}
)


def string(limit: int) -> DataType:
    """CMIString of at most `limit` characters. NUL is no character of a text."""
    return lambda value: len(value) <= limit and "\0" not in value


def vocabulary(*words: str) -> DataType:
    """CMIVocabulary: one of `words`, letter for letter."""
    allowed = frozenset(words)
    return lambda value: value in allowed


def identifier(value: str) -> bool:
    """CMIIdentifier: up to 255 printable characters without letters beyond ASCII."""
    return _IDENTIFIER.fullmatch(value) is not None and "\0" not in value


def time(value: str) -> bool:
    """CMITime: a time of day, HH:MM:SS with up to two decimals of a second."""
    return _TIME.fullmatch(value) is not None


def timespan(value: str) -> bool:
    """CMITimespan: HHHH:MM:SS.SS."""
    return is_timespan(value)


def signed_integer(lowest: int, highest: int) -> DataType:
    """CMISInteger between `lowest` and `highest`, both included."""
    return lambda value: (
        _SIGNED_INTEGER.fullmatch(value) is not None and lowest <= int(value) <= highest
    )


def decimal(lowest: int, highest: int) -> DataType:
    """CMIDecimal between `lowest` and `highest`, both included."""
    return lambda value: (
        _DECIMAL.fullmatch(value) is not None and lowest <= Decimal(value) <= highest
    )


def blank_or(other: DataType) -> DataType:
    """CMIBlank (the empty string) or `other`."""
    return lambda value: value == "" or other(value)


def result(value: str) -> bool:
    """cmi.interactions.n.result: a word of its vocabulary or a CMIDecimal; blank in the field."""
    words = {"", "correct", "wrong", "unanticipated", "neutral"}
    return value in words or _DECIMAL.fullmatch(value) is not None


score: Final = blank_or(decimal(0, 100))
"""cmi.*.score.raw, .min and .max: blank, or normalised to 0 to 100 (RTE 3.4.4)."""
