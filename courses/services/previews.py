"""The staff try an edition out as a learner has it, released or not (docs/decisions/0023-…).

The attempt belongs to the row that stands for this service (academies.services.provider), so no
academy sees it and no report counts it. The ticket's source closes with the session of the staff.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from academies import audit
from academies.models import Learner, StaffUser
from academies.permissions import Act, require
from academies.services.provider import learner_of
from courses import closures
from courses.models import Attempt, Edition, Entitlement, Offering
from courses.players import player_url
from courses.tickets import Ticket, sign_ticket

SOURCE = "staff:"
# Longer than any ticket or asset token lives.
KEPT = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class StaffSession:
    """The session from which a preview is opened. until: it ends then, unless they are seen."""

    key: str
    until: dt.datetime


def open_preview(staff: StaffUser, edition: Edition, session: StaffSession) -> tuple[str, str]:
    """The player's path and a ticket for the person's own preview of the edition.

    The one begun before is gone on with; the player offers to start again. Raises
    PermissionDenied, NoPlayer.
    """
    require(staff, Act.PREVIEW)
    url = player_url(edition)
    source = f"{_of_session(staff.pk, session.key)}{secrets.token_hex(8)}"
    with transaction.atomic():
        attempt = _attempt(learner_of(staff), edition)
        closures.close_later(source, session.until)
        audit.record(staff, "edition.previewed", edition)
    ticket = Ticket(attempt=attempt.pk, session=secrets.token_urlsafe(16), source=source)
    return url, sign_ticket(ticket)


def go_on(user_id: int, session_key: str, until: dt.datetime) -> None:
    """Keep open what was opened from a session that goes on."""
    closures.put_off(_of_session(user_id, session_key), until)


def end(user_id: int, session_key: str | None = None) -> None:
    """Close what was opened from a session, or from any of the person's, from now on."""
    closures.close_all(_of_session(user_id, session_key) if session_key else f"{SOURCE}{user_id}:")


def forget_ended() -> int:
    """Forget the sources whose tickets have all expired; how many."""
    return closures.forget_closed(SOURCE, timezone.now() - KEPT)


def _of_session(user_id: int, session_key: str) -> str:
    """How the sources of a session begin. The key itself is a secret, and is not kept here."""
    return f"{SOURCE}{user_id}:{hashlib.sha256(session_key.encode()).hexdigest()[:16]}:"


def _attempt(learner: Learner, edition: Edition) -> Attempt:
    academy, kind = learner.academy, Attempt.Kind.PREVIEW
    Entitlement.objects.get_or_create(
        academy=academy,
        course_id=edition.module.course_id,
        defaults={"starts_on": timezone.now().date()},
    )
    # One for each edition: who tries two out has two attempts, and neither ends the other.
    offering = Offering.objects.filter(academy=academy, attempts__edition=edition).first()
    offering = offering or Offering.objects.create(
        academy=academy, module_id=edition.module_id, title=str(edition)[:255]
    )
    own = Attempt.objects.filter(learner=learner, offering=offering, kind=kind)
    latest = own.order_by("-number").first()
    if latest is not None:
        return latest
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                learner=learner, offering=offering, edition=edition, kind=kind
            )
    except IntegrityError:
        return own.get(number=1)  # by another window, a moment ago
