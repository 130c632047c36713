"""Access tokens for a platform's services (1EdTech Security Framework 1.0, 4.1; RFC 7523, 2.2).

The assertion is signed with the parsed key: PEM text would be parsed anew for every signature.
Tokens are cached per platform and scopes, and are never written to a log.
"""

import datetime as dt
import hashlib
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

import jwt
import structlog
from django.core.cache import cache

from academies.outbound import http
from academies.outbound.patience import read_retry_after
from lti_provider.keys import KeysRefused, signing_key
from lti_provider.models import Platform
from lti_provider.quirks import quirks_of

ASSERTION_LIFETIME_SECONDS = 60
# A platform whose clock is a little behind ours must not take the assertion for one of the future.
_CLOCK_DIFFERENCE_SECONDS = 5
# A token is not used in its last minute, so that it does not expire on its way.
_LAST_SECONDS = 60
_LONGEST_LIFETIME_SECONDS = 24 * 3600
_LARGEST_ANSWER = 65_536
_LONGEST_AUDIENCE = 500
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NOT_GRANTED = "not_granted"
_CANNOT_SIGN = (
    "This tool cannot sign: it has no usable key of its own. Whoever runs it can make one with "
    "manage.py make_keys."
)
log = structlog.get_logger(__name__)
_ONE_FETCH: dict[str, threading.Lock] = {}


class TokenRefused(Exception):
    """No token could be had; the message is a sentence for the academy's administrator."""

    def __init__(
        self,
        why: str,
        status: int | None = None,
        retry_after: dt.timedelta | None = None,
        code: str = "",
    ) -> None:
        super().__init__(why)
        self.why = why
        self.status = status
        self.retry_after = retry_after
        # The error code of RFC 6749, 5.2, or NOT_GRANTED, or "".
        self.code = code


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token. scopes: what the platform granted, which may be less than was asked for."""

    value: str
    scopes: frozenset[str]

    def __repr__(self) -> str:
        return f"AccessToken(scopes={sorted(self.scopes)})"


def obtain(platform: Platform, scopes: frozenset[str]) -> AccessToken:
    """A token with all of `scopes`, from the cache or fresh. Raises TokenRefused."""
    place = _place(platform, scopes)
    token: AccessToken | None = cache.get(place)
    if token is None:
        # One fetch at a time: a class that finishes together needs one token, not thirty.
        with _ONE_FETCH.setdefault(place, threading.Lock()):
            token = cache.get(place)
            if token is None:
                token, lifetime = _fetch(platform, scopes)
                if lifetime > _LAST_SECONDS:
                    cache.set(place, token, lifetime - _LAST_SECONDS)
    return token


def ask(platform: Platform, scopes: frozenset[str]) -> AccessToken:
    """A fresh token, past the cache: to find out what is granted. Raises TokenRefused."""
    return _fetch(platform, scopes)[0]


def forget(platform: Platform, scopes: frozenset[str], token: AccessToken) -> None:
    """Drop `token`, which the platform did not accept, unless another took its place already."""
    place = _place(platform, scopes)
    if cache.get(place) == token:
        cache.delete(place)


def token_audience(platform: Platform) -> str:
    """Whom the client assertion is for (Security Framework 4.1.1): the authorisation server.

    Its name as the platform registered it (dynamic registration: `authorization_server`), else what
    is known of the product, else the token's address, which most platforms expect.
    """
    registered = platform.configuration.get("authorization_server")
    if isinstance(registered, str) and 0 < len(registered) <= _LONGEST_AUDIENCE:
        return registered
    return quirks_of(platform.product_family).token_audience or platform.token_url


def _place(platform: Platform, scopes: frozenset[str]) -> str:
    """The cache key; a registration that was changed asks for a token of its own."""
    told = (platform.client_id, platform.token_url, token_audience(platform))
    words = [str(platform.pk), *told, *sorted(scopes)]
    return "lti-token-" + hashlib.sha256("\n".join(words).encode()).hexdigest()


def _fetch(platform: Platform, scopes: frozenset[str]) -> tuple[AccessToken, int]:
    """A fresh token and its lifetime in seconds."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": _ASSERTION_TYPE,
        "client_assertion": _assertion(platform),
        "scope": " ".join(sorted(scopes)),
    }
    try:
        answer = http.send(
            "POST",
            platform.token_url,
            headers={"Accept": "application/json"},
            body=form,
            largest=_LARGEST_ANSWER,
        )
    except http.HttpFailed as failed:
        raise TokenRefused(f"The platform gave no access token: {failed}.") from failed
    if answer.status != 200:
        raise _refused(answer)
    token, lifetime = _read(answer, scopes)
    missing = scopes - token.scopes
    if missing:
        raise TokenRefused(
            "The platform does not grant the right to "
            f"{', '.join(sorted(scope.rpartition('/')[2] for scope in missing))}. Its "
            "administrator can allow the tool to use this service.",
            answer.status,
            code=NOT_GRANTED,
        )
    return token, lifetime


