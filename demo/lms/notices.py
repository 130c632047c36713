"""Platform Notification Service 1.0: tools subscribe, the academy tells. Moodle 4.5 has none."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import requests
from flask import Blueprint, Response

from demo.lms import fetching, scopes, tokens
from demo.lms.academy import Academy, here
from demo.lms.config import Course
from demo.lms.services import ServiceError, json_object, require_content_type, service
from demo.lms.tools import Tool, domain_of, tools

notices = Blueprint("notices", __name__, url_prefix="/mod/lti/services.php")

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
CONTEXT_COPY = "LtiContextCopyNotice"
TYPES = ("LtiHelloWorldNotice", CONTEXT_COPY)
LIFETIME = 3600  # seconds, as Canvas has it


def notices_claims(academy: Academy, tool: Tool) -> dict[str, Any]:
    """The service's claim, where the academy sends notices."""
    if not academy.config.sends_notices:
        return {}
    return {
        LTI + "platformnotificationservice": {
            "service_versions": ["1.0"],
            "platform_notification_service_url": academy.service_url(
                f"services.php/notices/{tool.id}"
            ),
            "scope": [scopes.NOTICE_HANDLERS],
            "notice_types_supported": list(TYPES),
        }
    }


@notices.put("/notices/<int:tool_id>")
@service
def subscribe(tool_id: int) -> Response:
    """Set the handler of one notice type; an empty one ends the subscription."""
    tool = _authorized(tool_id)
    require_content_type("application/json")
    body = json_object() or {}
    kind, handler = body.get("notice_type"), body.get("handler")
    if kind not in TYPES or not isinstance(handler, str):
        raise ServiceError(400, "Unknown notice type or handler")
    if handler and domain_of(handler) != domain_of(tool.target_link_uri):
        raise ServiceError(400, "The handler is not at the tool's domain")
    here().store.run(
        "INSERT OR REPLACE INTO notice_handlers (tool, type, handler) VALUES (?, ?, ?)",
        *(tool.id, str(kind), handler),
    )
    return Response(json.dumps(body), mimetype="application/json")


def _authorized(tool_id: int) -> Tool:
    tool = tokens.bearer(here(), (scopes.NOTICE_HANDLERS,))
    if tool is None or tool.id != tool_id:
        raise ServiceError(401, "Unauthorized")
    return tool


def handler_of(academy: Academy, tool: Tool, kind: str = CONTEXT_COPY) -> str:
    """Where the tool wants notices of this type, or ""."""
    row = academy.store.one(
        "SELECT handler FROM notice_handlers WHERE tool = ? AND type = ?", tool.id, kind
    )
    return row["handler"] if row else ""


def notice(academy: Academy, tool: Tool, kind: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of one notice; `about` are those of its type, by their short names."""
    now = academy.seconds()
    return {
        "iss": academy.config.public_url,
        "aud": tool.client_id,
        "azp": tool.client_id,
        "iat": now,
        "exp": now + LIFETIME,
        "nonce": secrets.token_hex(16),
        LTI + "version": "1.3.0",
        LTI + "deployment_id": tool.deployment_id,
        LTI + "notice": {
            "id": secrets.token_hex(16),
            "timestamp": datetime.fromtimestamp(now, UTC).isoformat(),
            "type": kind,
        },
        **{LTI + name: value for name, value in about.items()},
    }


def copy_notice(academy: Academy, tool: Tool, new: Course, old_id: int) -> dict[str, Any]:
    """The claims that tell of a copied course (PNS 1.0, context copy notice)."""
    context = {"id": str(new.id), "label": new.label, "title": new.title}
    about = {"context": context, "origin_contexts": [str(old_id)]}
    return notice(academy, tool, CONTEXT_COPY, about)


def announce_copy(academy: Academy, new: Course, old_id: int) -> list[int]:
    """Tell every tool that asked for it. Returns the statuses of their answers."""
    asked = [(tool, handler_of(academy, tool)) for tool in tools(academy.store)]
    return [
        deliver(handler, [academy.keys.sign(copy_notice(academy, tool, new, old_id))])
        for tool, handler in asked
        if handler
    ]


def deliver(handler: str, tokens_of_notices: list[str]) -> int:
    """Post the notices to the tool, once, as Canvas does. Returns the status; 0: no answer."""
    address, headers = fetching.loopback(handler)
    body = {"notices": [{"jwt": token} for token in tokens_of_notices]}
    try:
        answer = requests.post(address, json=body, headers=headers, timeout=fetching.TIMEOUT)
    except requests.RequestException:
        return 0
    return answer.status_code
