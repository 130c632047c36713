"""The line item service (AGS 2.0, 3.2) with the habits of Moodle 4.5."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from demo.lms import activities, gradebook, scopes
from demo.lms.academy import here
from demo.lms.ags.representation import add_broken_links, item_json, item_url
from demo.lms.claims import lineitems_url
from demo.lms.config import Course
from demo.lms.gradebook import LineItem
from demo.lms.services import (
    ServiceError,
    authorize,
    json_object,
    number,
    page_of,
    require_accept,
    require_content_type,
    service,
)
from demo.lms.tools import Tool

lineitems = Blueprint("lineitems", __name__, url_prefix="/mod/lti/services.php")

READING = (scopes.LINEITEM, scopes.LINEITEM_READONLY)
WRITING = (scopes.LINEITEM,)


@lineitems.route("/<int:course_id>/lineitems", methods=["GET", "POST"])
@service
def container(course_id: int) -> Response:
    """List the tool's columns of a course, or create one that no activity owns."""
    if request.method == "POST":
        require_content_type(scopes.LINEITEM_TYPE)
        tool, course = authorize(course_id, WRITING)
        return _create(tool, course)
    require_accept(scopes.LINEITEM_CONTAINER_TYPE)
    tool, course = authorize(course_id, READING)
    return _list(tool, course)


@lineitems.route(
    "/<int:course_id>/lineitems/<int:item_id>/lineitem", methods=["GET", "PUT", "DELETE"]
)
@service
def item(course_id: int, item_id: int) -> Response:
    """Read, replace or delete one column."""
    if request.method == "GET":
        require_accept(scopes.LINEITEM_TYPE, anything=True)
    if request.method == "PUT":
        require_content_type(scopes.LINEITEM_TYPE)
    reading = request.method in ("GET", "HEAD")
    tool, course = authorize(course_id, READING if reading else WRITING)
    found = gradebook.find_item(here().store, item_id)
    if found is None or found.course != course.id:
        raise ServiceError(404, f"Not Found: Grade item {item_id} doesn't exist")
    if found.tool != tool.id:
        raise ServiceError(404, "Line item does not exist")
    if request.method == "PUT":
        return _replace(tool, course, found)
    if request.method == "DELETE":
        return _delete(found)
    return _answer(item_json(here(), found), scopes.LINEITEM_TYPE)


def _list(tool: Tool, course: Course) -> Response:
    names = ("resource_id", "resource_link_id", "tag")
    filters = {name: request.args[name] for name in names if name in request.args}
    every = gradebook.line_items(here().store, course.id)
    found = [entry for entry in every if entry.tool == tool.id and _matches(entry, filters)]
    limit, start = page_of(request.args)
    shown = found[start : start + limit] if limit else found
    answer = _answer([item_json(here(), entry) for entry in shown], scopes.LINEITEM_CONTAINER_TYPE)
    if limit:
        url = lineitems_url(here(), course.id)
        add_broken_links(answer, url, tool, filters, (limit, start), len(found))
    return answer


def _matches(entry: LineItem, filters: Mapping[str, str]) -> bool:
    """A coupled column answers to its own activity even after a PUT emptied its link."""
    wanted = filters.get("resource_link_id")
    if wanted is not None and wanted not in (str(entry.link), str(entry.coupled)):
        return False
    return all(
        filters.get(name, has) == has
        for name, has in (("resource_id", entry.resource_id), ("tag", entry.tag))
    )


def _create(tool: Tool, course: Course) -> Response:
    body, label, maximum = _body()
    link = _link(tool, course, body)
    new = gradebook.add_item(
        here().store, course.id, tool.id, label, maximum,
        link=link,
        resource_id=_text(body, "resourceId"),
        tag=_text(body, "tag"),
    )  # fmt: skip
    url = f"{lineitems_url(here(), course.id)}/{new}/lineitem?type_id={tool.id}"
    # Everything sent comes back, dates and gradesReleased too, although they are not kept.
    return _answer({**body, "id": url}, scopes.LINEITEM_TYPE, 201)


def _replace(tool: Tool, course: Course, found: LineItem) -> Response:
    """What the body does not repeat is wiped: tag, resourceId and resourceLinkId."""
    body, label, maximum = _body()
    link = _link(tool, course, body)
    resource_id, tag = _text(body, "resourceId"), _text(body, "tag")
    gradebook.update_item(here().store, found, label, maximum, link, resource_id, tag)
    url = f"{item_url(here(), found)}?type_id={tool.id}"
    return _answer({**body, "id": url}, scopes.LINEITEM_TYPE)


def _delete(found: LineItem) -> Response:
    gradebook.delete_item(here().store, found.id)
    return Response("", 204)


def _body() -> tuple[Mapping[str, Any], str, float]:
    body = json_object()
    if body is None or body.get("scoreMaximum") is None or body.get("label") is None:
        raise ServiceError(400, "No label or Score Maximum")
    maximum = number(body["scoreMaximum"])
    if maximum is None:
        raise ServiceError(400, "Bad Request")
    return body, str(body["label"]), maximum


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    return "" if value is None else str(value)


def _link(tool: Tool, course: Course, body: Mapping[str, Any]) -> int | None:
    """The activity named by resourceLinkId: it must be this tool's and in this course, else 403."""
    wanted = body.get("resourceLinkId", body.get("ltiLinkId"))
    if wanted is None:
        return None
    if not (str(wanted).isascii() and str(wanted).isdigit()):
        raise ServiceError(400, "Bad Request")
    link = activities.find_link(here().store, int(str(wanted)[:18]))
    if link is None or link.course != course.id or link.tool != tool.id:
        raise ServiceError(403, "Forbidden")
    return link.id


def _answer(body: object, media_type: str, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=f"{media_type}; charset=utf-8")
