"""Open an attempt: resume the learner's own, or begin one on the newest released edition."""

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, CharField

from academies.models import Learner
from courses.models import Attempt, Edition, Offering
from courses.prepared import Given, Prepared


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
    return _begin(learner, offering, kind, number=latest.number + 1 if latest else 1)


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


def _begin(learner: Learner, offering: Offering, kind: Attempt.Kind, number: int) -> Attempt:
    edition = newest_released(offering)
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
