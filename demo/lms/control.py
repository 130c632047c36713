"""The control endpoint: what the administrator's pages do, for scripts on the same machine.

Only from loopback, and only with the configuration's control secret as a bearer.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from ipaddress import ip_address

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from demo.lms import service_log
from demo.lms.academy import here
from demo.lms.faults import UnknownFault
from demo.lms.services import json_object, number

control = Blueprint("control", __name__, url_prefix="/control")


@control.before_request
def guard() -> None:
    """Hide the endpoint from everybody who is not the owner of this machine's secret."""
    secret = here().config.control_secret
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104
    if not secret or not local or not secrets.compare_digest(secret.encode(), given.encode()):
        abort(404)


@control.get("/faults")
def list_faults() -> ResponseReturnValue:
    return {"faults": [asdict(fault) for fault in here().faults.current()]}


@control.post("/faults")
def switch_on() -> ResponseReturnValue:
    """JSON: endpoint, mode, and optionally times (whole number) and seconds."""
    body = json_object() or {}
    times, seconds = body.get("times"), number(body.get("seconds", 5))
    if not (times is None or isinstance(times, int)) or seconds is None:
        return {"error": "times is a whole number or null, seconds is a number"}, 400
    try:
        here().faults.switch_on(
            str(body.get("endpoint", "")), str(body.get("mode", "")), times, seconds
        )
    except UnknownFault as error:
        return {"error": str(error)}, 400
    return list_faults()


@control.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    here().faults.clear()
    return "", 204


@control.post("/forget-tokens")
def forget_tokens() -> ResponseReturnValue:
    here().forget_tokens()
    return "", 204


@control.post("/rotate-keys")
def rotate_keys() -> ResponseReturnValue:
    here().keys.rotate()
    return {"kid": here().keys.kid}


@control.get("/requests")
def requests() -> ResponseReturnValue:
    return {"requests": [asdict(call) for call in service_log.calls(here().store)]}
