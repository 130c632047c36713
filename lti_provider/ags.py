"""Assignment and Grade Services 2.0 (AGS), as much of it as reporting a grade needs.

PyLTI1p3 supplies the messages (Grade, LineItem). The transport is ours: its own has no timeouts and
changes the case of addresses.
"""

import datetime as dt
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import requests
from django.utils import timezone
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from lti_provider import access_tokens, http
from lti_provider.models import Platform
from lti_provider.verdicts import Kind, NotSent, Verdict, judge

# AGS 3.1: the scopes.
_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM_SCOPE = _SCOPE + "lineitem"
LINE_ITEM_READ_SCOPE = _SCOPE + "lineitem.readonly"
SCORE_SCOPE = _SCOPE + "score"
# AGS 3.2 and 3.4: the media types. Moodle finds its handler by them.
_LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
# Marks the columns that this tool made (AGS 3.2).
TAG = "grade"
_MOST_PAGES = 20
_LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Score:
    """One person's grade (AGS 3.4). user_id: the platform's `sub`; timestamp: aware."""

    user_id: str
    given: Decimal
    maximum: Decimal
    timestamp: dt.datetime
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a line item should be (AGS 3.2). resource_id: the module's public id."""

    label: str
    maximum: Decimal
    resource_id: str
    resource_link_id: str


class GradeService:
    """The grade services of one platform, for one delivery.

    No request begins when `seconds` are over, so that a delivery ends before its lease does.
    """

    def __init__(self, platform: Platform, seconds: float) -> None:
        self._platform = platform
        self._ends = time.monotonic() + seconds

    def post_score(self, line_item_url: str, score: Score) -> Verdict:
        """Send `score` (AGS 3.4). Raises NotSent where no answer to it came."""
        # No Accept: Moodle refuses what it does not know, `*/*` included.
        headers = {"Content-Type": _SCORE_TYPE}
        address = scores_url(_checked(line_item_url))
        answer = self._send("POST", address, SCORE_SCOPE, headers, score_message(score))
        return judge(answer.status, answer.headers, answer.body, timezone.now())

    def find_line_item(self, line_items_url: str, scope: str, column: Column) -> str | None:
        """The address of the column bound to the resource link (AGS 3.2), None without one.

        `scope` is one that lets us read. Never passes `limit`: Moodle's paging links are broken.
        Raises NotSent.
        """
        found: list[dict[str, Any]] = []
        address: str | None = _with_query(
            _checked(line_items_url), resource_link_id=column.resource_link_id
        )
        for _ in range(_MOST_PAGES):
            if address is None:
                break
            answer = self._send("GET", address, scope, {"Accept": _LINE_ITEMS_TYPE})
            # A platform may ignore the filter; another activity's column must never be written to.
            found += [item for item in _items(answer) if _is_bound(item, column.resource_link_id)]
            address = _next_page(answer, address)
        if not found:
            return None
        ours = [item for item in found if item.get("resourceId") == column.resource_id]
        return _address_of((ours or found)[0])

    def create_line_item(self, line_items_url: str, column: Column) -> str:
        """Make the column and return its address (AGS 3.2). Raises NotSent."""
        headers = {"Content-Type": _LINE_ITEM_TYPE, "Accept": _LINE_ITEM_TYPE}
        body = line_item_message(column)
        answer = self._send("POST", line_items_url, LINE_ITEM_SCOPE, headers, body)
        if answer.status not in (200, 201):
            raise NotSent(_no_column(answer))
        return _address_of(_document(answer))

    def _send(
        self,
        method: str,
        url: str,
        scope: str,
        headers: dict[str, str],
        body: bytes | None = None,
    ) -> http.Answer:
        """Send with a token of `scope`; a token that is not accepted is replaced once."""
        scopes = frozenset({scope})
        try:
            token = self._token(scopes)
            answer = http.send(method, url, headers=headers, body=body, bearer=token.value)
            if answer.status == 401:
                access_tokens.forget(self._platform, scopes, token)
                token = self._token(scopes)
                answer = http.send(method, url, headers=headers, body=body, bearer=token.value)
        except http.AddressRefused as refused:
            raise NotSent(_unusable(refused)) from refused
        except http.HttpFailed as failed:
            raise NotSent(
                Verdict(Kind.LATER, f"No answer from the platform: {failed}.")
            ) from failed
        except access_tokens.TokenRefused as refused:
            verdict = Verdict(Kind.LATER, refused.why, refused.status, refused.retry_after)
            raise NotSent(verdict) from refused
        return answer

    def _token(self, scopes: frozenset[str]) -> access_tokens.AccessToken:
        if time.monotonic() > self._ends:
            raise NotSent(Verdict(Kind.LATER, "The platform is too slow at the moment."))
        return access_tokens.obtain(self._platform, scopes)


