"""Release an edition, so that new attempts begin on it, or withdraw it."""

from django.utils import timezone

from courses.models import Edition


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
