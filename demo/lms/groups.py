"""Course Groups Service 1.0. Moodle 4.5 has none; Blackboard and Canvas do.

Answers in pages of two, whatever is asked for, so that nobody gets by without following them.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from demo.lms import scopes
from demo.lms.academy import Academy, here
from demo.lms.config import Course, Group
from demo.lms.services import authorize, page_of, require_accept, service

groups = Blueprint("groups", __name__, url_prefix="/mod/lti/services.php")

CLAIM = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
PAGE = 2


def groups_url(academy: Academy, course: Course) -> str:
    return academy.service_url(f"services.php/CourseSection/{course.id}/groups")


def groups_claims(academy: Academy, course: Course) -> dict[str, Any]:
    """The service's claim (2.2), where the academy has groups."""
    if not academy.config.groups:
        return {}
    return {
        CLAIM: {
            "scope": [scopes.GROUP_READONLY],
            "context_groups_url": groups_url(academy, course),
            "service_versions": ["1.0"],
        }
    }


def groups_of(academy: Academy, course: Course, sub: str = "") -> list[Group]:
    """The course's groups, or those of one person."""
    of_course = [group for group in academy.config.groups if group.course == course.id]
    return [group for group in of_course if not sub or sub in group.members]


@groups.get("/CourseSection/<int:course_id>/groups")
@service
def container(course_id: int) -> Response:
    """The groups (2.3), of one person with `user_id` (2.3.2)."""
    require_accept(scopes.GROUP_CONTAINER_TYPE, anything=True)
    _, course = authorize(course_id, (scopes.GROUP_READONLY,))
    sub = request.args.get("user_id", "")
    found = groups_of(here(), course, sub)
    _, start = page_of(request.args)
    url = groups_url(here(), course)
    shown = [{"id": group.id, "name": group.name} for group in found[start : start + PAGE]]
    answer = Response(
        json.dumps({"id": url, "groups": shown}),
        content_type=f"{scopes.GROUP_CONTAINER_TYPE}; charset=utf-8",
    )
    if start + PAGE < len(found):
        asked = f"&user_id={sub}" if sub else ""
        answer.headers["Link"] = f'<{url}?from={start + PAGE}{asked}>; rel="next"'
    return answer
