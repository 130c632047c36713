"""How long to wait before a stranger is asked again. Pure Python."""

import datetime as dt
import random
from email.utils import parsedate_to_datetime

FIRST_DELAY = dt.timedelta(seconds=10)
LONGEST_DELAY = dt.timedelta(hours=1)
# Who asks for more patience than this is asked earlier.
LONGEST_RETRY_AFTER = dt.timedelta(hours=24)


def read_retry_after(text: str, now: dt.datetime) -> dt.timedelta | None:
    """`Retry-After` (RFC 9110, 10.2.3): seconds or a date; None when absent or neither.

    Between zero and LONGEST_RETRY_AFTER.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        # More digits are more than a century, and int() refuses some thousands of them.
        seconds = int(text) if len(text) < 10 else 10**9
        return min(dt.timedelta(seconds=seconds), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
        wait = moment.replace(tzinfo=moment.tzinfo or dt.UTC) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return max(dt.timedelta(0), min(wait, LONGEST_RETRY_AFTER))


def back_off(tries: int, retry_after: dt.timedelta | None = None) -> dt.timedelta:
    """How long to wait after `tries` tries (1 or more): exponential, with full jitter.

    Full jitter spreads a whole class that failed together. What was asked for is kept, and
    spread by the first delay.
    """
    if retry_after is not None:
        return retry_after + FIRST_DELAY * random.random()  # noqa: S311  # no secret
    doublings = min(max(tries, 1) - 1, 20)
    longest = min(LONGEST_DELAY, FIRST_DELAY * (1 << doublings))
    return max(dt.timedelta(seconds=1), longest * random.random())  # noqa: S311  # no secret
