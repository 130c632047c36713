"""Open courses to an academy, one by one or by a programme, and withdraw them at once."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from academies import audit
from academies.models import Academy, StaffUser
from academies.permissions import Act, require
from courses.models import Course, Entitlement, Programme, ProgrammeMembership

_DAYS = ["starts_on", "expires_on"]
Row = Entitlement | ProgrammeMembership


def open_courses(
    actor: StaffUser,
    academy: Academy,
    courses: Iterable[Course],
    programmes: Iterable[Programme],
    *,
    starts_on: dt.date,
    expires_on: dt.date | None = None,
) -> list[Row]:
    """Let the academy open courses, and take part in programmes, for these days.

    What it had already gets the new days. Raises PermissionDenied.
    """
    require(actor, Act.OPEN_COURSES, academy)
    days = {"starts_on": starts_on, "expires_on": expires_on}
    with transaction.atomic():
        rows: list[Row] = []
        for course in courses:
            row, is_new = Entitlement.objects.select_for_update().get_or_create(
                academy=academy, course=course, defaults=days
            )
            rows.append(_set(actor, row, days, is_new, "entitlement.given"))
        for programme in programmes:
            member, is_new = ProgrammeMembership.objects.select_for_update().get_or_create(
                academy=academy, programme=programme, defaults=days
            )
            rows.append(_set(actor, member, days, is_new, "programmemembership.given"))
    return rows


def withdraw(actor: StaffUser, row: Row, reason: str) -> None:
    """End an entitlement or a membership yesterday: closed from the next request on.

    The row stays, so that one can see what was open until when. Raises PermissionDenied.
    """
    require(actor, Act.OPEN_COURSES, row.academy)
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    with transaction.atomic():
        before = audit.values(row, _DAYS)
        row.expires_on = yesterday
        row.starts_on = min(row.starts_on, yesterday)
        row.save(update_fields=_DAYS)
        name = row._meta.model_name  # noqa: SLF001 - documented by Django
        after = audit.values(row, _DAYS)
        audit.record(actor, f"{name}.withdrawn", row, before, after, row.academy, reason=reason)


def _set(
    actor: StaffUser, row: Row, days: dict[str, dt.date | None], is_new: bool, done: str
) -> Row:
    before = {} if is_new else audit.values(row, _DAYS)
    for name, day in days.items():
        setattr(row, name, day)
    row.save(update_fields=_DAYS)
    audit.record(actor, done, row, before, days, row.academy)
    return row
