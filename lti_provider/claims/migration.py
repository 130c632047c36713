"""The LTI 1.1 migration claim (LTI 1.3 core, appendix on migration: `lti1p1`). Pure Python."""

from typing import Any

import msgspec

from lti_provider.claims.reading import CLAIM, own_text


class Lti11(msgspec.Struct, frozen=True):
    """Who somebody was under LTI 1.1, as a platform says; nothing is believed before
    `lti_provider.services.migration` has checked the signature."""

    user_id: str
    consumer_key: str
    signature: str
    deployment_id: str
    issuer: str
    expires: str
    nonce: str

    def signed_text(self, client_id: str) -> str:
        """What `oauth_consumer_key_sign` signs, in this order, joined by "&"."""
        parts = (self.consumer_key, self.deployment_id, self.issuer, client_id)
        return "&".join((*parts, self.expires, self.nonce))


def read_migration(claims: dict[str, Any]) -> Lti11 | None:
    """The claim, or None without one. Malformed values become "": they migrate nobody, and are no
    reason to refuse the launch. Without a user_id it is the same as `sub`."""
    claim = claims.get(CLAIM + "lti1p1")
    if not isinstance(claim, dict):
        return None
    return Lti11(
        user_id=own_text(claim, "user_id", 255) or own_text(claims, "sub", 255),
        consumer_key=own_text(claim, "oauth_consumer_key", 255),
        signature=own_text(claim, "oauth_consumer_key_sign", 255),
        deployment_id=own_text(claims, CLAIM + "deployment_id", 255),
        issuer=own_text(claims, "iss", 255),
        expires=str(claims.get("exp", "")),
        nonce=own_text(claims, "nonce", 255),
    )
