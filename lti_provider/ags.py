"""Assignment and Grade Services 2.0 (AGS), as much of it as grades need.

PyLTI1p3 supplies the messages (Grade, LineItem). The transport is ours: its own has no timeouts and
changes the case of addresses.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.utils import timezone
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from academies.outbound import http
from lti_provider import quirks
from lti_provider.models import Platform
from lti_provider.quirks import Quirks
from lti_provider.results import Result, read_results
from lti_provider.service_calls import ServiceCalls, check_address
from lti_provider.verdicts import Kind, NotSent, Verdict, judge

# AGS 3.1: the scopes.
_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM_SCOPE = _SCOPE + "lineitem"
LINE_ITEM_READ_SCOPE = _SCOPE + "lineitem.readonly"
RESULT_SCOPE = _SCOPE + "result.readonly"
SCORE_SCOPE = _SCOPE + "score"
# AGS 3.2 to 3.4: the media types. Moodle finds its handler by them.
_LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
# Marks the columns that this tool made (AGS 3.2).
TAG = "grade"
_MOST_PAGES = 200
_MOST_RESULTS = 50_000
_LARGEST_RESULTS = 8_388_608
_LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Score:
    """One person's grade (AGS 3.4). user_id: the platform's `sub`; times: aware."""

    user_id: str
    given: Decimal
    maximum: Decimal
    timestamp: dt.datetime
    comment: str = ""
    started_at: dt.datetime | None = None
    submitted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What a line item should be (AGS 3.2). resource_id: the module's public id."""

    label: str
    maximum: Decimal
    resource_id: str
    resource_link_id: str


class GradeService:
    """The grade services of one platform, for one delivery or one look at the results."""

    def __init__(self, platform: Platform, seconds: float) -> None:
        self._calls = ServiceCalls(platform, seconds)
        self._quirks = quirks.quirks_of(platform.product_family)

    def post_score(self, line_item_url: str, score: Score) -> Verdict:
        """Send `score` (AGS 3.4). Raises NotSent where no answer to it came."""
        # No Accept: Moodle refuses what it does not know, `*/*` included.
        headers = {"Content-Type": _SCORE_TYPE}
        address = service_url(check_address(line_item_url), "scores")
        body = score_message(score, self._quirks)
        answer = self._calls.send("POST", address, SCORE_SCOPE, headers, body)
        return judge(answer.status, answer.headers, answer.body, timezone.now(), self._quirks)

    def find_line_item(self, line_items_url: str, scope: str, column: Column) -> str | None:
        """The address of the column bound to the resource link (AGS 3.2), None without one.

        `scope` is one that lets us read. Raises NotSent.
        """
        address = _with_query(
            check_address(line_items_url), resource_link_id=column.resource_link_id
        )
        items = self._items(address, scope, _LINE_ITEMS_TYPE)
        # A platform may ignore the filter; another activity's column must never be written to.
        found = [item for item in items if _is_bound(item, column.resource_link_id)]
        return _address_of(max(found, key=partial(_likeness, column))) if found else None

    def create_line_item(self, line_items_url: str, column: Column) -> str:
        """Make the column and return its address (AGS 3.2). Raises NotSent."""
        headers = {"Content-Type": _LINE_ITEM_TYPE, "Accept": _LINE_ITEM_TYPE}
        body = line_item_message(column)
        answer = self._calls.send("POST", line_items_url, LINE_ITEM_SCOPE, headers, body)
        if answer.status not in (200, 201):
            raise NotSent(_no_column(answer))
        return _address_of(_document(answer))

    def results(self, line_item_url: str) -> dict[str, Result]:
        """What the column holds, by user id (AGS 3.3). All of it, or NotSent is raised."""
        address = service_url(check_address(line_item_url), "results")
        pages = self._calls.pages(
            address, RESULT_SCOPE, _RESULTS_TYPE, _MOST_PAGES, _LARGEST_RESULTS
        )
        items: list[Any] = []
        is_whole = False
        for page in pages:
            items += _listed(page.answer, _no_results)
            is_whole = page.is_last
            if len(items) > _MOST_RESULTS:
                break
        if not is_whole:
            raise NotSent(Verdict(Kind.LATER, "The platform's list of results has no end."))
        return read_results(items)

    def _items(self, address: str, scope: str, media_type: str) -> list[dict[str, Any]]:
        pages = self._calls.pages(address, scope, media_type, _MOST_PAGES)
        found = [item for page in pages for item in _listed(page.answer, _no_column)]
        return [item for item in found if isinstance(item, dict)]


