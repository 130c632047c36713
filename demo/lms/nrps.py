"""Names and Role Provisioning Services 2.0 as Moodle 4.5 implements it."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from demo.lms import activities, gradebook, roster, scopes
from demo.lms.academy import here
from demo.lms.activities import Link
from demo.lms.claims import BASIC_OUTCOME, LTI, MEMBERSHIP, memberships_url, result_sourcedid
from demo.lms.config import Course, Person
from demo.lms.services import ServiceError, authorize, page_of, require_accept, service
from demo.lms.tools import Tool

nrps = Blueprint("nrps", __name__, url_prefix="/mod/lti/services.php")


@nrps.get("/CourseSection/<int:course_id>/bindings/<int:tool_id>/memberships")
@service
def memberships(course_id: int, tool_id: int) -> Response:
    """The people enrolled, in pages when `limit` is passed; `rlid` adds a message for each."""
    require_accept(scopes.MEMBERSHIP_CONTAINER_TYPE, anything=True)
    tool, course = authorize(course_id, (scopes.MEMBERSHIP_READONLY,))
    if tool.id != tool_id:
        raise ServiceError(401, "Unauthorized")
    link = _link(course, tool)
    found = [person for person in roster.members(here().store, course_id) if _wanted(person)]
    limit, start = page_of(request.args)
    shown = found[start : start + limit] if limit else found
    url = memberships_url(here(), course, tool)
    body = {
        "id": url,
        "context": {"id": str(course.id), "label": course.label, "title": course.title},
        "members": [_member(person, tool, link) for person in shown],
    }
    media_type = f"{scopes.MEMBERSHIP_CONTAINER_TYPE}; charset=utf-8"
    answer = Response(json.dumps(body), content_type=media_type)
    if limit and start + limit < len(found):
        # As in Moodle, the next page forgets which role was asked for.
        rlid = f"&rlid={link.id}" if link else ""
        answer.headers["Link"] = f'<{url}?limit={limit}&from={start + limit}{rlid}>; rel="next"'
    return answer


def _link(course: Course, tool: Tool) -> Link | None:
    asked = request.args.get("rlid", "")
    if not asked:
        return None
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    link = activities.find_link(here().store, number)
    if link is None or link.course != course.id or link.tool != tool.id:
        raise ServiceError(404, "Not Found: this resource link doesn't exist")
    return link


def _wanted(person: Person) -> bool:
    """Moodle knows two roles here; any other one asked for filters nothing."""
    role = request.args.get("role", "")
    role = role if role.startswith(("http://", "https://")) else MEMBERSHIP + role
    if role == MEMBERSHIP + "Instructor":
        return person.role == "trainer"
    if role == MEMBERSHIP + "Learner":
        return person.role != "trainer"
    return True


def _member(person: Person, tool: Tool, link: Link | None) -> dict[str, Any]:
    """One member. A non-editing teacher is a Learner here, an Instructor in a launch."""
    config = here().config
    member: dict[str, Any] = {
        "status": "Active",
        "roles": ["Instructor" if person.role == "trainer" else "Learner"],
    }
    if link is not None:
        member["message"] = [_message(person, link)]
    member |= {"user_id": person.sub, "lis_person_sourcedid": config.idnumber(person)}
    if config.send_names and tool.send_name:
        member |= {
            "name": person.name,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "ext_user_username": person.username,
        }
    if config.send_emails and tool.send_email:
        member["email"] = config.email(person)
    return member


def _message(person: Person, link: Link) -> dict[str, Any]:
    message: dict[str, Any] = {LTI + "message_type": "LtiResourceLinkRequest"}
    if gradebook.coupled_item(here().store, link.id):
        message[BASIC_OUTCOME] = {
            "lis_result_sourcedid": result_sourcedid(link, person),
            "lis_outcome_service_url": here().service_url("service.php"),
        }
    return message
