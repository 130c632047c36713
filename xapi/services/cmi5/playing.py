"""The player page: open a registration, and look how far it has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from courses.tickets import Ticket
from xapi.cmi5.structure import AU, CourseStructure
from xapi.models import Registration, Session
from xapi.services.cmi5.admission import Admission, admit
from xapi.services.cmi5.registering import facts_of, register
from xapi.services.cmi5.standing import Active, Standing, first_to_open, standing_of
from xapi.spec.types import UUID

# How old the last sign of life may grow before it is written anew.
_SEEN_NOTED_EVERY: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page begins with. `start`: the part that the learner is led to."""

    admission: Admission
    start: AU
    standing: Standing


def open_page(ticket: Ticket) -> Opened:
    """Register the learner (9.6.1.1) where that has not been done. Raises NotAdmitted."""
    with transaction.atomic():
        admission = admit(ticket, opening=True, lock=True)
        registration = register(admission.attempt, admission.structure)
        facts = facts_of(registration)
        start = first_to_open(admission.structure, facts)
        return Opened(admission, start, _standing(admission, registration))


def look(ticket: Ticket, seen: str = "") -> Standing:
    """Where the learner stands. `seen`: the session that a page shows, which so is not idle.

    Raises NotAdmitted.
    """
    admission = admit(ticket, opening=False)
    registration = Registration.objects.filter(attempt=admission.attempt).first()
    if registration is not None and UUID.match(seen):
        _note_seen(registration, seen)
    return _standing(admission, registration)


def _standing(admission: Admission, registration: Registration | None) -> Standing:
    structure: CourseStructure = admission.structure
    facts = facts_of(registration) if registration else {}
    active = _active(registration) if registration else Active()
    return standing_of(admission.attempt, structure, facts, active, admission.language)


def _active(registration: Registration) -> Active:
    sessions = registration.sessions.filter(terminated_at=None, abandoned_at=None)
    found = sessions.only("code", "fetched_at", "initialized_at").first()
    if found is None:
        return Active()
    if found.initialized_at is not None:
        return Active(str(found.code), "initialized")
    return Active(str(found.code), "launched" if found.fetched_at is None else "fetched")


def _note_seen(registration: Registration, code: str) -> None:
    now = timezone.now()
    Session.objects.filter(
        registration=registration, code=code, seen_at__lt=now - _SEEN_NOTED_EVERY
    ).update(seen_at=now)