def service_url(line_item_url: str, service: str) -> str:
    """Scores or results of a line item: the name goes before the query string (AGS 3.3, 3.4)."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/" + service))


def score_message(score: Score, known: Quirks = quirks.NONE) -> bytes:
    """The body of a score (AGS 3.4).

    Always complete: anything but FullyGraded with a score erases the grade in Moodle.
    """
    grade = Grade()
    grade.set_user_id(score.user_id)
    grade.set_score_given(float(score.given))
    grade.set_score_maximum(float(score.maximum))
    grade.set_activity_progress("Completed")
    grade.set_grading_progress("FullyGraded")
    grade.set_timestamp(_moment(score.timestamp, known))
    if score.comment:
        grade.set_comment(score.comment)
    submission = _submission(score, known)
    if submission:
        grade.set_extra_claims({"submission": submission})
    return grade.get_value().encode()


def _submission(score: Score, known: Quirks) -> dict[str, str]:
    """When the work was begun and handed in (AGS 3.4.6), as far as the two times make sense."""
    started, submitted = score.started_at, score.submitted_at
    if started and submitted and started > submitted:
        started = None
    times = {"startedAt": started, "submittedAt": submitted}
    return {name: _moment(time, known) for name, time in times.items() if time}


def _moment(time: dt.datetime, known: Quirks) -> str:
    """ISO 8601 in UTC. Whole seconds: Moodle compares no finer."""
    whole = time.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None)
    return whole.isoformat() + (".000Z" if known.subsecond_times else "Z")


def line_item_message(column: Column) -> bytes:
    """The body of a new line item (AGS 3.2)."""
    item = LineItem()
    item.set_label(column.label)
    item.set_score_maximum(float(column.maximum))
    item.set_resource_id(column.resource_id)
    item.set_resource_link_id(column.resource_link_id)
    item.set_tag(TAG)
    return item.get_value().encode()


def _with_query(url: str, **more: str) -> str:
    """`url` with parameters added to the ones it has, which are kept as they are (AGS 3.2)."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(more)) if part)
    return urlunsplit(parts._replace(query=query))


def _listed(answer: http.Answer, refused: Callable[[http.Answer], Verdict]) -> list[Any]:
    if answer.status != 200:
        raise NotSent(refused(answer))
    document = _document(answer)
    if not isinstance(document, list):
        raise NotSent(Verdict(Kind.LATER, "The platform's list is none.", answer.status))
    return document


def _is_bound(item: dict[str, Any], resource_link_id: str) -> bool:
    """AGS 3.2: the id is a text; some platforms send their own number."""
    return str(item.get("resourceLinkId", "")) == resource_link_id


def _likeness(column: Column, item: dict[str, Any]) -> tuple[bool, bool]:
    """Of several columns of one activity, ours is the module's, and then the one with our tag."""
    return item.get("resourceId") == column.resource_id, item.get("tag") == TAG


def _document(answer: http.Answer) -> Any:
    try:
        return answer.json()
    except http.NotJson as page:
        why = "The platform answered with a page instead of what was asked for."
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


def _no_results(answer: http.Answer) -> Verdict:
    """Why the result service gave nothing, in its own words."""
    verdict = judge(answer.status, answer.headers, b"", timezone.now())
    if verdict.kind is Kind.LATER:
        return verdict
    if verdict.kind is Kind.LINE_ITEM_GONE:
        return Verdict(Kind.LINE_ITEM_GONE, verdict.why, answer.status)
    why = f"The platform does not let this tool read its gradebook ({answer.status})."
    return Verdict(Kind.GIVEN_UP, why, answer.status)
