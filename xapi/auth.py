"""Which credential a request carries (HTTP Basic, RFC 7617)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from academies import audit
from academies.models import Academy
from xapi import scopes
from xapi.models import Credential, Ledger
from xapi.problems import NotAllowed, NotAuthenticated


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(academy: Academy, label: str, granted: Iterable[str]) -> tuple[Credential, str]:
    """Make a credential. Returns it with its secret, which is known here and now only.

    Raises ValueError for a scope that the standard does not know.
    """
    wanted = list(granted)
    unknown = [scope for scope in wanted if scope not in scopes.KNOWN]
    if unknown or not wanted:
        raise ValueError(f"Not a scope: {unknown}. Known are {', '.join(scopes.KNOWN)}.")
    # Hexadecimal: it can be typed after any option of a command, and begins with no hyphen.
    secret = secrets.token_hex(32)
    with transaction.atomic():
        credential = Credential.objects.create(
            academy=academy,
            label=label,
            key=secrets.token_hex(16),
            secret_hash=_hashed(secret),
            scopes=" ".join(wanted),
        )
        # Here, so that storing finds a row to lock, and reading a moment to name.
        Ledger.objects.get_or_create(academy=academy, defaults={"stored": timezone.now()})
        audit.record(
            None,
            "xapi_credential.issued",
            credential,
            after={"key": credential.key, "scopes": credential.scopes},
            academy=academy,
        )
    return credential, secret


def withdraw(key: str) -> bool:
    """End a credential. Returns whether there was one in use."""
    with transaction.atomic():
        found = Credential.objects.select_for_update().filter(key=key, withdrawn_at=None).first()
        if found is None:
            return False
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        audit.record(None, "xapi_credential.withdrawn", found, academy=found.academy)
    return True


def _key_and_secret(header: str) -> tuple[str, str]:
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise NotAuthenticated("Send the key and the secret by HTTP Basic authentication.")
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as broken:
        raise NotAuthenticated("The Authorization header cannot be read.") from broken
    key, colon, secret = pair.partition(":")
    if not colon or "\0" in key:
        raise NotAuthenticated("The Authorization header cannot be read.")
    return key, secret


def authenticate(header: str) -> Credential:
    """The credential of an Authorization header, with its academy. One query.

    Raises NotAuthenticated, or NotAllowed where the academy may not enter at present.
    """
    key, secret = _key_and_secret(header)
    found = Credential.objects.select_related("academy").filter(key=key[:64]).first()
    expected = found.secret_hash if found else _hashed("")
    right = hmac.compare_digest(_hashed(secret), expected)
    if found is None or not right or found.withdrawn_at is not None:
        raise NotAuthenticated("This key and secret are not known.")
    if not found.academy.may_enter(timezone.now().date()):
        raise NotAllowed("The academy has no valid agreement at present.")
    return found
