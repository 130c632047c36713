"""An organisation applies by its invitation; the owner or its national approver decides."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from academies import audit
from academies.models import Academy, AcademyInvitation, AgreementText, Application, StaffUser
from academies.permissions import Act, require
from academies.refusals import ActRefused
from academies.services import invitations
from academies.services.agreements import Terms, agree

_LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class Request:
    """What the form said, checked."""

    organisation: str
    country: str
    contact_name: str
    contact_email: str
    purpose: str
    language: str


def apply(invitation: AcademyInvitation, text: AgreementText, said: Request) -> Application:
    """Store the application and use the invitation up. Raises ActRefused when it is used."""
    with transaction.atomic():
        if not invitations.spend(invitation):
            raise ActRefused(_("This link was used already, has expired or was withdrawn."))
        academy = invitation.academy
        application = Application.objects.create(
            invitation=invitation,
            text=text,
            academy=academy,
            organisation=academy.name if academy else said.organisation,
            country=invitation.country or said.country,
            contact_name=said.contact_name,
            contact_email=said.contact_email,
            purpose=said.purpose,
            language=said.language,
        )
        audit.record(
            None,
            "application.received",
            application,
            {},
            {"organisation": application.organisation, "text": text.pk, "version": text.version},
            academy,
            country=application.country,
        )
    return application


def approve(
    actor: StaffUser, application: Application, *, starts_on: dt.date, expires_on: dt.date
) -> Academy:
    """Let the organisation in from one day to another: its academy, made if need be.

    Raises PermissionDenied, ActRefused when it was decided already or the days do not fit.
    """
    with transaction.atomic():
        waiting = _decide(actor, application, Application.State.APPROVED)
        academy = waiting.academy or _found(waiting)
        terms = Terms(waiting.text, waiting.contact_name, starts_on, expires_on)
        agree(actor, academy, terms, waiting)
        waiting.academy = academy
        waiting.save()
        audit.record(
            actor,
            "application.approved",
            waiting,
            {"state": Application.State.WAITING},
            {"state": waiting.state, "starts_on": starts_on, "expires_on": expires_on},
            academy,
        )
    return academy


def refuse(actor: StaffUser, application: Application, reason: str) -> None:
    """Turn the organisation down. Raises PermissionDenied, ActRefused when it was decided."""
    with transaction.atomic():
        waiting = _decide(actor, application, Application.State.REFUSED)
        waiting.reason = reason
        waiting.save()
        audit.record(
            actor,
            "application.refused",
            waiting,
            {"state": Application.State.WAITING},
            {"state": waiting.state},
            waiting.academy,
            reason=reason,
            country=waiting.country,
        )


def _decide(actor: StaffUser, application: Application, state: str) -> Application:
    waiting = (
        Application.objects.select_for_update(of=("self",))
        .select_related("academy", "text")
        .get(pk=application.pk)
    )
    require(actor, Act.DECIDE, waiting.academy, waiting.country)
    if waiting.state != Application.State.WAITING:
        raise ActRefused(_("This application was decided already."))
    waiting.state, waiting.decided_by, waiting.decided_at = state, actor, timezone.now()
    return waiting


def _found(application: Application) -> Academy:
    stem = slugify(application.organisation)[:_LONGEST_SLUG] or f"academy-{application.pk}"
    values = {
        "name": application.organisation,
        "country": application.country,
        "language": application.language,
    }
    try:
        with transaction.atomic():
            return Academy.objects.create(slug=stem, **values)
    except IntegrityError:
        # Two academies of one name: the number of the application tells them apart.
        return Academy.objects.create(slug=f"{stem}-{application.pk}", **values)
