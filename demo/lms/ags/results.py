"""The result service (AGS 2.0, 3.3): reading back what the gradebook holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from demo.lms import gradebook, scopes
from demo.lms.academy import here
from demo.lms.ags.representation import add_broken_links, item_url
from demo.lms.gradebook import Grade, LineItem
from demo.lms.services import ServiceError, authorize, page_of, require_accept, service

results = Blueprint("results", __name__, url_prefix="/mod/lti/services.php")


@results.get("/<int:course_id>/lineitems/<int:item_id>/lineitem/results")
@service
def container(course_id: int, item_id: int) -> Response:
    """The results of one column, or of one person in it with `user_id`."""
    require_accept(scopes.RESULT_CONTAINER_TYPE)
    tool, course = authorize(course_id, (scopes.RESULT_READONLY,))
    item = gradebook.find_item(here().store, item_id)
    if item is None or item.course != course.id:
        raise ServiceError(404, f"Not Found: Grade item {item_id} doesn't exist.")
    if item.tool != tool.id:
        raise ServiceError(403, "Line item does not exist.")
    person = request.args.get("user_id")
    every = gradebook.grades(here().store, item.id)
    found = [grade for grade in every if person in (None, grade.person)]
    limit, start = page_of(request.args)
    shown = found[start : start + limit] if limit else found
    body = json.dumps([_result(item, grade) for grade in shown])
    media_type = f"{scopes.RESULT_CONTAINER_TYPE}; charset=utf-8"
    answer = Response(body, content_type=media_type)
    if limit and found:
        url = f"{item_url(here(), item)}/results"
        add_broken_links(answer, url, tool, {}, (limit, start), len(found))
    return answer


def _result(item: LineItem, grade: Grade) -> dict[str, Any]:
    """One result; whoever has no final grade has no resultScore."""
    url = item_url(here(), item)
    result: dict[str, Any] = {
        "id": f"{url}/results?type_id={item.tool}&user_id={grade.person}",
        "userId": grade.person,
    }
    if grade.final is None or grade.graded_at is None:
        return result
    result |= {"resultScore": grade.final, "resultMaximum": item.maximum}
    if grade.comment:
        result["comment"] = grade.comment
    moment = datetime.fromtimestamp(grade.graded_at, UTC)
    scored = {"scoreOf": f"{url}?type_id={item.tool}", "timestamp": moment.isoformat()}
    return result | scored
