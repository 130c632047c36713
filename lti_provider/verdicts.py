"""What an answer to a score means: arrived, try again later, or never. Pure Python.

AGS 2.0 (3.4) leaves most statuses to the platform; what Moodle means by each was observed on a
Moodle 4.5.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from academies.outbound.patience import read_retry_after
from lti_provider import quirks
from lti_provider.quirks import Quirks

# In Moodle 401 can mean "not allowed" as well as "stale token"; after a few hours it is the former.
MOST_UNAUTHORIZED_TRIES = 12
# Results come back rounded, and a column may have few steps: less than this is the same grade.
_SAME_GRADE = Decimal("0.005")
# A proxy's word for a platform that is away. 502 is not: Moodle's is about a user id it chokes on.
_AWAY = frozenset({503, 504})


class Kind(StrEnum):
    SENT = "sent"
    LATER = "later"
    GIVEN_UP = "given up"
    # The two below are for the sender to mend at once; it settles on one of the three above.
    LINE_ITEM_GONE = "line item gone"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one try.

    why: for the academy's administrator, a sentence or two, without anybody's data; status: HTTP,
    None where no answer came; retry_after: how long the platform asks us to wait; most_tries: with
    so many tries it is given up, None: as long as the outbox waits for anything; no_answer: the
    request, or the one for its token, got none.
    """

    kind: Kind
    why: str = ""
    status: int | None = None
    retry_after: dt.timedelta | None = None
    most_tries: int | None = None
    no_answer: bool = False

    @property
    def is_away(self) -> bool:
        """It is the platform that is not there, whatever was asked of it."""
        return self.no_answer or self.status in _AWAY

    @property
    def is_permanent(self) -> bool:
        """Trying again without a change by somebody will not help."""
        return self.kind is Kind.GIVEN_UP


class NotSent(Exception):
    """The try ended before the score was sent, or without an answer to it."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.why)
        self.verdict = verdict


SEND_AGAIN = "Then choose “Send again”."
_PERMANENT = {
    400: "The platform says this person cannot be graded (teachers and people no longer enrolled "
    f"cannot). If they are enrolled as a learner: {SEND_AGAIN}",
    403: "The platform does not allow this tool to write to this column. Its administrator can "
    f"allow the tool to send grades. {SEND_AGAIN}",
    422: "The platform understood the grade and refused it. Look at the column's settings in its "
    f"gradebook. {SEND_AGAIN}",
}
_PASSING = {
    408: "The platform waited too long for the grade.",
    425: "The platform asks to send the grade again.",
    429: "The platform receives too many requests at the moment.",
    503: "The platform is not available at the moment.",
}
_NO_RECEIPT = (
    "The platform answered with a page instead of a receipt (a login or maintenance page?)."
)


def judge(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    now: dt.datetime,
    known: Quirks = quirks.NONE,
) -> Verdict:
    """The verdict on the answer to a score. headers: names in lower case; now: aware."""
    if 200 <= status < 300:
        return (
            Verdict(Kind.SENT, status=status) if _is_receipt(body) else _later(_NO_RECEIPT, status)
        )
    if status in (404, 410):
        return Verdict(Kind.LINE_ITEM_GONE, "The column is gone from the gradebook.", status)
    if status == 409:
        return Verdict(Kind.OUTDATED, "The platform holds a grade with a later time.", status)
    if status == 403 and _is_throttled(body, known):
        return _later(_PASSING[429], status)
    if status in _PERMANENT:
        return Verdict(Kind.GIVEN_UP, _PERMANENT[status], status)
    if status in _PASSING:
        wait = read_retry_after(headers.get("retry-after", ""), now)
        return _later(_PASSING[status], status, wait)
    return _judge_other(status)


def is_same_grade(
    given: Decimal, maximum: Decimal, result: Decimal, result_maximum: Decimal
) -> bool:
    """Whether a result (AGS 3.3) is the score that was sent, each in points of its maximum."""
    if not maximum or not result_maximum:
        return given == result
    return abs(given / maximum - result / result_maximum) <= _SAME_GRADE


def _is_throttled(body: bytes, known: Quirks) -> bool:
    phrase = known.throttle_phrase.encode()
    return bool(phrase) and phrase in body[:2_000].lower()


def _judge_other(status: int) -> Verdict:
    if status == 401:
        why = (
            "The platform does not accept the tool's access token. Its administrator can look at "
            f"what the tool is allowed to do. {SEND_AGAIN}"
        )
        return Verdict(Kind.LATER, why, status, most_tries=MOST_UNAUTHORIZED_TRIES)
    if 300 <= status < 400:
        return _later("The platform sends us elsewhere (a login page, or it has moved?).", status)
    if 400 <= status < 500:
        return Verdict(Kind.GIVEN_UP, f"The platform refused the grade ({status}).", status)
    return _later("The platform has an error of its own.", status)


def _later(why: str, status: int, retry_after: dt.timedelta | None = None) -> Verdict:
    return Verdict(Kind.LATER, why, status, retry_after)


def _is_receipt(body: bytes) -> bool:
    """Nothing, or JSON, whatever the media type: a web server adds text/html to an empty body."""
    if not body.strip():
        return True
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
