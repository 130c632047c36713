"""The score service (AGS 2.0, 3.4) with the habits of Moodle 4.5.

What surprises tools: anything but FullyGraded with a score erases the grade there was;
activityProgress is not looked at; a timestamp that is not later, in whole seconds, gets 409.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from demo.lms import gradebook, roster, scopes
from demo.lms.academy import here
from demo.lms.gradebook import Grade, LineItem
from demo.lms.services import (
    ServiceError,
    authorize,
    json_object,
    number,
    require_content_type,
    service,
)

scores = Blueprint("scores", __name__, url_prefix="/mod/lti/services.php")

REQUIRED = ("userId", "timestamp", "gradingProgress", "activityProgress")
ISO_8601 = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII
)
BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"


@scores.post("/<int:course_id>/lineitems/<int:item_id>/lineitem/scores")
@service
def post(course_id: int, item_id: int) -> Response:
    """Take one score. 200 with `[]` or an error; every post to a known column is remembered."""
    require_content_type(scopes.SCORE_TYPE)
    tool, course = authorize(course_id, (scopes.SCORE,))
    item = gradebook.find_item(here().store, item_id)
    if item is None or item.course != course.id:
        raise ServiceError(404, f"Not Found: Grade item {item_id} doesn't exist.")
    if item.tool != tool.id:
        raise ServiceError(403, "Line item does not exist.")
    status = 500
    try:
        with here().store.transaction():
            _take(item)
        status = 200
    except ServiceError as error:
        status = error.status
        raise
    finally:
        _remember(item, status)
    return Response("", 200, content_type=f"{scopes.SCORE_TYPE}; charset=utf-8")


def _take(item: LineItem) -> None:
    body = json_object()
    if body is None or not _is_score(body):
        raise ServiceError(400, f"Incorrect score received{json.dumps(body)}", "[]")
    _check_person(item, body)
    sent_at = _epoch(str(body["timestamp"]))
    known = gradebook.find_grade(here().store, item.id, str(body["userId"]))
    if known and known.graded_at is not None and known.graded_at >= sent_at:
        reason = "Refusing score with an earlier timestamp for item"
        raise ServiceError(409, f"{reason} {item.id} and user {body['userId']}", "[]")
    gradebook.save_grade(here().store, _grade(item, body, sent_at))


def _is_score(body: Mapping[str, Any]) -> bool:
    if any(body.get(name) is None for name in REQUIRED):
        return False
    if not ISO_8601.fullmatch(str(body["timestamp"])) or _epoch(str(body["timestamp"])) < 0:
        return False
    given, most = body.get("scoreGiven"), body.get("scoreMaximum")
    if given is not None and (number(given) is None or most is None):
        return False
    return most is None or number(most) is not None


def _check_person(item: LineItem, body: Mapping[str, Any]) -> None:
    """Only enrolled learners can be graded: teachers, administrators and strangers get 400."""
    user_id = str(body["userId"])
    if not user_id.isascii() or not user_id.isdigit():
        # Seen live: the reason phrase breaks, so the web server in front answers instead.
        raise ServiceError(502, "Bad Gateway", BAD_GATEWAY)
    if user_id not in {person.sub for person in roster.learners(here().store, item.course)}:
        raise ServiceError(400, f"Incorrect score received{json.dumps(body)}", "[]")


def _epoch(text: str) -> int:
    """Whole seconds since 1970, -1 for a moment that does not exist. No zone means UTC."""
    try:
        moment = datetime.fromisoformat(text.replace(",", "."))
        return int(moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        return -1


def _grade(item: LineItem, body: Mapping[str, Any], sent_at: int) -> Grade:
    comment = body.get("comment")
    given = number(body.get("scoreGiven"))
    if body["gradingProgress"] != "FullyGraded" or given is None:
        final = raw = graded_at = None
    else:
        raw = _scaled(given, number(body.get("scoreMaximum")), item.maximum)
        final = min(max(raw, 0.0), item.maximum)
        graded_at = sent_at
    return Grade(
        line_item=item.id,
        person=str(body["userId"]),
        raw=raw,
        final=final,
        comment=str(comment) if comment else "",
        graded_at=graded_at,
        received_at=here().seconds(),
    )


def _scaled(given: float, out_of: float | None, maximum: float) -> float:
    """scoreGiven in the column's own measure; a scoreMaximum of 0 leaves it as it is."""
    if not out_of or out_of == maximum:
        return given
    return given * maximum / out_of


def _remember(item: LineItem, status: int) -> None:
    here().store.add(
        "score_posts",
        at=here().seconds(),
        line_item=item.id,
        label=item.label,
        body=request.get_data(as_text=True)[:4000],
        status=status,
    )
