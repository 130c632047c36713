"""Suspend, reinstate and revoke an academy. Whoever is inside is out at the next request."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from academies import audit
from academies.models import Academy, StaffUser
from academies.permissions import Act, require
from academies.refusals import ActRefused

_Status = Academy.Status


def suspend(actor: StaffUser, academy: Academy, reason: str) -> None:
    """Close an approved academy until it is reinstated. Raises PermissionDenied, ActRefused."""
    _move(actor, academy, {_Status.APPROVED}, _Status.SUSPENDED, reason)


def reinstate(actor: StaffUser, academy: Academy, reason: str) -> None:
    """Open a suspended academy again. Raises PermissionDenied, ActRefused."""
    _move(actor, academy, {_Status.SUSPENDED}, _Status.APPROVED, reason)


def revoke(actor: StaffUser, academy: Academy, reason: str) -> None:
    """End the academy's access; only a new agreement opens it. Raises as the others do."""
    _move(actor, academy, {_Status.APPROVED, _Status.SUSPENDED}, _Status.REVOKED, reason)


_DONE = {
    _Status.SUSPENDED: "academy.suspended",
    _Status.APPROVED: "academy.reinstated",
    _Status.REVOKED: "academy.revoked",
}


def _move(
    actor: StaffUser, academy: Academy, allowed: set[_Status], status: _Status, reason: str
) -> None:
    require(actor, Act.CLOSE, academy)
    with transaction.atomic():
        row = Academy.objects.select_for_update().get(pk=academy.pk)
        if row.status not in allowed:
            raise ActRefused(
                _("The academy is “%(status)s”: this act does not fit.")
                % {"status": row.get_status_display()}
            )
        before = {"status": row.status}
        row.status = status
        row.status_reason = "" if status == _Status.APPROVED else reason
        row.save(update_fields=["status", "status_reason"])
        audit.record(actor, _DONE[status], row, before, {"status": status}, row, reason=reason)
