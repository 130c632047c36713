"""Put an academy under an agreement: a row of its history, and the dates that launches read."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from academies import audit
from academies.models import Academy, Agreement, AgreementText, Application, StaffUser
from academies.permissions import Act, require
from academies.refusals import ActRefused

READ_BY_LAUNCHES = ["status", "agreement_version", "agreement_starts_on", "agreement_expires_on"]


@dataclass(frozen=True, slots=True)
class Terms:
    """Which text somebody accepted for the academy, and for how long (both days included)."""

    text: AgreementText
    accepted_by: str
    starts_on: dt.date
    expires_on: dt.date


def agree(
    actor: StaffUser, academy: Academy, terms: Terms, application: Application | None = None
) -> Agreement:
    """Approve the academy under `terms`; a suspended one stays suspended until it is reinstated.

    Raises PermissionDenied, ActRefused when the days or the text do not fit.
    """
    require(actor, Act.DECIDE, academy)
    if terms.expires_on < terms.starts_on:
        raise ActRefused(_("The agreement would end before it begins."))
    if terms.text.published_at is None:
        raise ActRefused(_("This text of the agreement is not published yet."))
    with transaction.atomic():
        academy = Academy.objects.select_for_update().get(pk=academy.pk)
        before = audit.values(academy, READ_BY_LAUNCHES)
        agreement = Agreement.objects.create(
            academy=academy,
            text=terms.text,
            application=application,
            accepted_by=terms.accepted_by,
            starts_on=terms.starts_on,
            expires_on=terms.expires_on,
            approved_by=actor,
        )
        _copy(academy, agreement)
        after = audit.values(academy, READ_BY_LAUNCHES)
        audit.record(actor, "academy.agreed", academy, before, after, academy)
    return agreement


def _copy(academy: Academy, agreement: Agreement) -> None:
    if academy.status != Academy.Status.SUSPENDED:
        academy.status, academy.status_reason = Academy.Status.APPROVED, ""
    academy.agreement_version = agreement.text.version
    academy.agreement_starts_on = agreement.starts_on
    academy.agreement_expires_on = agreement.expires_on
    academy.save(update_fields=[*READ_BY_LAUNCHES, "status_reason"])
