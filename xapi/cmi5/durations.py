"""ISO 8601 durations, as results carry them (xAPI Data 4.6), in hundredths of a second."""

import re
from decimal import Decimal
from typing import Final

_DURATION: Final = re.compile(
    r"P(?:(?P<weeks>[\d.,]+)W|(?:(?P<years>[\d.,]+)Y)?(?:(?P<months>[\d.,]+)M)?"
    r"(?:(?P<days>[\d.,]+)D)?(?:T(?:(?P<hours>[\d.,]+)H)?(?:(?P<minutes>[\d.,]+)M)?"
    r"(?:(?P<seconds>[\d.,]+)S)?)?)"
)
_DAY: Final = 86_400
# Three hundred years: more is no time that anybody took, and no number to reckon with.
LONGEST: Final = 1_000_000_000_000
_LONGEST_TEXT: Final = 100
# Seconds. A year and a month have no fixed length; nobody spends one in a session.
_SECONDS: Final = {
    "weeks": 7 * _DAY,
    "years": 365 * _DAY,
    "months": 30 * _DAY,
    "days": _DAY,
    "hours": 3_600,
    "minutes": 60,
    "seconds": 1,
}


def centiseconds(duration: str) -> int:
    """Hundredths of a second of a duration that xapi.spec has let through, rounded down; at most
    LONGEST."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"not an ISO 8601 duration: {duration[:40]!r}")
    if len(duration) > _LONGEST_TEXT:
        # Stored before xapi.spec refused such.
        return LONGEST
    given = {name: value for name, value in found.groupdict().items() if value}
    seconds = sum(
        (Decimal(value.replace(",", ".")) * _SECONDS[name] for name, value in given.items()),
        Decimal(0),
    )
    return min(int(seconds * 100), LONGEST)


def duration(hundredths: int) -> str:
    """The ISO 8601 duration of hundredths of a second, such as PT1H2M3.45S."""
    seconds, rest = divmod(max(hundredths, 0), 100)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else ""]
    parts.append(f"{seconds}.{rest:02d}S" if rest else f"{seconds}S")
    return "PT" + "".join(parts)
