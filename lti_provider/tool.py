"""Verify a platform's message (1EdTech Security Framework 1.0, 5.1.3; OIDC core 3.1.3.7).

PyLTI1p3 supplies the per-message validators. It is not asked to verify tokens: version 2.0.0
accepts tokens without `exp` or `iat`, with a foreign `azp`, and nonces that were used before.
"""

import time
from typing import Any

import jwt
from django.conf import settings
from pylti1p3.exception import LtiException
from pylti1p3.message_validators import get_validators

from lti_provider.claims.reading import CLAIM
from lti_provider.models import Platform
from lti_provider.platform_keys import KeyUnknown, verification_key

LONGEST_TOKEN = 65_536
LONGEST_KID = 255
OLDEST_TOKEN_SECONDS = 600
_VALIDATORS = get_validators()  # type: ignore[no-untyped-call]
# What PyJWT lets through from the JSON of a hostile token: deep nesting, infinite times.
_MALFORMED = (RecursionError, OverflowError, TypeError, ValueError)


class TokenRefused(Exception):
    """The id_token is not a valid message of the platform; `expired` when it only came late."""

    def __init__(self, why: str, *, expired: bool = False) -> None:
        super().__init__(why)
        self.expired = expired


def verify_id_token(id_token: str, platform: Platform, nonce: str) -> dict[str, Any]:
    """The claims of `id_token`, known to be `platform`'s answer to our `nonce`.

    Raises TokenRefused.
    """
    claims = verify_token(id_token, platform)
    if claims.get("nonce") != nonce:
        raise TokenRefused("the nonce is not the one of this login")
    return claims


def verify_token(token: str, platform: Platform) -> dict[str, Any]:
    """The claims of `token`, known to be `platform`'s word to us, but no answer to a login.

    Whether its nonce was seen before is the caller's to find out. Raises TokenRefused.
    """
    claims = _verify_signature(token, platform)
    _check_authorised_party(claims, platform.client_id)
    _check_age(claims)
    if not isinstance(claims.get("nonce"), str) or not claims["nonce"]:
        raise TokenRefused("there is no nonce")
    return claims


def unverified_parties(token: str) -> tuple[str, list[str]]:
    """Issuer and audiences that a token claims to have; proves nothing. Raises TokenRefused."""
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused(f"the token is longer than {LONGEST_TOKEN} characters")
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, *_MALFORMED) as refused:
        raise TokenRefused("the token is no JWT") from refused
    issuer, audience = claims.get("iss"), claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if not isinstance(issuer, str) or not all(isinstance(one, str) for one in audiences):
        raise TokenRefused("issuer or audience is no text")
    return issuer, audiences[:20]


def validate_message(claims: dict[str, Any]) -> None:
    """Run PyLTI1p3's validator for the message type. Raises TokenRefused.

    Not for deep linking: its validator refuses a platform that wants other content than ours, and
    that one is due an answer (DL 4.5). `lti_provider.claims` has read all that the validator reads.
    """
    if claims.get(f"{CLAIM}message_type") == "LtiDeepLinkingRequest":
        return
    for validator in _VALIDATORS:
        if validator.can_validate(claims):
            try:
                validator.validate(claims)
            except (LtiException, AttributeError, TypeError) as refused:
                # Its validators call methods of claims whose type nobody has checked.
                raise TokenRefused(str(refused)) from refused
            return
    raise TokenRefused("message_type is none that this tool answers")


def _verify_signature(id_token: str, platform: Platform) -> dict[str, Any]:
    key = _key_of(id_token, platform)
    try:
        return jwt.decode(
            id_token,
            key,
            algorithms=["RS256"],
            audience=platform.client_id,
            issuer=platform.issuer,
            leeway=settings.LTI_CLOCK_LEEWAY_SECONDS,
            options={"require": ["iss", "aud", "exp", "iat", "nonce"]},
        )
    except jwt.ExpiredSignatureError as expired:
        raise TokenRefused("the token has expired", expired=True) from expired
    except (jwt.InvalidTokenError, *_MALFORMED) as refused:
        raise TokenRefused(f"{type(refused).__name__}: {refused}"[:300]) from refused


def _key_of(id_token: str, platform: Platform) -> jwt.PyJWK:
    if len(id_token) > LONGEST_TOKEN:
        raise TokenRefused(f"the token is longer than {LONGEST_TOKEN} characters")
    try:
        # The header alone: PyJWT would decode the whole token, here and once more to verify it.
        header = jwt.get_unverified_header(id_token.partition(".")[0] + "..")
    except (jwt.InvalidTokenError, *_MALFORMED) as refused:
        raise TokenRefused("the token is no JWT") from refused
    if header.get("alg") != "RS256":
        raise TokenRefused("the token is not signed by RS256")
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_KID:
        raise TokenRefused("the token names no key (kid)")
    try:
        return verification_key(platform, kid)
    except KeyUnknown as unknown:
        raise TokenRefused(str(unknown)) from unknown


def _check_authorised_party(claims: dict[str, Any], client_id: str) -> None:
    """OIDC core 3.1.3.7, 3 to 5: with several audiences `azp` is due, and it must be us."""
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
        raise TokenRefused("azp is missing though there are several audiences")
    if "azp" in claims and claims["azp"] != client_id:
        raise TokenRefused("azp is another client")


def _check_age(claims: dict[str, Any]) -> None:
    """OIDC core 3.1.3.7, 10: a token may not be too old, whatever expiry it gives itself."""
    age = time.time() - float(claims["iat"])
    if age > OLDEST_TOKEN_SECONDS + settings.LTI_CLOCK_LEEWAY_SECONDS:
        raise TokenRefused("the token was issued too long ago", expired=True)
