"""Verifies what tools sign, against the JWKS each tool publishes.

As Moodle does: the set is cached for each client without a time limit, and anything wrong with a
JWT makes it fetch the set again and try once more. So a tool may rotate if it publishes first.
"""

from __future__ import annotations

from typing import Any

import jwt
from jwt.types import Options

from demo.lms.fetching import FetchError, fetch_json

NO_AUDIENCE: Options = {"verify_aud": False}  # Moodle checks neither aud nor jti


class ToolKeys:
    """The cached key sets of all tools, in memory: client_id -> JWKS."""

    def __init__(self) -> None:
        self._cached: dict[str, dict[str, Any]] = {}

    def verify(self, token: str, client_id: str, jwks_url: str) -> dict[str, Any]:
        """The claims of an RS256 JWT of the tool. Raises jwt.InvalidTokenError.

        The header must carry a `kid`; exp, nbf and iat are checked where present.
        """
        cached = self._cached.get(client_id)
        if cached is not None:
            try:
                return _decode(token, cached)
            except jwt.InvalidTokenError:
                pass  # perhaps the tool has a new key: look, then decide
        try:
            fresh = fetch_json(jwks_url)
        except FetchError as error:
            raise jwt.InvalidTokenError(str(error)) from error
        claims = _decode(token, fresh)
        self._cached[client_id] = fresh
        return claims

    def forget(self) -> None:
        """Empty the cache, as Moodle's administrator does with "Purge caches"."""
        self._cached.clear()


def _decode(token: str, jwks: dict[str, Any]) -> dict[str, Any]:
    kid = jwt.get_unverified_header(token).get("kid")
    if not kid:
        raise jwt.InvalidTokenError("the JWT header has no kid")
    try:
        keys = jwt.PyJWKSet.from_dict({**jwks, "keys": _usable(jwks, kid)})
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise jwt.InvalidTokenError(f"the tool's JWKS has no usable key {kid!r}") from error
    return jwt.decode(token, keys.keys[0].key, algorithms=["RS256"], options=NO_AUDIENCE)


def _usable(jwks: dict[str, Any], kid: str) -> list[dict[str, Any]]:
    """The named key, its missing `alg` filled in from its type (Moodle's fix_jwks_alg)."""
    keys = jwks.get("keys")
    return [
        {**key, "alg": key.get("alg", "RS256")}
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, dict) and (key.get("kid"), key.get("kty")) == (kid, "RSA")
    ]
