"""Which version a request is of (Communication 3.3)."""

import re

from xapi.spec.refused import Refused

SUPPORTED = ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"]


def own_version(header: str, unstated: str) -> str:
    """What an answer says of itself: the newest version of the request's series.

    A request that names none, or one of another series, is answered in `unstated`: 1.0.3
    (Communication 3.3) and 2.0 (4.1.3.3) each want the newest of their own.
    """
    series = {"1": "1.0.3", "2": "2.0.0"}
    return series.get(header.strip().partition(".")[0], unstated)


def answered_version(header: str | None) -> str:
    """The version by which a request is judged: "1.0.3" or "2.0.0". Raises Refused."""
    if header is None:
        raise Refused("the header X-Experience-API-Version is missing")
    stated = header.strip()
    # 3.3: 1.0 counts as 1.0.0, and every patch version is taken.
    if re.fullmatch(r"1\.0(\.[0-9]{1,4})?", stated):
        return "1.0.3"
    if re.fullmatch(r"2\.0(\.[0-9]{1,4})?", stated):
        return "2.0.0"
    raise Refused(f"version {stated[:20]!r} is not spoken here; 1.0.x and 2.0.x are")
