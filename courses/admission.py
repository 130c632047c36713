"""May the academy of a learner use the course, now? Every player asks it at every request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academies.models import Academy
from courses.closures import is_closed
from courses.models import Attempt, Edition
from courses.prepared import Given
from courses.selectors import is_open

# How content is opened: for credit, to be looked at once more, or as a preview. The words of
# cmi.core.lesson_mode (SCORM 1.2 RTE 3.4.4), cmi.mode (2004 RTE 4.2.14), launchMode (cmi5 10.2.2).
Mode = Literal["normal", "review", "browse"]


class NotAdmitted(Exception):
    """The request ends here. `code` is for logs and tests, `message` for the learner in one
    or two sentences, `status` is HTTP (4xx)."""

    def __init__(self, code: str, message: str | Promise, status: int = 403) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status


def with_rights(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """The attempts with what decides about them on the `day` for who came in by `source`.

    Both are values that are given later (courses.prepared). Annotated: `entitled`, `closed`, the
    `language` of the course, as its catalogue entry says (BCP 47), the number of the learner's
    `newest` attempt of the kind, and how many are `used`: those on editions that were withdrawn
    are not held against anybody.
    """
    opens = is_open(
        OuterRef("learner__academy_id"), Given("day", DateField()), "offering__module__course_id"
    )
    tried = Attempt.objects.filter(
        learner=OuterRef("learner"), offering=OuterRef("offering"), kind=OuterRef("kind")
    )
    held = Count("pk", filter=~Q(edition__status=Edition.Status.WITHDRAWN))
    counted = tried.order_by().values("kind").annotate(held=held).values("held")
    loaded = attempts.select_related("learner__academy", "edition", "offering__module")
    return loaded.annotate(
        entitled=Case(When(opens, then=Value(True)), default=Value(False)),
        closed=is_closed(Given("source", CharField())),
        language=F("offering__module__course__language"),
        newest=Subquery(tried.order_by("-number").values("number")[:1]),
        used=Subquery(counted),
    )


def check_attempt(attempt: Attempt | None, *, opening: bool) -> Attempt:
    """The attempt, if it was found by `with_rights` and may go on. Raises NotAdmitted.

    `opening`: something is about to be opened, which a withdrawn edition and a newer attempt
    forbid; what was done before may still be stored.
    """
    if attempt is None:
        raise NotAdmitted("attempt_unknown", _("This attempt no longer exists."), 404)
    check_is_somebodys(erased=attempt.learner.erased_at is not None)
    entitled = attempt.entitled  # type: ignore[attr-defined]  # annotated by with_rights
    closed = attempt.closed  # type: ignore[attr-defined]  # annotated by with_rights
    check_access(attempt.learner.academy, entitled=entitled, closed=closed)
    withdrawn = attempt.edition.status == Edition.Status.WITHDRAWN
    # The provider's staff try out whatever there is (courses.services.previews).
    if opening and withdrawn and not attempt.learner.academy.is_provider:
        raise NotAdmitted(
            "edition_withdrawn",
            _("This edition was withdrawn. Open the activity again from your course."),
            410,
        )
    if opening and attempt.number < attempt.newest:  # type: ignore[attr-defined]  # annotated too
        raise NotAdmitted(
            "started_again",
            _("You have started this module again. Open the activity again from your course."),
            409,
        )
    return attempt


def check_is_somebodys(*, erased: bool) -> None:
    """Whether the learner is still known as a person: of somebody who was erased nothing more is
    kept, though a window may be open still. Raises NotAdmitted.
    """
    if erased:
        raise NotAdmitted("learner_erased", _("This attempt no longer exists."), 404)


def mode_of(attempt: Attempt, is_suspended: Callable[[], bool]) -> Mode:
    """How whatever is opened of the attempt now is opened; `attempt` with its module loaded.

    `is_suspended`: whether the content was left to be resumed, asked only where that decides.
    """
    if attempt.kind == Attempt.Kind.PREVIEW:
        return "browse"
    if not attempt.is_over:
        return "normal"
    goes_on = attempt.offering.module.resumes_completed and is_suspended()
    return "normal" if goes_on else "review"


def check_access(academy: Academy, *, entitled: bool, closed: bool) -> None:
    """Whether the academy may use the course today. Raises NotAdmitted.

    closed: the way in by which the person came (courses.closures).
    """
    if not academy.may_enter(today()):
        raise NotAdmitted(
            "academy_closed", _("Your academy has no access to this module at the moment.")
        )
    if closed and academy.is_provider:
        raise NotAdmitted(
            "preview_ended",
            _("This preview has ended with your sign-in. Open it again from the staff pages."),
        )
    if closed:
        raise NotAdmitted(
            "source_closed", _("Your learning platform has no access to this module at the moment.")
        )
    if not entitled:
        raise NotAdmitted("not_entitled", _("This module is no longer open to your academy."))


def today() -> dt.date:
    """The day that agreements and entitlements are compared with."""
    return timezone.now().date()
