"""Who speaks: a system of an academy, or the session of an AU (HTTP Basic, RFC 7617)."""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    DateField,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.utils import timezone

from academies import audit
from academies.audit import Actor
from academies.models import Academy
from courses.admission import NotAdmitted, check_access, today
from courses.closures import is_closed
from courses.prepared import Given, Prepared
from courses.selectors import is_open
from xapi import scopes
from xapi.models import Credential, Ledger, Session
from xapi.problems import NotAllowed, NotAuthenticated
from xapi.spec.types import UUID

# How old the moment of the last use may grow before it is written anew.
_USE_NOTED_EVERY = dt.timedelta(hours=1)
_SEEN_NOTED_EVERY = dt.timedelta(minutes=1)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(
    academy: Academy, label: str, granted: Iterable[str], actor: Actor = None
) -> tuple[Credential, str]:
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
        _open_ledger(academy)
        audit.record(
            actor,
            "xapi_credential.issued",
            credential,
            after={"key": credential.key, "scopes": credential.scopes},
            academy=academy,
        )
    return credential, secret


def ours(academy: Academy) -> Credential:
    """The credential under which the tool itself tells something in this academy's store."""
    with transaction.atomic():
        found, is_new = Credential.objects.get_or_create(
            academy=academy,
            is_ours=True,
            defaults={
                "label": "Course provider",
                "key": f"tool-{academy.pk}",
                "secret_hash": "",
                "scopes": scopes.ALL,
            },
        )
        if is_new:
            _open_ledger(academy)
    return found


def _open_ledger(academy: Academy) -> None:
    """So that storing finds a row to lock, and reading a moment to name."""
    Ledger.objects.get_or_create(academy=academy, defaults={"stored": timezone.now()})


def withdraw(key: str, actor: Actor = None) -> bool:
    """End a credential. Returns whether there was one in use."""
    with transaction.atomic():
        rows = Credential.objects.select_for_update().filter(is_ours=False, withdrawn_at=None)
        found = rows.filter(key=key).first()
        if found is None:
            return False
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        audit.record(actor, "xapi_credential.withdrawn", found, academy=found.academy)
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


def for_content(academy: Academy) -> Credential:
    """The same for what the content of a course tells: it may define no activity for others."""
    credential = ours(academy)
    credential.scopes = scopes.WRITE
    return credential


def recognise(header: str) -> Credential | Session:
    """Whoever an Authorization header names. Raises NotAuthenticated, NotAllowed."""
    key, secret = _key_and_secret(header)
    return _session(key, secret) if UUID.match(key) else _credential(key, secret)


def session_header(session: Session, secret: str) -> str:
    """The whole value of the Authorization header of a session; without "Basic " it is the
    auth-token of cmi5 8.2.2."""
    return "Basic " + base64.b64encode(f"{session.code}:{secret}".encode()).decode()


def hash_of(secret: str) -> str:
    """What is kept of a secret of 32 random bytes, so that a copy of the database opens nothing."""
    return _hashed(secret)


def is_over(session: Session, now: dt.datetime) -> bool:
    """Whether the session may say nothing any more (cmi5 8.1.2, 9.3.6, 9.3.8)."""
    if session.abandoned_at is not None or session.expires_at <= now:
        return True
    grace = dt.timedelta(seconds=settings.CMI5_GRACE_SECONDS)
    return session.terminated_at is not None and session.terminated_at + grace < now


def _session(code: str, secret: str) -> Session:
    """The session with this token, if it may still speak. One query, and a second a minute."""
    now = timezone.now()
    found = _SESSION.first(code=uuid.UUID(code), day=today())
    expected = found.token_hash if found else ""
    right = hmac.compare_digest(_hashed(secret), expected)
    if found is None or not right or found.fetched_at is None:
        raise NotAuthenticated("This token is not known, or it was never fetched.")
    if is_over(found, now):
        raise NotAllowed("The session of this token has ended (cmi5 8.1.2).")
    attempt = found.registration.attempt
    entitled = found.entitled  # type: ignore[attr-defined]  # annotated by _sessions
    closed = found.closed  # type: ignore[attr-defined]  # annotated by _sessions
    try:
        check_access(attempt.learner.academy, entitled=entitled, closed=closed)
    except NotAdmitted as refused:
        raise NotAllowed(str(refused.message)) from refused
    if found.seen_at < now - _SEEN_NOTED_EVERY:
        Session.objects.filter(pk=found.pk).update(seen_at=now)
    return found


def _sessions() -> QuerySet[Session]:
    opens = is_open(
        OuterRef("registration__attempt__learner__academy_id"),
        Given("day", DateField()),
        "registration__attempt__offering__module__course_id",
    )
    return (
        Session.objects.select_related("registration__attempt__learner__academy")
        .annotate(
            entitled=Case(When(opens, then=Value(True)), default=Value(False)),
            closed=is_closed(OuterRef("source")),
        )
        .filter(code=Given("code", UUIDField()))
    )


_SESSION = Prepared(_sessions)


# What is looked at of a credential and its academy: every request reads it anew, so no more.
_LOOKED_AT = (
    "label",
    "key",
    "secret_hash",
    "scopes",
    "withdrawn_at",
    "last_used_at",
    "is_ours",
    "academy__status",
    "academy__agreement_starts_on",
    "academy__agreement_expires_on",
)
_CREDENTIAL = Prepared(
    lambda: (
        Credential.objects.select_related("academy")
        .only(*_LOOKED_AT)
        .filter(key=Given("key", CharField()))
        .order_by()
    )
)


def _credential(key: str, secret: str) -> Credential:
    """The credential with this key, and its academy, if it may enter at present. One query, and
    hourly two."""
    found = _CREDENTIAL.first(key=key[:64])
    expected = found.secret_hash if found else _hashed("")
    right = hmac.compare_digest(_hashed(secret), expected)
    if found is None or not right or found.withdrawn_at is not None or found.is_ours:
        raise NotAuthenticated("This key and secret are not known.")
    if not found.academy.may_enter(timezone.now().date()):
        raise NotAllowed("The academy has no valid agreement at present.")
    _note_use(found)
    return found


def _note_use(credential: Credential) -> None:
    now = timezone.now()
    before = now - _USE_NOTED_EVERY
    if credential.last_used_at is None or credential.last_used_at < before:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=before)
        Credential.objects.filter(unnoted, pk=credential.pk).update(last_used_at=now)
