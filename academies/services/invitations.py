"""Invite an organisation to apply: a link that works once, until a day."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academies import audit
from academies.models import Academy, AcademyInvitation, StaffUser
from academies.permissions import Act, require
from academies.refusals import ActRefused

VALID_DAYS = 14
_LONGEST_TOKEN = 64


def invite(
    actor: StaffUser,
    organisation: str,
    *,
    country: str = "",
    email: str = "",
    academy: Academy | None = None,
    valid_days: int = VALID_DAYS,
) -> tuple[AcademyInvitation, str]:
    """An invitation and its link, which is known here only. Raises PermissionDenied.

    academy: one that is here already, to agree anew.
    """
    require(actor, Act.INVITE)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = AcademyInvitation.objects.create(
            token_hash=_hash(token),
            organisation=academy.name if academy else organisation,
            country=academy.country if academy else country,
            email=email,
            academy=academy,
            invited_by=actor,
            expires_at=timezone.now() + dt.timedelta(days=valid_days),
        )
        after = audit.values(invitation, ["organisation", "country", "email", "expires_at"])
        audit.record(
            actor,
            "invitation.sent",
            invitation,
            {},
            after,
            academy,
            country=invitation.country,
        )
    return invitation, settings.TOOL_ORIGIN + reverse("academies:apply", args=[token])


def send_link(invitation: AcademyInvitation, link: str) -> None:
    """Write to the invited address. Raises OSError (also SMTPException) when it cannot be sent."""
    send_mail(
        _("Invitation to apply for the courses"),
        _(
            "%(organisation)s is invited to apply for access to the courses.\n\n"
            "Open this link until %(day)s; it works once:\n%(link)s\n"
        )
        % {
            "organisation": invitation.organisation,
            "day": invitation.expires_at.date().isoformat(),
            "link": link,
        },
        None,
        [invitation.email],
    )


def withdraw(actor: StaffUser, invitation: AcademyInvitation) -> None:
    """Make the link useless. Raises PermissionDenied, ActRefused when it was used already."""
    require(actor, Act.INVITE)
    now = timezone.now()
    with transaction.atomic():
        unused = AcademyInvitation.objects.filter(
            pk=invitation.pk, used_at=None, withdrawn_at=None
        ).update(withdrawn_at=now)
        if not unused:
            raise ActRefused(gettext_lazy("This invitation was used or withdrawn already."))
        audit.record(
            actor,
            "invitation.withdrawn",
            invitation,
            {"withdrawn_at": None},
            {"withdrawn_at": now},
            invitation.academy,
            country=invitation.country,
        )


def find(token: str) -> AcademyInvitation | None:
    """The invitation of a link, if it is neither used, withdrawn nor expired."""
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return None
    return (
        AcademyInvitation.objects.select_related("academy")
        .filter(
            token_hash=_hash(token),
            used_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
        )
        .first()
    )


def spend(invitation: AcademyInvitation) -> bool:
    """Use the invitation up, by one conditional UPDATE; False: somebody else was first."""
    now = timezone.now()
    unused = AcademyInvitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now
    )
    return bool(unused.update(used_at=now))


def _hash(token: str) -> str:
    """The token is random, so a fast hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()
