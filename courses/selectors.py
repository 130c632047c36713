"""What an academy may open, asked in one place: by an entitlement of its own, or by a programme."""

import datetime as dt

from django.db.models import Exists, Expression, OuterRef, Q, QuerySet

from courses.models import Course, Entitlement, ProgrammeMembership


def is_open(
    academy_id: int | OuterRef | Expression, day: dt.date | Expression, course_path: str
) -> Q:
    """As a condition on rows whose course's id is found by the lookup `course_path`.

    Such as `"offering__module__course_id"`, or `"pk"` for courses themselves. `academy_id` may be
    an OuterRef to the row's own academy; it and `day` may be values that are given later
    (courses.prepared).
    """
    own = Entitlement.objects.valid_on(day).filter(
        academy_id=academy_id, course_id=OuterRef(course_path)
    )
    by_programme = ProgrammeMembership.objects.valid_on(day).filter(
        academy_id=academy_id, programme__courses=OuterRef(course_path)
    )
    return Q(Exists(own)) | Q(Exists(by_programme))


def open_courses(academy_id: int, day: dt.date) -> QuerySet[Course]:
    """The courses that the academy may open on `day`."""
    return Course.objects.filter(is_open(academy_id, day, "pk"))


def is_open_to_any(course_id: int, day: dt.date) -> bool:
    """Whether there is an academy that was given the course for that day."""
    own = Entitlement.objects.valid_on(day).filter(course=course_id)
    shared = ProgrammeMembership.objects.valid_on(day).filter(programme__courses=course_id)
    return own.exists() or shared.exists()
