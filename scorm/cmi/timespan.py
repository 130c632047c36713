"""CMITimespan, HHHH:MM:SS.SS (RTE 3.4.2), to and from whole centiseconds."""

from __future__ import annotations

import re
from typing import Final

CENTISECONDS_PER_SECOND: Final = 100
CENTISECONDS_PER_MINUTE: Final = 60 * CENTISECONDS_PER_SECOND
CENTISECONDS_PER_HOUR: Final = 60 * CENTISECONDS_PER_MINUTE

# RTE 3.4.2: hours have two to four digits, minutes and seconds two, a fraction one or two.
# Content in the field also writes other numbers of hours, and minutes or seconds above 59:
# a total of such a span is still plain arithmetic, so they are taken for what they say.
_TIMESPAN: Final = re.compile(r"([0-9]{1,7}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,2}))?", re.ASCII)


def is_timespan(value: str) -> bool:
    """Whether `value` reads as a CMITimespan."""
    return _TIMESPAN.fullmatch(value) is not None


def to_centiseconds(value: str) -> int:
    """Length of a CMITimespan in centiseconds; ValueError when it is not one."""
    match = _TIMESPAN.fullmatch(value)
    if match is None:
        raise ValueError("A CMITimespan is written HHHH:MM:SS.SS, for example 0001:30:00.00.")
    hours, minutes, seconds, fraction = match.groups()
    return (
        int(hours) * CENTISECONDS_PER_HOUR
        + int(minutes) * CENTISECONDS_PER_MINUTE
        + int(seconds) * CENTISECONDS_PER_SECOND
        + int((fraction or "0").ljust(2, "0"))
    )


def from_centiseconds(centiseconds: int) -> str:
    """A CMITimespan of that many centiseconds: 0000:00:00.00 with at least four digits of hours."""
    if centiseconds < 0:
        raise ValueError("A time span cannot be negative.")
    hours, rest = divmod(centiseconds, CENTISECONDS_PER_HOUR)
    minutes, rest = divmod(rest, CENTISECONDS_PER_MINUTE)
    seconds, fraction = divmod(rest, CENTISECONDS_PER_SECOND)
    return f"{hours:04d}:{minutes:02d}:{seconds:02d}.{fraction:02d}"
