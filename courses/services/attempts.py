"""Open an attempt: resume the learner's own, or begin one on the newest released edition."""

import secrets
from dataclasses import dataclass

import msgspec
import structlog
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, CharField
from django.utils.translation import gettext_lazy as _

from academies.models import Learner
from courses.admission import NotAdmitted, check_attempt, today, with_rights
from courses.models import Attempt, Edition, Offering
from courses.prepared import Given, Prepared
from courses.tickets import Ticket

# Of what a browser has kept, only that of the last few attempts is still asked for.
MOST_EARLIER = 3
log = structlog.get_logger(__name__)


class NothingReleased(Exception):
    """The module has no released edition, so there is nothing to begin."""


def open_attempt(
    learner: Learner, offering: Offering, kind: Attempt.Kind = Attempt.Kind.CREDIT
) -> Attempt:
    """The learner's latest attempt at the offering, begun if there is none.

    A resumed attempt stays on the edition it began with, unless that edition was withdrawn: then a
    new attempt begins on the newest released one, and the old record stays.
    Raises NothingReleased.
    """
    latest = _LATEST.first(learner=learner.pk, offering=offering.pk, kind=kind)
    if latest and latest.edition.status != Edition.Status.WITHDRAWN:
        return latest
    number = latest.number + 1 if latest else 1
    return _begin(learner, offering, kind, number, newest_released(offering))


@dataclass(frozen=True, slots=True)
class Tries:
    """Where a learner stands among the attempts. `maximum` None: any number, as for previews.

    `number`: which one this is, from 1, without those on withdrawn editions.
    """

    number: int
    maximum: int | None
    may_start_again: bool

    @property
    def left(self) -> int | None:
        """How many more may be begun; None: any number."""
        return None if self.maximum is None else max(0, self.maximum - self.number)


def tries_of(attempt: Attempt) -> Tries:
    """`attempt`: the learner's newest, found by `courses.admission.with_rights`."""
    used: int = attempt.used  # type: ignore[attr-defined]  # annotated by with_rights
    if attempt.kind == Attempt.Kind.PREVIEW:
        return Tries(used, None, may_start_again=True)
    policy = attempt.offering.module.attempt_policy
    may = policy.may_begin(attempt.outcome, attempt.reported.completion, used)
    return Tries(used, policy.maximum, may_start_again=may)


def start_again(ticket: Ticket) -> Ticket:
    """Begin the attempt that follows the ticket's, as the module's owner allows it; its ticket,
    which ends when the given one does.

    Where it was begun already, in another window or by this very request, it is that one. What
    was withdrawn may always be followed. Raises NotAdmitted.
    """
    found = _WITH_RIGHTS.first(pk=ticket.attempt, source=ticket.source, day=today())
    attempt = check_attempt(found, opening=False)
    newest: int = attempt.newest  # type: ignore[attr-defined]  # annotated by with_rights
    if newest == attempt.number:
        withdrawn = attempt.edition.status == Edition.Status.WITHDRAWN
        if not withdrawn and not tries_of(attempt).may_start_again:
            raise NotAdmitted("no_new_attempt", _("You cannot start this module again now."), 409)
        following = _follow(attempt)
        log.info("started_again", attempt=following.pk, number=following.number)
    else:
        following = Attempt.objects.get(
            learner=attempt.learner_id,
            offering=attempt.offering_id,
            kind=attempt.kind,
            number=newest,
        )
    window = secrets.token_urlsafe(16)
    return msgspec.structs.replace(ticket, attempt=following.pk, session=window)


def earlier_attempts(attempt: Attempt, ticket: Ticket) -> list[tuple[Attempt, Ticket]]:
    """The learner's attempts before `attempt`, the newest first, MOST_EARLIER at most, each with
    the right to speak for it. No query where there can be none."""
    if attempt.number == 1:
        return []
    found = Attempt.objects.filter(
        learner=attempt.learner_id,
        offering=attempt.offering_id,
        kind=attempt.kind,
        number__lt=attempt.number,
    ).order_by("-number")
    return [(one, msgspec.structs.replace(ticket, attempt=one.pk)) for one in found[:MOST_EARLIER]]


def take_over(attempt: Attempt, ticket: Ticket) -> None:
    """The ticket's window plays the attempt from now on; whoever else does is told."""
    if attempt.live_session != ticket.session:
        attempt.live_session = ticket.session
        attempt.save(update_fields=["live_session"])


def _follow(attempt: Attempt) -> Attempt:
    kind, edition = Attempt.Kind(attempt.kind), attempt.edition
    # The provider's staff try out one edition (courses.services.previews), and stay on it.
    if not attempt.learner.academy.is_provider:
        try:
            edition = newest_released(attempt.offering)
        except NothingReleased as nothing:
            why = _("There is no edition of this module to begin at the moment.")
            raise NotAdmitted("nothing_released", why, 404) from nothing
    return _begin(attempt.learner, attempt.offering, kind, attempt.number + 1, edition)


_WITH_RIGHTS = Prepared(
    lambda: with_rights(Attempt.objects.all()).filter(pk=Given("pk", BigIntegerField()))
)
_LATEST = Prepared(
    lambda: (
        Attempt.objects.select_related("edition")
        .filter(
            learner=Given("learner", BigIntegerField()),
            offering=Given("offering", BigIntegerField()),
            kind=Given("kind", CharField()),
        )
        .order_by("-number")[:1]
    )
)


def newest_released(offering: Offering) -> Edition:
    """The edition a new attempt begins on. Raises NothingReleased."""
    edition = (
        Edition.objects.filter(module_id=offering.module_id, status=Edition.Status.RELEASED)
        .order_by("-number")
        .first()
    )
    if edition is None:
        raise NothingReleased(str(offering.module_id))
    return edition


def _begin(
    learner: Learner, offering: Offering, kind: Attempt.Kind, number: int, edition: Edition
) -> Attempt:
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                learner=learner, offering=offering, edition=edition, kind=kind, number=number
            )
    except IntegrityError:
        # Two tabs began at once: the unique number let one of them win, and both open that one.
        return Attempt.objects.select_related("edition").get(
            learner=learner, offering=offering, kind=kind, number=number
        )
