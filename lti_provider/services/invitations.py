"""Invite an academy to connect its learning platform: one address, good once, until a day.

The token is known to whoever made the invitation and to whom they gave it; here is its hash only.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from academies import audit
from academies.models import Academy, StaffUser
from lti_provider.models import Platform, RegistrationInvitation
from lti_provider.services.registration_refusals import academy_closed, invitation_over

LIFETIMES_DAYS = (1, 7, 30)
_CLOSED = (Academy.Status.SUSPENDED, Academy.Status.REVOKED)


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation, and the one address that uses it: it cannot be shown again."""

    invitation: RegistrationInvitation
    url: str

    def __repr__(self) -> str:
        return f"Invited({self.invitation!r})"


def new_token() -> str:
    """256 random bits, for a URL."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a token. No salt is needed: nobody can guess 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(academy: Academy, created_by: StaffUser | None, lifetime: dt.timedelta) -> Invited:
    """Make an invitation for `academy`, good once within `lifetime`."""
    token = new_token()
    with transaction.atomic():
        invitation = RegistrationInvitation.objects.create(
            academy=academy,
            token_hash=hash_of(token),
            created_by=created_by,
            expires_at=timezone.now() + lifetime,
        )
        after = {"expires_at": invitation.expires_at}
        audit.record(created_by, "registrationinvitation.made", invitation, {}, after, academy)
    return Invited(invitation, address_of(token))


def address_of(token: str) -> str:
    """The address to paste into the LMS."""
    return settings.TOOL_ORIGIN + reverse("lti_provider:register", args=[token])


def find_open(token: str) -> RegistrationInvitation:
    """The invitation of `token`, with its academy, if it can still be used.

    Raises RegistrationRefused.
    """
    found = (
        RegistrationInvitation.objects.select_related("academy")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if found is None:
        raise invitation_over("invitation_unknown")
    if found.used_at is not None:
        raise invitation_over("invitation_used")
    if found.expires_at <= timezone.now():
        raise invitation_over("invitation_expired")
    if found.academy.status in _CLOSED:
        raise academy_closed()
    return found


def spend(invitation: RegistrationInvitation, platform: Platform) -> None:
    """Use the invitation up for `platform`, by one conditional UPDATE; within a transaction.

    Raises RegistrationRefused when somebody else was faster, or the day has come.
    """
    now = timezone.now()
    spent = RegistrationInvitation.objects.filter(
        pk=invitation.pk, used_at=None, expires_at__gt=now
    ).update(used_at=now, platform=platform)
    if not spent:
        raise invitation_over("invitation_used")
