"""Waive an AU (9.3.7): a trainer decides that it need not be done."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academies import audit
from courses.admission import NotAdmitted
from courses.models import Attempt, Edition
from xapi.cmi5.statements import Told, waived
from xapi.models import UnitState
from xapi.services.cmi5.abandoning import locked_attempt
from xapi.services.cmi5.admission import structure_of
from xapi.services.cmi5.registering import name_of, register, settle, tell

# 9.5.5.2, as statements carry them, and in words.
REASONS: Final[dict[str, str | Promise]] = {
    "Tested Out": _("Showed in a test that it is known"),
    "Equivalent AU": _("Did an equivalent part of this course"),
    "Equivalent Outside Activity": _("Did something equivalent elsewhere"),
    "Administrative": _("Other reason"),
}


class NotWaived(Exception):
    """It cannot be waived: `message` says why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def waive(attempt_id: int, index: int, reason: str, *, by: str) -> None:
    """Waive the AU with this index. `reason`: of REASONS; `by`: who decided, for the audit log.

    Raises NotWaived, also when it was waived before (9.3.7: once a registration).
    """
    if reason not in REASONS:
        raise NotWaived(_("Say for which reason."))
    try:
        _waive(attempt_id, index, reason, by)
    except NotAdmitted as refused:
        # The learner was erased meanwhile, or the package is gone.
        raise NotWaived(refused.message) from refused


def _waive(attempt_id: int, index: int, reason: str, by: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        attempt = locked_attempt(attempt_id)
        if attempt.kind != Attempt.Kind.CREDIT:
            raise NotWaived(_("Nothing of a preview counts, so nothing can be waived."))
        if attempt.edition.standard != Edition.Standard.CMI5:
            raise NotWaived(_("Only parts of a cmi5 course can be waived."))
        structure = structure_of(attempt.edition)
        aus = structure.all_aus()
        if not 0 <= index < len(aus):
            raise NotWaived(_("This module has no such part."))
        registration = register(attempt, structure)
        unit, _is_new = UnitState.objects.get_or_create(registration=registration, au=index)
        if unit.waived:
            raise NotWaived(_("This part was waived before."))
        unit.waived, unit.waived_because = True, reason
        unit.save(update_fields=["waived", "waived_because", "updated_at"])
        # 9.3.7: of this statement alone, and of what it makes satisfied.
        told = Told(registration.actor, str(registration.code), str(uuid.uuid4()), now)
        au = aus[index]
        tell(registration, [waived(told, name_of(attempt, "au", au.id), au, reason)])
        settle(registration, structure, told.session, now)
        audit.record(
            None,
            "cmi5_au.waived",
            attempt,
            after={"au": au.id, "by": by},
            academy=attempt.learner.academy,
            reason=reason,
        )
