"""Dynamic Registration 1.0: an administrator gives a tool's address, the tool registers itself.

The rules, the error words and the answer are Moodle 4.5's. A new tool stays pending until an
administrator activates it.
"""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import jwt
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from demo.lms import scopes, tools
from demo.lms.academy import Academy, here
from demo.lms.php_json import php_json
from demo.lms.services import json_object
from demo.lms.tools import Tool, custom_lines, custom_values, domain_of

registration = Blueprint("registration", __name__, url_prefix="/mod/lti")

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
LIFETIME = 3600  # seconds a registration token is good for
ALPHABET = string.ascii_letters + string.digits
NEW, UPDATE = "reg", "reg-update"


class RegistrationError(Exception):
    """What is wrong with the registration: Moodle's word for it and an HTTP status."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def registration_url(academy: Academy, tool_url: str, update: Tool | None = None) -> str:
    """The tool's registration page with our configuration and a fresh token (3.3).

    The token's `sub` is the future client id, so it works once; with `update` it is a known
    tool's and its scope lets that tool replace its own registration.
    """
    issued = academy.seconds()
    client_id = update.client_id if update else _new_client_id()
    token = academy.keys.sign(
        {
            "sub": client_id,
            "scope": UPDATE if update else NEW,
            "iat": issued,
            "exp": issued + LIFETIME,
        }
    )
    query = urlencode(
        {
            "openid_configuration": academy.service_url("openid-configuration.php"),
            "registration_token": token,
        }
    )
    return f"{tool_url}{'&' if '?' in tool_url else '?'}{query}"


@registration.post("/openid-registration.php")
def register() -> ResponseReturnValue:
    """Take a registration (3.5.1). Bearer: the registration token."""
    academy = here()
    try:
        client_id, scope = _token(academy)
        row = _row(client_id, _payload())
        with academy.store.transaction():
            tool = _save(academy, client_id, scope, row)
    except RegistrationError as error:
        return Response(str(error), error.status, mimetype="text/html")
    return Response(php_json(_answer(tool)), mimetype="application/json")


@registration.get("/openid-registration.php")
def read_back() -> ResponseReturnValue:
    """Read the registration back; only an update token knows one."""
    try:
        client_id, scope = _token(here())
    except RegistrationError as error:
        return Response(str(error), error.status, mimetype="text/html")
    tool = tools.find_client(here().store, client_id)
    if tool is None or scope != UPDATE:
        return Response("", 404, mimetype="text/html")
    return Response(php_json(_answer(tool)), mimetype="application/json")


def _new_client_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(15))


def _token(academy: Academy) -> tuple[str, str]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise RegistrationError("missing_registration_token", 401)
    try:
        claims = academy.keys.verify_own(token.strip())
    except jwt.InvalidTokenError as error:
        raise RegistrationError("invalid_registration_token", 401) from error
    if claims.get("scope") not in (NEW, UPDATE):
        raise RegistrationError("invalid_registration_token", 401)
    known = tools.find_client(academy.store, claims["sub"])
    if request.method == "POST" and claims["scope"] == NEW and known:
        raise RegistrationError("token_already_used", 401)
    return claims["sub"], claims["scope"]


def _payload() -> Mapping[str, Any]:
    payload = json_object()
    if payload is None:
        raise RegistrationError("invalid_json")
    return payload


def _required(payload: Mapping[str, Any], name: str) -> Any:
    if not payload.get(name):
        raise RegistrationError(f"missing required attribute {name}")
    return payload[name]


def _row(client_id: str, payload: Mapping[str, Any]) -> dict[str, str | int]:
    """The registry row of a registration (3.5.1, 3.5.2). Raises RegistrationError."""
    response_types = _required(payload, "response_types")
    login_url = str(_required(payload, "initiate_login_uri"))
    redirect_uris = _required(payload, "redirect_uris")
    name = str(_required(payload, "client_name"))
    jwks_url = str(_required(payload, "jwks_uri"))
    method = _required(payload, "token_endpoint_auth_method")
    configuration = _required(payload, TOOL_CONFIGURATION)
    if not isinstance(configuration, dict):
        raise RegistrationError(f"missing required attribute {TOOL_CONFIGURATION}")
    if not isinstance(response_types, list) or "id_token" not in response_types:
        raise RegistrationError("invalid_response_types")
    if not isinstance(redirect_uris, list):
        raise RegistrationError("invalid_redirect_uris")
    if method != "private_key_jwt":
        raise RegistrationError("invalid_token_endpoint_auth_method")
    if payload.get("application_type", "web") != "web":
        raise RegistrationError("invalid_application_type")
    return {
        "client_id": client_id,
        "name": name,
        "login_url": login_url,
        "redirect_uris": json.dumps([str(uri) for uri in redirect_uris]),
        "jwks_url": jwks_url,
        "logo_uri": str(payload.get("logo_uri") or ""),
        **_tool_configuration(configuration),
        **_services(str(payload.get("scope") or "").split(" ")),
    }


def _tool_configuration(configuration: Mapping[str, Any]) -> dict[str, str | int]:
    domain = str(_required(configuration, "domain"))
    target_link_uri = str(configuration.get("target_link_uri") or f"https://{domain}")
    if domain_of(target_link_uri) != domain.lower():
        raise RegistrationError("domain_targetlinkuri_mismatch")
    custom = configuration.get("custom_parameters")
    claims = configuration.get("claims")
    claims = claims if isinstance(claims, list) else []
    messages = configuration.get("messages")
    found = [
        message
        for message in (messages if isinstance(messages, list) else [])
        if isinstance(message, dict) and message.get("type") == "LtiDeepLinkingRequest"
    ]
    return {
        "domain": domain,
        "target_link_uri": target_link_uri,
        "description": str(configuration.get("description") or ""),
        "custom": custom_lines(custom) if isinstance(custom, dict) else "",
        "send_name": int(bool({"name", "given_name", "family_name"} & set(map(str, claims)))),
        "send_email": int("email" in claims),
        "deep_linking": int(bool(found)),
        "deep_linking_url": str(found[0].get("target_link_uri") or "") if found else "",
    }


def _services(wanted: list[str]) -> dict[str, str | int]:
    some = {scopes.SCORE, scopes.RESULT_READONLY, scopes.LINEITEM_READONLY} & set(wanted)
    return {
        "grade_service": 2 if scopes.LINEITEM in wanted else int(bool(some)),
        "memberships": int(scopes.MEMBERSHIP_READONLY in wanted),
    }


def _save(academy: Academy, client_id: str, scope: str, row: dict[str, str | int]) -> Tool:
    known = tools.find_client(academy.store, client_id)
    if scope == NEW:
        if known is not None:
            raise RegistrationError("token_already_used", 401)
        academy.store.add("tools", active=0, **row)
    else:
        if known is None:
            raise RegistrationError("invalid_registration_token", 401)
        sets = ", ".join(f"{name} = ?" for name in row)
        academy.store.run(f"UPDATE tools SET {sets} WHERE id = ?", *row.values(), known.id)  # noqa: S608
    saved = tools.find_client(academy.store, client_id)
    if saved is None:
        raise RegistrationError("registration_failed", 500)
    return saved


def _answer(tool: Tool) -> dict[str, Any]:
    granted = [scopes.SCORE, scopes.RESULT_READONLY, scopes.LINEITEM_READONLY, scopes.LINEITEM]
    answered = granted if tool.grade_service else []  # Moodle lists lineitem even when not granted
    membership = [scopes.MEMBERSHIP_READONLY] if tool.memberships else []
    return {
        "client_id": tool.client_id,
        "response_types": ["id_token"],
        "jwks_uri": tool.jwks_url,
        "initiate_login_uri": tool.login_url,
        "grant_types": ["client_credentials", "implicit"],
        "redirect_uris": list(tool.redirect_uris),
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "client_name": tool.name,
        "logo_uri": tool.logo_uri,
        "scope": " ".join([*answered, *membership]),
        TOOL_CONFIGURATION: _answered_configuration(tool),
    }


def _answered_configuration(tool: Tool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "version": "1.3.0",
        "deployment_id": tool.deployment_id,
        "target_link_uri": tool.target_link_uri,
        "domain": tool.domain,
        "description": tool.description,
    }
    if tool.deep_linking:
        message = {"type": "LtiDeepLinkingRequest", "target_link_uri": tool.deep_linking_url}
        body["messages"] = [message]
    if tool.custom:
        custom = custom_values(tool.custom).items()
        body["custom_parameters"] = {name: value.partition("=")[0] for name, value in custom}
    names = ["name", "family_name", "given_name"] if tool.send_name else []
    body["claims"] = ["sub", "iss", *names, *(["email"] if tool.send_email else [])]
    return body