def scores_url(line_item_url: str) -> str:
    """The score service's address: `/scores` goes before the query string (AGS 3.4)."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/scores"))


def score_message(score: Score) -> bytes:
    """The body of a score (AGS 3.4).

    Always complete: anything but FullyGraded with a score erases the grade in Moodle.
    """
    grade = Grade()
    grade.set_user_id(score.user_id)
    grade.set_score_given(float(score.given))
    grade.set_score_maximum(float(score.maximum))
    grade.set_activity_progress("Completed")
    grade.set_grading_progress("FullyGraded")
    moment = score.timestamp.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None)
    grade.set_timestamp(moment.isoformat() + "Z")
    if score.comment:
        grade.set_comment(score.comment)
    return grade.get_value().encode()


def line_item_message(column: Column) -> bytes:
    """The body of a new line item (AGS 3.2)."""
    item = LineItem()
    item.set_label(column.label)
    item.set_score_maximum(float(column.maximum))
    item.set_resource_id(column.resource_id)
    item.set_resource_link_id(column.resource_link_id)
    item.set_tag(TAG)
    return item.get_value().encode()


def _checked(url: str) -> str:
    try:
        http.check_address(url)
    except http.AddressRefused as refused:
        raise NotSent(_unusable(refused)) from refused
    return url


def _unusable(refused: http.AddressRefused) -> Verdict:
    why = f"The platform gave an address that cannot be used: {refused}."
    return Verdict(Kind.GIVEN_UP, why)


def _with_query(url: str, **more: str) -> str:
    """`url` with parameters added to the ones it has, which are kept as they are (AGS 3.2)."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(more)) if part)
    return urlunsplit(parts._replace(query=query))


def _items(answer: http.Answer) -> list[dict[str, Any]]:
    if answer.status != 200:
        raise NotSent(_no_column(answer))
    document = _document(answer)
    if not isinstance(document, list):
        raise NotSent(Verdict(Kind.LATER, "The platform's list of columns is none.", answer.status))
    return [item for item in document if isinstance(item, dict)]


def _is_bound(item: dict[str, Any], resource_link_id: str) -> bool:
    """AGS 3.2: the id is a text; some platforms send their own number."""
    return str(item.get("resourceLinkId", "")) == resource_link_id


def _next_page(answer: http.Answer, current: str) -> str | None:
    """RFC 8288 `rel="next"`, on the same host only: our token goes with the request."""
    links = requests.utils.parse_header_links(answer.headers.get("link", ""))
    found = [link["url"] for link in links if link.get("rel") == "next"]
    try:
        address = urljoin(current, found[0]) if found else ""
        return address if urlsplit(address)[:2] == urlsplit(current)[:2] else None
    except ValueError:
        return None


def _document(answer: http.Answer) -> Any:
    try:
        return answer.json()
    except http.NotJson as page:
        why = "The platform answered with a page instead of its columns."
        raise NotSent(Verdict(Kind.LATER, why, answer.status)) from page


def _address_of(item: Any) -> str:
    """The line item's id is its address (AGS 3.2)."""
    address = item.get("id") if isinstance(item, dict) else None
    if not isinstance(address, str) or not 0 < len(address) <= _LONGEST_ADDRESS:
        raise NotSent(Verdict(Kind.GIVEN_UP, "The platform gave the column no usable address."))
    return address


def _no_column(answer: http.Answer) -> Verdict:
    """Why the line item service gave nothing: the verdict on a score, in its own words."""
    verdict = judge(answer.status, answer.headers, b"", timezone.now())
    if verdict.kind is Kind.LATER:
        return verdict
    if verdict.kind is Kind.LINE_ITEM_GONE:
        why = "The course is gone from the platform, and its gradebook with it."
    else:
        why = (
            "The platform shows this tool no column for the activity and lets it make none "
            f"({answer.status}). Give the activity a grade in its settings."
        )
    return Verdict(Kind.GIVEN_UP, why, answer.status)
