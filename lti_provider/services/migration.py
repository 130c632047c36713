"""Adopt the id somebody had under LTI 1.1, when the signature of the migration claim is good.

LTI 1.3 core, appendix on migration: `oauth_consumer_key_sign` is the base64 of HMAC-SHA256, under
the old shared secret, over key, deployment, issuer, client, expiry and nonce. It proves that who
holds the 1.3 key pair also held the 1.1 secret. Without it a launch goes on, and migrates nobody.
"""

import base64
import hashlib
import hmac

import structlog

from academies.outbound.secrets_at_rest import SecretLost, unseal
from lti_provider.claims import Message
from lti_provider.claims.migration import Lti11
from lti_provider.models import Platform, PlatformUser

log = structlog.get_logger(__name__)


def adopt_old_id(platform: Platform, user: PlatformUser, message: Message) -> bool:
    """Store the person's LTI 1.1 id; whether it is known now. Never refuses the launch."""
    old = message.lti11
    if old is None or user.is_anonymous or not old.user_id:
        return False
    if user.lti11_user_id == old.user_id:
        return True
    reason = _why_not(platform, old)
    if reason:
        log.warning("lti11_migration_refused", platform=platform.pk, reason=reason)
        return False
    user.lti11_user_id = old.user_id
    user.save(update_fields=["lti11_user_id"])
    log.info("lti11_migrated", platform=platform.pk, user=user.pk)
    return True


def signature(text: str, secret: str) -> str:
    """The base64 HMAC-SHA256 of `text` under the LTI 1.1 secret."""
    return base64.b64encode(
        hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    ).decode()


def _why_not(platform: Platform, old: Lti11) -> str:
    """Why the claim is not believed, for the log; "" when it is."""
    if not platform.lti11_consumer_key or not platform.lti11_secret:
        return "no consumer key and secret are stored for this platform"
    if old.consumer_key != platform.lti11_consumer_key:
        return "another consumer key"
    try:
        secret = unseal(platform.lti11_secret)
    except SecretLost as lost:
        return str(lost)
    expected = signature(old.signed_text(platform.client_id), secret)
    # As bytes: compare_digest refuses texts beyond ASCII.
    if not hmac.compare_digest(expected.encode(), old.signature.encode()):
        return "the signature does not fit"
    return ""
