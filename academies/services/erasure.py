"""Erase what is known of a learner as a person, and keep the record that nobody can name."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies import audit
from academies.models import Learner, StaffUser
from academies.permissions import Act, require
from academies.refusals import ActRefused
from academies.signals import learner_erased

PERSONAL = ("display_name", "email", "person_sourcedid", "language")


def erase(actor: StaffUser, learner: Learner, reason: str) -> None:
    """Erase the learner's personal data in every room; attempts and their outcomes stay.

    The pseudonym is replaced too: it may stand beside a name in somebody's old export. If the
    person opens an activity again, that is somebody new. Raises PermissionDenied, ActRefused.
    """
    require(actor, Act.ERASE, learner.academy)
    with transaction.atomic():
        row = Learner.objects.select_for_update(of=("self",)).select_related("academy")
        learner = row.get(pk=learner.pk)
        if learner.erased_at is not None:
            raise ActRefused(_("This learner's personal data was erased already."))
        held = [name for name in PERSONAL if getattr(learner, name)]
        for name in PERSONAL:
            setattr(learner, name, "")
        known_as = learner.pseudonym
        learner.pseudonym, learner.erased_at = uuid.uuid4(), timezone.now()
        learner.save(update_fields=[*PERSONAL, "pseudonym", "erased_at"])
        # What was erased is counted and named by kind, never told.
        removed: dict[str, int] = {}
        answers: Any = learner_erased.send(sender=Learner, learner=learner, pseudonym=known_as)
        for _receiver, counted in answers:
            removed.update(counted)
        audit.record(
            actor,
            "learner.erased",
            f"academies.learner:{learner.pk}",
            {"held": held},
            {"held": [], "removed": removed},
            learner.academy,
            reason=reason,
        )
