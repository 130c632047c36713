"""Tell an academy's administrators and the owner before an agreement ends: 30, 7 and 1 day."""

import datetime as dt
from collections.abc import Iterator
from smtplib import SMTPException

import structlog
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from academies import audit
from academies.models import Academy, AgreementWarning, StaffUser

WARN_DAYS = (1, 7, 30)
_Role = StaffUser.Role
log = structlog.get_logger(__name__)


def ending(today: dt.date, within: int = max(WARN_DAYS)) -> Q:
    """As a condition on academies: approved, and the agreement ends within so many days."""
    last = today + dt.timedelta(days=within)
    return Q(
        status=Academy.Status.APPROVED,
        agreement_expires_on__gte=today,
        agreement_expires_on__lte=last,
    )


def send_due(today: dt.date) -> int:
    """Send the warnings that are due and were not sent; how many academies were warned.

    A day on which nobody rang is made up for; of two warnings that are due, only the nearer is
    sent. What cannot be sent now is tried again the next time.
    """
    return sum(_warn(academy, days) for academy, days in _due(today))


def _due(today: dt.date) -> Iterator[tuple[Academy, int]]:
    for academy in Academy.objects.filter(ending(today)):
        expires_on = academy.agreement_expires_on
        assert expires_on is not None  # noqa: S101 - ending() asks for it
        left = (expires_on - today).days
        days = next(limit for limit in WARN_DAYS if left <= limit)
        sent = AgreementWarning.objects.filter(academy=academy, expires_on=expires_on, days=days)
        if not sent.exists():
            yield academy, days


def _warn(academy: Academy, days: int) -> bool:
    recipients = _recipients(academy)
    if not recipients:
        log.warning("agreement_warning_has_no_recipient", academy=academy.pk)
        return False
    # Claimed first, so that two clocks do not both send; no lock is held while mail goes.
    claim, claimed = AgreementWarning.objects.get_or_create(
        academy=academy, expires_on=academy.agreement_expires_on, days=days
    )
    if not claimed:
        return False
    sent = sum(_send(academy, address, language) for address, language in recipients)
    if not sent:
        claim.delete()
        return False
    after = {"days": days, "expires_on": academy.agreement_expires_on, "sent_to": sent}
    audit.record(None, "agreement.warned", academy, {}, after, academy)
    return True


def _recipients(academy: Academy) -> list[tuple[str, str]]:
    """Addresses with the language to write in: the academy's administrators, and the owners."""
    staff = StaffUser.objects.filter(
        Q(role=_Role.ACADEMY_ADMINISTRATOR, academy=academy) | Q(role=_Role.OWNER),
        is_active=True,
        is_staff=True,
    ).exclude(email="")
    return [
        (user.email, "en" if user.role == _Role.OWNER else academy.language)
        for user in staff.order_by("pk")
    ]


def _send(academy: Academy, address: str, language: str) -> bool:
    try:
        spoken = translation.get_supported_language_variant(language)
    except LookupError:
        spoken = "en"
    expires_on = academy.agreement_expires_on
    with translation.override(spoken):
        subject = _("The agreement of %(academy)s ends on %(day)s")
        text = _(
            "The agreement under which %(academy)s uses the courses ends on %(day)s. After that "
            "day, nobody of the academy can open a module until a new agreement is approved. "
            "What was completed stays on record."
        )
        about = {"academy": academy.name, "day": expires_on and expires_on.isoformat()}
        try:
            send_mail(_one_line(subject % about), f"{text % about}\n", None, [address])
        except (SMTPException, OSError) as lost:
            log.warning("agreement_warning_lost", academy=academy.pk, error=type(lost).__name__)
            return False
    return True


def _one_line(text: str) -> str:
    """A header takes no line breaks, and an academy's name is what somebody typed."""
    return " ".join(text.split())
