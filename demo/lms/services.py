"""What all service endpoints share: faults, the call log, media types, tokens and error answers.

Moodle dispatches /mod/lti/services.php by path *and* media type: a wrong one finds "No handler".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from demo.lms import roster, service_log, tokens
from demo.lms.academy import here
from demo.lms.config import Course
from demo.lms.tools import Tool

# Which fault and log class an endpoint function belongs to; those not named are no services.
CLASSES = {
    "oidc.certs": "jwks",
    "tokens.token": "token",
    "lineitems.container": "lineitems",
    "lineitems.item": "lineitems",
    "scores.post": "scores",
    "results.container": "results",
    "nrps.memberships": "memberships",
    "registration.register": "registration",
    "registration.read_back": "registration",
    "oidc.openid_configuration": "registration",
}

Handler = Callable[..., Response]


class ServiceError(Exception):
    """An HTTP error of a service, with the reason phrase Moodle gives and, rarely, a body."""

    def __init__(self, status: int, reason: str = "", body: str | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.body = body


def before_service() -> Response | None:
    """Let a fault strike. The body is read first: an unread one breaks the connection."""
    endpoint = CLASSES.get(request.endpoint or "")
    if endpoint is None:
        return None
    request.get_data(cache=True)
    return here().faults.strike(endpoint)


def after_service(response: Response) -> Response:
    """Write the call into the log."""
    endpoint = CLASSES.get(request.endpoint or "")
    if endpoint is not None:
        path = request.full_path.rstrip("?")
        service_log.record(
            here().store, here().seconds(), endpoint, request.method, path, response.status_code
        )
    return response


def service(handler: Handler) -> Callable[..., ResponseReturnValue]:
    """Turn a ServiceError into Moodle's answer: a reason phrase and a JSON description."""

    @wraps(handler)
    def answered(*args: object, **kwargs: object) -> ResponseReturnValue:
        try:
            return handler(*args, **kwargs)
        except ServiceError as error:
            return _error(error)

    return answered


def _error(error: ServiceError) -> Response:
    reason = error.reason.encode("ascii", "replace").decode("ascii").replace("\n", " ")
    body = error.body if error.body is not None else json.dumps(_description(error), indent=4)
    status = f"{error.status} {reason}" if reason else error.status
    return Response(body, status, mimetype="application/json")


def _description(error: ServiceError) -> dict[str, Any]:
    described = {"method": request.method, "url": request.full_path.rstrip("?")}
    if "Accept" in request.headers:
        described["accept"] = request.headers["Accept"]
    if request.content_type:
        described["contentType"] = request.mimetype
    return {"status": error.status, "reason": error.reason, "request": described}


def require_accept(media_type: str, anything: bool = False) -> None:
    """Accept must be absent or exactly the media type. Raises ServiceError 400.

    Moodle's dispatcher lets `*/*` pass, but most resources refuse it; `anything` is for the rest.
    """
    accept = request.headers.get("Accept", "")
    if not accept or accept == media_type or ("*/*" in accept and anything):
        return
    raise ServiceError(400, "Invalid request made." if "*/*" in accept else "No handler found")


def require_content_type(media_type: str) -> None:
    """The body's media type, parameters aside, must be this one. Raises ServiceError 400."""
    if request.mimetype != media_type:
        raise ServiceError(400, "No handler found")


def authorize(course_id: int, accepted: Collection[str]) -> tuple[Tool, Course]:
    """The tool whose token this is and the course it asks about.

    Raises ServiceError: 401 for a missing, unknown or expired token, one without an accepted
    scope, or another tool's `type_id`; 404 for an unknown course.
    """
    tool = tokens.bearer(here(), accepted)
    if tool is None or request.args.get("type_id", tool.deployment_id) != tool.deployment_id:
        raise ServiceError(401, "Unauthorized")
    course = roster.find_course(here().store, course_id)
    if course is None:
        raise ServiceError(404, f"Not Found: Course {course_id} doesn't exist")
    return tool, course


def json_object() -> Mapping[str, Any] | None:
    """The body as a JSON object, None if it is anything else."""
    try:
        body = json.loads(request.get_data())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def number(value: object) -> float | None:
    """A JSON number, or a text that is one, as PHP's is_numeric takes it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e12 else None  # also refuses nan and infinity


def page_of(request_args: Mapping[str, str]) -> tuple[int, int]:
    """The `limit` and `from` parameters; anything that is no number counts as 0."""

    def whole(name: str) -> int:
        text = request_args.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    return whole("limit"), whole("from")
