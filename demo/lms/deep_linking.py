"""Deep Linking 2.0: asking a tool for content, and taking what it returns.

As Moodle 4.5 does: one item fills the activity form, several are previewed, none is a cancel;
lineItem.label and all presentation hints are ignored; aud and nonce are not checked.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from demo.lms import launches, oidc, roster, tools
from demo.lms.academy import here
from demo.lms.activities import NewLink
from demo.lms.services import number
from demo.lms.sessions import (
    Session,
    check_sesskey,
    notify,
    reposting,
    required_session,
    signed_in,
)
from demo.lms.tools import Tool

deep_linking = Blueprint("deep_linking", __name__, url_prefix="/mod/lti")

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
MESSAGE_TYPE = "https://purl.imsglobal.org/spec/lti/claim/message_type"
DEFAULT_MAXIMUM = 100.0
FETCHED = "The tool's content has been selected. Check it and save."


@dataclass(frozen=True)
class Selection:
    """What a tool returned for one course, until the trainer saves it."""

    id: str
    tool: int
    items: list[NewLink]


@deep_linking.get("/contentitem.php")
@signed_in
def content_item() -> ResponseReturnValue:
    """Inside the "Select content" window: initiate a deep linking login at the tool."""
    session, academy = required_session(), here()
    course_id = request.args.get("course", 0, int)
    if not roster.may_teach(academy.store, course_id, session.person):
        abort(403, "Only a trainer of this course can select content.")
    tool = tools.find_tool(academy.store, request.args.get("id", 0, int))
    if tool is None or not tool.active or not tool.deep_linking:
        abort(404, "This tool offers no content to select.")
    launch = launches.Launch(course_id, tool.id, None, launches.DEEP_LINKING, "", "iframe")
    fields = launches.initiate(academy, session.digest, session.person, tool, launch, None)
    return oidc.form_post(tool.login_url, fields.items(), "ltiInitiateLoginForm")


@deep_linking.post("/contentitem_return.php")
@reposting
def content_item_return() -> ResponseReturnValue:
    """The tool's response arrives here, in the frame; the answer leads the whole page on."""
    session, academy = required_session(), here()
    course_id = request.args.get("course", 0, int)
    check_sesskey(session, request.args.get("sesskey", ""))
    if not roster.may_teach(academy.store, course_id, session.person):
        abort(403, "Only a trainer of this course can select content.")
    tool = tools.find_tool(academy.store, request.args.get("id", 0, int))
    if tool is None:
        abort(404, "This tool is no longer registered.")
    claims = _claims(tool, request.form.get("JWT", ""))
    error = str(claims.get(DL + "errormsg") or "")
    items = _items(claims)
    if error or not items:
        notify(academy, session, error or str(claims.get(DL + "msg") or ""))
        return _onward(f"/course/{course_id}")
    notify(academy, session, str(claims.get(DL + "msg") or FETCHED))
    return _onward(f"/course/{course_id}/add?selection={_keep(session, tool, course_id, items)}")


def find_selection(session: Session, course_id: int, selection_id: str) -> Selection | None:
    row = here().store.one(
        "SELECT * FROM selections WHERE id = ? AND session = ? AND course = ?",
        *(selection_id, session.digest, course_id),
    )
    if row is None:
        return None
    return Selection(row["id"], row["tool"], [new_link(item) for item in json.loads(row["items"])])


def drop_selection(selection: Selection) -> None:
    here().store.run("DELETE FROM selections WHERE id = ?", selection.id)


def new_link(item: Mapping[str, Any]) -> NewLink:
    """The activity an item describes (Deep Linking 2.0, 3.2). Unknown members are ignored.

    Without a lineItem there is no column. Its label does not count: the activity's title does.
    """
    column = _object(item.get("lineItem"))
    review = _object(column.get("submissionReview"))
    maximum = number(column.get("scoreMaximum"))
    return NewLink(
        title=_text(item.get("title")) or "External tool",
        description=_text(item.get("text")),
        url=_text(item.get("url")),
        custom=_custom(item),
        graded=(maximum or DEFAULT_MAXIMUM) if "lineItem" in item else None,
        resource_id=_text(column.get("resourceId")),
        tag=_text(column.get("tag")),
        review_url=_text(review.get("url")),
        review_custom=_custom(review),
    )


def _text(value: object) -> str:
    """Text that can be shown and stored: halves of surrogate pairs become question marks."""
    return str(value or "").encode("utf-8", "replace").decode("utf-8")


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _custom(holder: Mapping[str, Any]) -> dict[str, str]:
    custom = _object(holder.get("custom"))
    return {_text(name): _text(value) for name, value in custom.items()}


def _claims(tool: Tool, token: str) -> dict[str, Any]:
    """The verified response: signed by the tool, issued by its client id, of the right type."""
    try:
        claims = here().tool_keys.verify(token, tool.client_id, tool.jwks_url)
    except jwt.InvalidTokenError:
        abort(400, "The tool's answer is not signed with a key of this tool. Nothing was added.")
    if claims.get("iss") != tool.client_id:
        abort(400, "The tool's answer was issued by another tool. Nothing was added.")
    if claims.get(MESSAGE_TYPE) != "LtiDeepLinkingResponse":
        abort(400, "The tool's answer is no deep linking response. Nothing was added.")
    return claims


def _items(claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = claims.get(DL + "content_items")
    if not isinstance(items, list):
        return []
    return [item for item in items if isinstance(item, dict) and item.get("type")]


def _keep(session: Session, tool: Tool, course_id: int, items: list[dict[str, Any]]) -> str:
    selection_id = secrets.token_urlsafe(12)
    here().store.add(
        "selections",
        id=selection_id,
        session=session.digest,
        course=course_id,
        tool=tool.id,
        items=json.dumps(items),
    )
    return selection_id


def _onward(url: str) -> str:
    return render_template("onward.html", url=url)
