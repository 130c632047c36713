"""Access tokens: the client credentials grant with a signed assertion, and the bearer check.

Security Framework 1.0, 4.1; RFC 7523, 2.2. Moodle looks the client up by the assertion's `sub`
and checks neither its `aud` nor its `jti`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection

import jwt
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from demo.lms.academy import Academy, here
from demo.lms.sessions import digest
from demo.lms.tools import Tool, find_client, find_tool

tokens = Blueprint("tokens", __name__, url_prefix="/mod/lti")

LIFETIME = 3600  # seconds
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"
REQUIRED = ("client_assertion", "client_assertion_type", "grant_type", "scope")


class TokenError(Exception):
    """The error code of RFC 6749, 5.2."""


@tokens.route("/token.php", methods=["GET", "POST"])
def token() -> ResponseReturnValue:
    """Trade a client assertion for a bearer token of 3600 seconds."""
    try:
        tool = _client(here())
        granted = _granted(tool)
    except TokenError as error:
        return _json(f'{{\n  "error" : "{error}"\n}}', 400)
    secret = issue(here(), tool, granted)
    return _json(
        f'{{\n  "access_token" : "{secret}",\n  "token_type" : "Bearer",\n'
        f'  "expires_in" : {LIFETIME},\n  "scope" : "{" ".join(granted)}"\n}}',
        200,
    )


def issue(academy: Academy, tool: Tool, granted: Collection[str]) -> str:
    """A new bearer token of this tool; only its digest is kept."""
    secret = secrets.token_hex(16)
    academy.store.add(
        "access_tokens",
        digest=digest(secret),
        tool=tool.id,
        scopes=" ".join(granted),
        expires=academy.seconds() + LIFETIME,
    )
    return secret


def bearer(academy: Academy, accepted: Collection[str]) -> Tool | None:
    """The tool whose unexpired token this request carries, with one of the accepted scopes."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    row = academy.store.one("SELECT * FROM access_tokens WHERE digest = ?", digest(secret.strip()))
    if scheme.lower() != "bearer" or row is None or row["expires"] <= academy.seconds():
        return None
    tool = find_tool(academy.store, row["tool"])
    if tool is None:
        return None
    permitted = {*tool.permitted_scopes, *academy.config.more_scopes}
    usable = set(row["scopes"].split(" ")) & permitted & set(accepted)
    return tool if usable else None


def _client(academy: Academy) -> Tool:
    form = request.form
    if request.method != "POST" or request.mimetype != FORM:
        raise TokenError("invalid_request")
    if not all(form.get(name) for name in REQUIRED):
        raise TokenError("invalid_request")
    if (form["client_assertion_type"], form["grant_type"]) != (
        ASSERTION_TYPE,
        "client_credentials",
    ):
        raise TokenError("unsupported_grant_type")
    try:
        unverified = jwt.decode(form["client_assertion"], options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise TokenError("invalid_request") from error
    client_id = unverified.get("sub")
    if not isinstance(client_id, str) or not client_id:
        raise TokenError("invalid_request")
    tool = find_client(academy.store, client_id)
    if tool is None:
        raise TokenError("invalid_client")
    try:
        academy.tool_keys.verify(form["client_assertion"], tool.client_id, tool.jwks_url)
    except jwt.InvalidTokenError as error:
        raise TokenError("invalid_client") from error
    return tool


def _granted(tool: Tool) -> list[str]:
    """The scopes asked for, without those the tool may not have; one must be left."""
    permitted = [*tool.permitted_scopes, *here().config.more_scopes]
    granted = [scope for scope in request.form["scope"].split(" ") if scope in permitted]
    if not granted:
        raise TokenError("invalid_scope")
    return granted


def _json(body: str, status: int) -> Response:
    return Response(body, status, mimetype="application/json")
