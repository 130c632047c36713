"""May the bearer of a ticket play the attempt, now; and the course that is played."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.admission import NotAdmitted, check_attempt, today, with_rights
from courses.models import Attempt, Edition
from courses.prepared import Given, Prepared
from courses.tickets import Ticket
from xapi.cmi5.structure import AU, CourseStructure, decode_structure
from xapi.models import XapiPackage
from xapi.tincan.structure import TinCanPackage, decode_package


@dataclass(frozen=True, slots=True)
class Admission:
    """An attempt that may go on, and the course that it is played from."""

    attempt: Attempt
    structure: CourseStructure

    @property
    def language(self) -> str:
        """Of the course, as its catalogue entry says (BCP 47)."""
        return str(self.attempt.language)  # type: ignore[attr-defined]  # annotated by with_rights

    @property
    def is_cmi5(self) -> bool:
        return self.attempt.edition.standard == Edition.Standard.CMI5

    def unit(self, index: int) -> AU:
        """The AU with this place in the structure. Raises NotAdmitted."""
        aus = self.structure.all_aus()
        if not 0 <= index < len(aus):
            raise NotAdmitted("au_unknown", _("This module has no such part."), 404)
        return aus[index]


def admit(ticket: Ticket, *, opening: bool, lock: bool = False) -> Admission:
    """The attempt of a valid ticket with its course. Raises NotAdmitted.

    `opening`: something is about to be opened (courses.admission.check_attempt). `lock`: keep
    other requests for the same attempt out until the transaction ends.
    """
    asked = _LOCKED if lock else _UNLOCKED
    found = asked.first(pk=ticket.attempt, source=ticket.source, day=today())
    attempt = check_attempt(found, opening=opening)
    return Admission(attempt, structure_of(attempt.edition))


def structure_of(edition: Edition) -> CourseStructure:
    """The course of an edition. Raises NotAdmitted where it is no course of this room's."""
    packages = XapiPackage.objects.filter(
        content_digest=edition.content_digest, standard=edition.standard
    )
    found = packages.values_list("pk", "created_at").first()
    if found is None:
        raise NotAdmitted("package_missing", _("The files of this module are not available."), 404)
    return _structure(*found)


@lru_cache(maxsize=256)
def _structure(package: int, stored_at: object) -> CourseStructure:
    """A package never changes, so its structure is read once per process. `stored_at` tells one
    that was removed and stored anew from the one before."""
    del stored_at
    found = XapiPackage.objects.get(pk=package)
    if found.standard == Edition.Standard.CMI5:
        return decode_structure(found.structure)
    return as_course(decode_package(found.structure))


def as_course(package: TinCanPackage) -> CourseStructure:
    """A package of plain xAPI in the shape of a course, so that one player plays both.

    The first activity that launches is the course (its completion or pass is what counts), and
    the others that launch may be opened besides.
    """
    aus = tuple(
        AU(
            id=activity.id,
            index=index,
            title=activity.name,
            description=activity.description,
            url=activity.url,
            path=activity.path,
            suffix=activity.suffix,
            move_on="NotApplicable" if index else "CompletedOrPassed",
            activity_type=activity.type or None,
        )
        for index, activity in enumerate(package.launchable())
    )
    course = package.course
    return CourseStructure(
        id=course.id, title=course.name, description=course.description, children=aus
    )


def _query() -> QuerySet[Attempt]:
    return with_rights(Attempt.objects.all()).filter(pk=Given("pk", BigIntegerField()))


_UNLOCKED = Prepared(_query)
_LOCKED = Prepared(lambda: _query().select_for_update(of=("self",)))
