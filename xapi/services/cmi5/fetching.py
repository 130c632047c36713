"""The fetch URL: the authorization token of a session, given once (8.2)."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

import structlog
from django.utils import timezone

from xapi.auth import hash_of, is_over, session_header
from xapi.models import Session
from xapi.spec.types import UUID

log = structlog.get_logger(__name__)
# 8.2.3.2.
IN_USE_OR_EXPIRED: Final = "1"
SECURITY: Final = "2"


class NotFetched(Exception):
    """There is no token to be had: an error of 8.2.3.2."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def session_of(token: str) -> Session:
    """The session of a fetch token, whatever has become of it. Raises NotFetched."""
    code, _dot, secret = token.partition(".")
    found = Session.objects.filter(code=code).first() if UUID.match(code) else None
    expected = found.fetch_hash if found else ""
    if found is None or not hmac.compare_digest(hash_of(secret), expected):
        raise NotFetched(SECURITY, "This address is not one of ours.")
    return found


def fetch(session: Session) -> str:
    """The auth-token (8.2.2), which is not given again. Raises NotFetched."""
    now = timezone.now()
    if is_over(session, now) or not session.is_active:
        raise NotFetched(IN_USE_OR_EXPIRED, "The session has ended. Open the part again.")
    secret = secrets.token_urlsafe(32)
    # One conditional UPDATE: of two that ask at once, one gets it.
    unspent = Session.objects.filter(
        pk=session.pk, fetched_at=None, terminated_at=None, abandoned_at=None
    )
    if not unspent.update(fetched_at=now, seen_at=now, token_hash=hash_of(secret)):
        log.warning("fetched_twice", session=session.pk)
        raise NotFetched(IN_USE_OR_EXPIRED, "The authorization token has already been returned.")
    return session_header(session, secret).removeprefix("Basic ")