def _assertion(platform: Platform) -> str:
    """The client assertion (RFC 7523, 3; Security Framework 4.1.1)."""
    try:
        key = signing_key()
    except KeysRefused as refused:
        # Where its files are is for the log; the message is shown to academies.
        log.exception("no_signing_key")
        raise TokenRefused(_CANNOT_SIGN) from refused
    now = int(time.time())
    claims = {
        "iss": platform.client_id,
        "sub": platform.client_id,
        "aud": token_audience(platform),
        "iat": now - _CLOCK_DIFFERENCE_SECONDS,
        "exp": now + ASSERTION_LIFETIME_SECONDS,
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})


def _refused(answer: http.Answer) -> TokenRefused:
    """RFC 6749, 5.2. Only the error code is quoted, and only one that the RFC lists."""
    wait = read_retry_after(answer.headers.get("retry-after", ""), dt.datetime.now(dt.UTC))
    return TokenRefused(_why(answer), answer.status, wait, _error_code(answer))


def _why(answer: http.Answer) -> str:
    explained = {
        "invalid_client": "it does not know this tool's client id, or cannot verify its key",
        "invalid_scope": "it does not let this tool use this service",
        "unauthorized_client": "it does not let this tool ask for one",
        "invalid_request": "it does not understand the request",
        "unsupported_grant_type": "it does not know the client credentials grant",
    }
    code = _error_code(answer)
    if code in explained:
        return f"The platform gave no access token: {explained[code]} ({code})."
    return f"The platform gave no access token (status {answer.status})."


def _error_code(answer: http.Answer) -> str:
    """RFC 6749, 5.2; whatever else stands there is "": compared, never shown unless known."""
    try:
        document = answer.json()
    except http.NotJson:
        return ""
    code = document.get("error") if isinstance(document, dict) else None
    return code[:60] if isinstance(code, str) else ""


def _read(answer: http.Answer, asked: frozenset[str]) -> tuple[AccessToken, int]:
    """RFC 6749, 5.1: without `scope` the granted scopes are those asked for."""
    try:
        document: Any = answer.json()
    except http.NotJson as page:
        raise TokenRefused(
            "The platform answered with a page instead of an access token.", answer.status
        ) from page
    fields = document if isinstance(document, dict) else {}
    value, kind = fields.get("access_token"), fields.get("token_type")
    is_bearer = isinstance(kind, str) and kind.lower() == "bearer"
    if not isinstance(value, str) or not _is_token(value) or not is_bearer:
        raise TokenRefused("The platform's answer holds no bearer token.", answer.status)
    scope = fields.get("scope")
    scopes = frozenset(scope.split()) if isinstance(scope, str) else asked
    return AccessToken(value, scopes), _lifetime(fields.get("expires_in"))


def _is_token(value: str) -> bool:
    """Visible ASCII only (RFC 6750, 2.1): it is put into a header."""
    return 0 < len(value) <= 8192 and all("!" <= letter <= "~" for letter in value)


def _lifetime(seconds: Any) -> int:
    """Whole seconds; 0, so not to be cached, for anything that is no number."""
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() and len(seconds) < 10:
        seconds = int(seconds)
    if not isinstance(seconds, int):
        return 0
    return max(0, min(seconds, _LONGEST_LIFETIME_SECONDS))
