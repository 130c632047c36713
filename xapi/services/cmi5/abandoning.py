"""Sessions that end without "terminated" (9.3.6): by another launch, or because nobody is there."""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from courses.admission import NotAdmitted
from courses.models import Attempt
from xapi.cmi5.statements import Told, abandoned
from xapi.cmi5.structure import CourseStructure
from xapi.models import Registration, Session, UnitState
from xapi.services.cmi5.admission import structure_of
from xapi.services.cmi5.registering import settle, tell

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 500


def abandon_active(
    registration: Registration, structure: CourseStructure, now: dt.datetime
) -> Session | None:
    """Abandon the active session of a registration, if it has one; which that was.

    In a transaction in which the attempt is locked. No statement of the session is taken any more.
    """
    session = registration.sessions.filter(terminated_at=None, abandoned_at=None).first()
    if session is None:
        return None
    # The statement first: it locks the academy's ledger, which others lock before sessions.
    if session.is_cmi5:
        hundredths = _spent(session)
        told = Told(registration.actor, str(registration.code), str(session.code), now)
        au = structure.all_aus()[session.au]
        tell(registration, [abandoned(told, session.activity_id, au, hundredths)])
        _add_time(session, hundredths)
    session.abandoned_at = now
    session.save(update_fields=["abandoned_at"])
    return session


def _spent(session: Session) -> int:
    """Hundredths of a second from "launched" to the last statement of the AU (9.5.4.2)."""
    until = session.spoke_at or session.launched_at
    return max(0, int((until - session.launched_at).total_seconds() * 100))


def _add_time(session: Session, hundredths: int) -> None:
    """Add time to what the learner has spent in the AU; only work for credit counts."""
    if session.mode == Session.Mode.NORMAL and hundredths:
        unit = UnitState.objects.get(registration=session.registration_id, au=session.au)
        unit.centiseconds += hundredths
        unit.save(update_fields=["centiseconds", "updated_at"])


def abandon_idle(now: dt.datetime | None = None) -> int:
    """Abandon the sessions that nobody has seen for CMI5_IDLE_SECONDS, or whose time is over.

    How many there were. What the AU said before stands; the next launch begins a new session.
    """
    now = now or timezone.now()
    silent_since = now - dt.timedelta(seconds=settings.CMI5_IDLE_SECONDS)
    silent = Q(seen_at__lt=silent_since, is_cmi5=True) | Q(expires_at__lt=now)
    rows = Session.objects.filter(silent, terminated_at=None, abandoned_at=None)
    found = list(rows.values_list("pk", "registration__attempt_id")[:MOST_AT_ONCE])
    return sum(_abandon_or_leave(rows.filter(pk=pk), attempt, now) for pk, attempt in found)


def _abandon_or_leave(silent: QuerySet[Session], attempt_id: int, now: dt.datetime) -> bool:
    try:
        return _abandon(silent, attempt_id, now)
    except NotAdmitted as refused:
        # The learner was erased meanwhile, or the package: the others are not kept waiting.
        log.warning("session_not_abandoned", code=refused.code, attempt=attempt_id)
        return False


def _abandon(silent: QuerySet[Session], attempt_id: int, now: dt.datetime) -> bool:
    with transaction.atomic():
        # The lock that statements take, so that one arriving now comes before or after.
        attempt = locked_attempt(attempt_id)
        session = silent.first()
        if session is None:
            return False
        registration = Registration.objects.get(attempt=attempt)
        registration.attempt = attempt
        structure = structure_of(attempt.edition)
        abandon_active(registration, structure, now)
        settle(registration, structure, str(session.code), now)
        log.info("session_abandoned", session=session.pk, attempt=attempt_id)
        return True


def locked_attempt(attempt_id: int) -> Attempt:
    """The attempt with everything that is asked of it, kept from others until the end."""
    rows = Attempt.objects.select_related("learner__academy", "edition", "offering__module")
    return rows.select_for_update(of=("self",)).get(pk=attempt_id)
