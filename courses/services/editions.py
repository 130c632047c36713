"""Release an edition, so that new attempts begin on it, or withdraw it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from courses.models import Attempt, Edition
from courses.outcomes import Completion


class WrongStatus(Exception):
    """The edition cannot go there from its status: `str()` says so in words for the page."""


def release(edition: Edition) -> None:
    """New attempts of the module begin on this edition, unless a later one is released too.

    A withdrawn edition may be released again: its package never changed. Raises WrongStatus when
    it is released already.
    """
    changed = Edition.objects.filter(pk=edition.pk).exclude(status=Edition.Status.RELEASED)
    if not changed.update(status=Edition.Status.RELEASED, released_at=timezone.now()):
        raise WrongStatus(f"“{edition}” is released already.")
    edition.refresh_from_db(fields=["status", "released_at"])


def withdraw(edition: Edition) -> None:
    """Nobody begins or goes on with this edition; what was recorded on it stays.

    Raises WrongStatus when it is not released: a draft is open to nobody as it is.
    """
    changed = Edition.objects.filter(pk=edition.pk, status=Edition.Status.RELEASED)
    if not changed.update(status=Edition.Status.WITHDRAWN):
        raise WrongStatus(f"“{edition}” is not released, so there is nothing to withdraw.")
    edition.refresh_from_db(fields=["status"])


@dataclass(frozen=True, slots=True)
class Learners:
    """How many learners are on an edition, previews left aside."""

    edition: Edition
    under_way: int
    finished: int


def learners_by_edition(edition: Edition) -> list[Learners]:
    """Of `edition` first, then of the other editions of its module, the newest first. One query."""
    credit = Q(attempts__kind=Attempt.Kind.CREDIT)
    completed = Q(attempts__completion=Completion.COMPLETED)
    counted = Edition.objects.filter(module_id=edition.module_id).annotate(
        begun=Count("attempts__learner", filter=credit, distinct=True),
        finished=Count("attempts__learner", filter=credit & completed, distinct=True),
    )
    rows = [
        Learners(row, under_way=row.begun - row.finished, finished=row.finished)
        for row in counted.order_by("-number")
    ]
    return sorted(rows, key=lambda row: row.edition.pk != edition.pk)
