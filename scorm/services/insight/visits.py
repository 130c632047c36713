"""What is asked of every attempt: the contents of its package, and who was where how often."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max

from courses.admission import NotAdmitted
from courses.models import Attempt
from scorm.manifest import Organization
from scorm.manifest.structure import Standard
from scorm.models import Commit, ScormPackage
from scorm.services.admission import organization_of


@dataclass(frozen=True, slots=True)
class Visits:
    """count: how many sessions of a part have stored something; last: when that was."""

    count: int = 0
    last: dt.datetime | None = None


def visits_of(attempt: Attempt) -> dict[str, Visits]:
    """By the identifiers of the parts. One query."""
    rows = (
        Commit.objects.filter(attempt=attempt)
        .order_by()
        .values_list("sco")
        .annotate(Count("session", distinct=True), Max("received_at"))
    )
    return {sco: Visits(count, last) for sco, count, last in rows}


def organization_for(content_digest: str, standard: Standard) -> Organization | None:
    """The contents of a stored package; None where it is gone, or is of another standard."""
    package = ScormPackage.objects.filter(content_digest=content_digest)
    stored_at = package.values_list("created_at", flat=True).first()
    try:
        return organization_of(content_digest, stored_at, standard)
    except NotAdmitted:
        return None


def titles_of(content_digest: str, standard: Standard) -> dict[str, str]:
    """Titles by item identifier, in the order of the manifest; {} for a package that is gone."""
    organization = organization_for(content_digest, standard)
    if organization is None:
        return {}
    return {item.identifier: item.title for item in organization.walk()}
