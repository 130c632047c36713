"""The public keys of platforms: stored with the platform, parsed once per process.

A launch with a known key asks nobody and parses nothing. An unknown key id makes us fetch the key
set again, once, and not more often than every MIN_SECONDS_BETWEEN_FETCHES, since anybody can send
an invented key id. The address of the key set is the registered one: `jku`, `x5u` and `jwk` in a
token's header are never read.
"""

import datetime as dt
from functools import lru_cache
from typing import Any

import jwt
from django.db.models import Q
from django.utils import timezone

from academies.outbound.http import HttpFailed, fetch_json
from lti_provider.models import Platform

MIN_SECONDS_BETWEEN_FETCHES = 10
_MOST_KEYS = 50


class KeyUnknown(Exception):
    """The platform has no such key (or its key set cannot be had; `detail` says which)."""


def verification_key(platform: Platform, kid: str) -> jwt.PyJWK:
    """The platform's key `kid`, for RS256 only. Raises KeyUnknown."""
    key = _known_key(platform, kid)
    if key is None and _may_fetch(platform):
        _fetch(platform)
        key = _known_key(platform, kid)
    if key is None:
        raise KeyUnknown(f"platform {platform.pk} has no key of this id")
    return key


def refresh(platform: Platform) -> int:
    """Fetch the key set now; how many usable keys it has. Raises KeyUnknown."""
    _fetch(platform)
    return len(platform.jwks.get("keys", []))


def _known_key(platform: Platform, kid: str) -> jwt.PyJWK | None:
    for jwk in platform.jwks.get("keys", []):
        if jwk.get("kid") == kid:
            return _parse(jwk["n"], jwk["e"])
    return None


@lru_cache(maxsize=512)
def _parse(n: str, e: str) -> jwt.PyJWK:
    """From the two numbers alone: whatever else a key set says of a key has no say here."""
    return jwt.PyJWK({"kty": "RSA", "n": n, "e": e}, algorithm="RS256")


def _may_fetch(platform: Platform) -> bool:
    """Claim the right to fetch, so that a thousand launches after a rotation ask once."""
    now = timezone.now()
    long_ago = now - dt.timedelta(seconds=MIN_SECONDS_BETWEEN_FETCHES)
    claimed = Platform.objects.filter(
        Q(jwks_tried_at=None) | Q(jwks_tried_at__lt=long_ago), pk=platform.pk
    ).update(jwks_tried_at=now)
    if not claimed:
        platform.refresh_from_db(fields=["jwks", "jwks_fetched_at"])
    return claimed == 1


def _fetch(platform: Platform) -> None:
    try:
        answer = fetch_json(platform.jwks_url)
    except HttpFailed as failed:
        raise KeyUnknown(f"the key set of platform {platform.pk} cannot be had: {failed}") from None
    platform.jwks = {"keys": usable_keys(answer)}
    platform.jwks_fetched_at = timezone.now()
    platform.save(update_fields=["jwks", "jwks_fetched_at"])


def usable_keys(answer: Any) -> list[dict[str, str]]:
    """The RSA signing keys of a key set (RFC 7517, section 5), reduced to id and numbers."""
    keys = answer.get("keys") if isinstance(answer, dict) else None
    if not isinstance(keys, list):
        return []
    found = [key for key in keys[:_MOST_KEYS] if isinstance(key, dict) and _is_usable(key)]
    return [{"kid": key["kid"], "n": key["n"], "e": key["e"]} for key in found]


def _is_usable(key: dict[str, Any]) -> bool:
    texts = all(isinstance(key.get(name), str) for name in ("kid", "n", "e"))
    purpose = key.get("use", "sig") == "sig" and key.get("alg", "RS256") == "RS256"
    # 2,048 bits are 342 characters of base64url; shorter moduli are too weak to trust.
    return texts and purpose and key.get("kty") == "RSA" and 340 <= len(key["n"]) <= 1400
