"""The OpenID Connect side: discovery, public keys, login initiation and authentication.

Security Framework 1.0, 5.1.1 (third-party initiated login, authentication request and response).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from demo.lms import activities, launches, roster, scopes, substitution, tools
from demo.lms.academy import here
from demo.lms.claims import Message, message_claims
from demo.lms.config import Course
from demo.lms.php_json import php_json
from demo.lms.sessions import Session, current_session, reposting
from demo.lms.tools import Tool

oidc = Blueprint("oidc", __name__, url_prefix="/mod/lti")

REQUIRED = ("scope", "response_type", "client_id", "redirect_uri", "login_hint", "nonce")
MORE_VARIABLES = (
    "basic-lti-launch-request",
    "ContentItemSelectionRequest",
    "ToolProxyRegistrationRequest",
    "Result.sourcedId",
    "Result.autocreate",
    "BasicOutcome.sourcedId",
    "BasicOutcome.url",
)


class AuthenticationError(Exception):
    """An error the tool is told about (OpenID Connect Core 1.0, 3.1.2.6): code, description."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.fields = {"error": error}
        if description:
            self.fields["error_description"] = description


@oidc.get("/openid-configuration.php")
def openid_configuration() -> ResponseReturnValue:
    """What dynamic registration reads first (Dynamic Registration 1.0, 3.4)."""
    academy = here()
    variables = [*MORE_VARIABLES, *substitution.CONSTANT, *substitution.VARIABLES]
    body = {
        "issuer": academy.config.public_url,
        "token_endpoint": academy.service_url("token.php"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": academy.service_url("certs.php"),
        "authorization_endpoint": academy.page_url("/mod/lti/auth.php"),
        "registration_endpoint": academy.service_url("openid-registration.php"),
        "scopes_supported": [
            scopes.BASIC_OUTCOME,
            scopes.LINEITEM_READONLY,
            scopes.RESULT_READONLY,
            scopes.SCORE,
            scopes.LINEITEM,
            scopes.MEMBERSHIP_READONLY,
            scopes.TOOL_SETTING,
            "openid",
        ],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {
            "product_family_code": "moodle",
            "version": "4.5.6 (Build: 20250811)",
            "messages_supported": [
                {"type": "LtiResourceLinkRequest"},
                {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
            ],
            "variables": variables,
        },
    }
    return Response(php_json(body), mimetype="application/json")


@oidc.get("/certs.php")
def certs() -> ResponseReturnValue:
    return here().keys.jwks()


@oidc.route("/auth.php", methods=["GET", "POST"])
@reposting
def auth() -> ResponseReturnValue:
    """The authentication request; answers with a page that posts id_token and state to the tool.

    As in Moodle, whatever is wrong before the registration is known, and a redirect_uri that is
    not literally registered, ends on the bare page "Invalid request": nothing may be posted there.
    """
    session = current_session()
    asked = {**request.args.to_dict(), **request.form.to_dict()}
    launch = _take_launch(session, asked)
    tool = tools.find_tool(here().store, launch.tool) if launch else None
    if session is None or launch is None or tool is None:
        return invalid_request()
    if asked["redirect_uri"] not in tool.redirect_uris:
        return invalid_request()
    try:
        _check(asked, tool, session)
        fields = {"id_token": _id_token(session, tool, launch, asked["nonce"])}
    except AuthenticationError as error:
        fields = error.fields
    if "state" in asked:
        fields["state"] = asked["state"]
    return form_post(asked["redirect_uri"], fields.items(), "ltiAuthForm")


def form_post(action: str, fields: Iterable[tuple[str, str]], name: str) -> str:
    """A page with one form of hidden fields that submits itself (OAuth form_post)."""
    return render_template("form_post.html", action=action, fields=fields, name=name)


def invalid_request() -> ResponseReturnValue:
    return render_template("invalid_request.html"), 404


def _take_launch(session: Session | None, asked: dict[str, str]) -> launches.Launch | None:
    if session is None or not all(asked.get(name) for name in REQUIRED):
        return None
    if asked["scope"] != "openid" or asked["response_type"] != "id_token":
        return None
    try:
        hint = json.loads(asked.get("lti_message_hint", ""))
    except ValueError:
        return None
    if not isinstance(hint, dict):
        return None
    return launches.take(here(), session.digest, str(hint.get("launchid", "")))


def _check(asked: dict[str, str], tool: Tool, session: Session) -> None:
    if asked["client_id"] != tool.client_id:
        raise AuthenticationError("unauthorized_client")
    if asked["login_hint"] != session.person.sub:
        raise AuthenticationError("access_denied")
    if asked.get("response_mode") != "form_post":
        raise AuthenticationError("invalid_request", "Invalid response_mode")
    if asked.get("prompt", "") not in ("", "none"):
        raise AuthenticationError("invalid_request", "Invalid prompt")


def _id_token(session: Session, tool: Tool, launch: launches.Launch, nonce: str) -> str:
    academy = here()
    course = roster.find_course(academy.store, launch.course)
    link = activities.find_link(academy.store, launch.activity) if launch.activity else None
    if course is None or (launch.activity and link is None):
        abort(404, "This activity no longer exists. Open the course again.")
    _admit(session, course, launch.message_type)
    message = Message(
        message_type=launch.message_type,
        person=session.person,
        tool=tool,
        course=course,
        nonce=nonce,
        sesskey=session.sesskey,
        link=link,
        for_user=launch.for_user,
        container=launch.container,
    )
    return academy.keys.sign(message_claims(academy, message))


def _admit(session: Session, course: Course, message_type: str) -> None:
    """Deep linking is for those who manage activities; everything else for whoever may enter.

    A data privacy launch is about no course; its page has asked who may look.
    """
    store, person = here().store, session.person
    if message_type == launches.DATA_PRIVACY:
        return
    if message_type == launches.DEEP_LINKING:
        if not roster.may_teach(store, course.id, person):
            abort(403, "Only a trainer of this course can select content.")
    elif not roster.may_enter(store, course.id, person):
        abort(403, "You are not enrolled in this course.")
