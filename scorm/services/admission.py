"""May the bearer of a ticket speak for the attempt, now? Asked again at every request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from courses.admission import Mode, NotAdmitted, check_attempt, mode_of, today, with_rights
from courses.models import Attempt
from courses.prepared import Given, Prepared
from courses.tickets import Ticket
from scorm.manifest import Manifest, Organization, decode_manifest
from scorm.manifest.structure import Standard
from scorm.models import ScormPackage, ScoState, TrackingState


@dataclass(frozen=True, slots=True)
class Admission:
    """An attempt that may go on, and the organization of the package it is played from."""

    attempt: Attempt
    organization: Organization

    @property
    def language(self) -> str:
        """Of the course, as its catalogue entry says (BCP 47)."""
        return str(self.attempt.language)  # type: ignore[attr-defined]  # annotated by _query

    @property
    def is_preview(self) -> bool:
        """A trainer's look at the module: nothing of it is told to a gradebook."""
        return self.attempt.kind == Attempt.Kind.PREVIEW

    @property
    def mode(self) -> Mode:
        """Of whatever is opened now (cmi.core.lesson_mode, cmi.mode)."""
        return mode_of(self.attempt, self._is_suspended)

    def _is_suspended(self) -> bool:
        """Whether any part was left to be resumed, by its own word or without a word."""
        left = Q(finished=False)
        for element in ("cmi.core.exit", "cmi.exit"):
            left |= Q(**{f"cmi__{element}": "suspend"})
        states = ScoState.objects.filter(left, attempt=self.attempt)
        # In SCORM 2004 a part that says nothing may be suspended with all others (TB.2.3).
        trees = TrackingState.objects.filter(attempt=self.attempt, state__has_key="suspended")
        return states.exists() or trees.exists()


def admit(
    ticket: Ticket, *, opening: bool, lock: bool = False, standard: Standard = "scorm12"
) -> Admission:
    """The attempt of a valid ticket. Raises NotAdmitted.

    `opening`: something is about to be opened, which a withdrawn edition forbids; what was
    done before the withdrawal may still be stored. `lock`: keep other requests for the same
    attempt out until the transaction ends.
    """
    asked = _LOCKED if lock else _UNLOCKED
    found = asked.first(pk=ticket.attempt, source=ticket.source, day=today())
    attempt = check_attempt(found, opening=opening)
    stored_at = attempt.package_stored_at  # type: ignore[attr-defined]  # annotated by _query
    return Admission(attempt, organization_of(attempt.edition.content_digest, stored_at, standard))


def organization_of(
    content_digest: str, stored_at: object, standard: Standard = "scorm12"
) -> Organization:
    """The organization that is played of a stored package; `stored_at` None: it is not there.

    Raises NotAdmitted, also when it is of another standard: one player's rules do not hold in
    the other.
    """
    if stored_at is None:
        raise NotAdmitted("package_missing", _("The files of this module are not available."), 404)
    manifest = _manifest(content_digest, stored_at)
    if manifest.standard != standard:
        raise NotAdmitted("other_player", _("This module opens in another player."), 409)
    return manifest.organization


def _query() -> QuerySet[Attempt]:
    """The attempt `pk` of who came in by `source`, with what decides about it on `day`."""
    package = ScormPackage.objects.filter(content_digest=OuterRef("edition__content_digest"))
    return (
        with_rights(Attempt.objects.all())
        .annotate(package_stored_at=Subquery(package.values("created_at")[:1]))
        .filter(pk=Given("pk", BigIntegerField()))
    )


_UNLOCKED = Prepared(_query)
_LOCKED = Prepared(lambda: _query().select_for_update(of=("self",)))


@lru_cache(maxsize=256)
def _manifest(content_digest: str, stored_at: object) -> Manifest:
    """A package never changes, so its manifest is read once per process. `stored_at` tells a
    package that was removed and stored anew from the one before."""
    del stored_at
    package = ScormPackage.objects.get(content_digest=content_digest)
    return decode_manifest(package.manifest)
