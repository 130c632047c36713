"""Points in time and lengths of time as SCORM 2004 writes them (RTE 4.1.1.7; ISO 8601)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from typing import Final

CENTISECONDS_PER_SECOND: Final = 100
CENTISECONDS_PER_MINUTE: Final = 6_000
CENTISECONDS_PER_HOUR: Final = 360_000
CENTISECONDS_PER_DAY: Final = 8_640_000
# A year and a month have no fixed length; a total has to be given one.
DAYS_PER_MONTH: Final = 30
DAYS_PER_YEAR: Final = 365

_INTERVAL: Final = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,2}))?S)?)?",
    re.ASCII,
)
_TIME: Final = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})"
    r"(?:\.[0-9]{1,2}(?:Z|[+-]([0-9]{2})(?::([0-9]{2}))?)?)?)?)?)?)?)?",
    re.ASCII,
)
# The years that a signed 32-bit time can tell.
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2038
# A session that says it was longer was not measured: 9,999 hours, the longest of SCORM 1.2 (RTE
# 3.4.2). Added up without a bound, a few such words are more than a database or a total can hold.
LONGEST_SESSION: Final = 9_999 * CENTISECONDS_PER_HOUR


def is_timeinterval(value: str) -> bool:
    """timeinterval(second,10,2): P[yY][mM][dD][T[hH][nM][s[.ss]S]], not all of it missing."""
    return _INTERVAL.fullmatch(value) is not None


def to_centiseconds(value: str) -> int:
    """Length in centiseconds, with 365 days a year and 30 a month; ValueError for another text."""
    match = _INTERVAL.fullmatch(value)
    if match is None:
        raise ValueError("A time interval is written P1DT2H3M4.55S, for example.")
    years, months, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:6])
    total_days = years * DAYS_PER_YEAR + months * DAYS_PER_MONTH + days
    return (
        total_days * CENTISECONDS_PER_DAY
        + hours * CENTISECONDS_PER_HOUR
        + minutes * CENTISECONDS_PER_MINUTE
        + seconds * CENTISECONDS_PER_SECOND
        + int((match[7] or "0").ljust(2, "0"))
    )


def session_centiseconds(cmi: Mapping[str, str]) -> int:
    """Length of the running session as the content reports it, at most LONGEST_SESSION; 0 where it
    reports none (RTE 4.2.21)."""
    return min(to_centiseconds(cmi.get("cmi.session_time", "PT0S")), LONGEST_SESSION)


def from_centiseconds(centiseconds: int) -> str:
    """A time interval of that many centiseconds in hours, minutes and seconds: PT1H30M5.5S."""
    if centiseconds < 0:
        raise ValueError("A length of time cannot be negative.")
    hours, rest = divmod(centiseconds, CENTISECONDS_PER_HOUR)
    minutes, rest = divmod(rest, CENTISECONDS_PER_MINUTE)
    seconds, fraction = divmod(rest, CENTISECONDS_PER_SECOND)
    decimals = f".{fraction:02d}".rstrip("0") if fraction else ""
    return f"PT{hours}H{minutes}M{seconds}{decimals}S"


def is_time(value: str) -> bool:
    """time(second,10,0): 2026-05-04T10:20:30.25+02:00, or its beginning up to any part."""
    match = _TIME.fullmatch(value)
    if match is None:
        return False
    year, month, day, hour, minute, second, zone_hour, zone_minute = (
        None if part is None else int(part) for part in match.groups()
    )
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return False
    if month is not None and not 1 <= month <= 12:
        return False
    if day is not None and not 1 <= day <= calendar.monthrange(year, month or 1)[1]:
        return False
    below = ((hour, 24), (minute, 60), (second, 60), (zone_hour, 24), (zone_minute, 60))
    return all(part is None or part < limit for part, limit in below)
