"""The first page of the staff admin: what needs somebody, and how things stand, in sentences."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academies.models import Academy
from academies.permissions import Right, academies_in_reach, reach, rights, within_reach
from courses.models import Attempt, Edition, ImportJob
from courses.outcomes import Completion

EXPIRES_SOON = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and the page where something can be done about it."""

    text: str
    url: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the context of the admin's index; UNFOLD["DASHBOARD_CALLBACK"] names this."""
    academies = academies_in_reach(request.user)
    its_reach = reach(request.user)
    sees_academies = Right.VIEW in rights(request.user, "academies.academy")
    return {
        **context,
        "title": _("Start"),
        "may_import": Right.ADD in rights(request.user, "courses.importjob"),
        "own_academy": academies.first() if its_reach.academy_id is not None else None,
        "needs": [
            *(_academies_that_wait(academies) if sees_academies else []),
            *_imports_that_wait(request),
            *_drafts(request),
        ],
        "standing": _standing(request),
    }


def _academies_that_wait(academies: Any) -> list[Line]:
    today = dt.datetime.now(dt.UTC).date()
    counts = academies.aggregate(
        applied=Count("pk", filter=Q(status=Academy.Status.APPLIED)),
        ending=Count(
            "pk",
            filter=Q(
                status=Academy.Status.APPROVED, agreement_expires_on__lte=today + EXPIRES_SOON
            ),
        ),
    )
    list_url = reverse("admin:academies_academy_changelist")
    lines = []
    if n := counts["applied"]:
        text = ngettext(
            "%(n)d academy has applied and waits for approval.",
            "%(n)d academies have applied and wait for approval.",
            n,
        )
        lines.append(Line(text % {"n": n}, f"{list_url}?status__exact=applied"))
    if n := counts["ending"]:
        text = ngettext(
            "The agreement of %(n)d academy ends within 60 days or has ended.",
            "The agreements of %(n)d academies end within 60 days or have ended.",
            n,
        )
        lines.append(Line(text % {"n": n}, f"{list_url}?status__exact=approved"))
    return lines


def _imports_that_wait(request: HttpRequest) -> list[Line]:
    unfinished = [ImportJob.State.WAITING, ImportJob.State.RUNNING]
    jobs = within_reach(request.user, ImportJob.objects.filter(state__in=unfinished), None)
    n = jobs.count()
    if not n:
        return []
    text = ngettext("%(n)d package is being imported.", "%(n)d packages are being imported.", n)
    return [Line(text % {"n": n}, reverse("admin:courses_importjob_changelist"))]


def _drafts(request: HttpRequest) -> list[Line]:
    if Right.CHANGE not in rights(request.user, "courses.edition"):
        return []
    n = Edition.objects.filter(status=Edition.Status.DRAFT).count()
    if not n:
        return []
    text = ngettext(
        "%(n)d edition is a draft: nobody can open it until it is released.",
        "%(n)d editions are drafts: nobody can open them until they are released.",
        n,
    )
    list_url = reverse("admin:courses_edition_changelist")
    return [Line(text % {"n": n}, f"{list_url}?status__exact=draft")]


def _standing(request: HttpRequest) -> list[Line]:
    """Counts of attempts, for who may see them."""
    if Right.VIEW not in rights(request.user, "courses.attempt"):
        return []
    attempts = within_reach(
        request.user, Attempt.objects.filter(kind=Attempt.Kind.CREDIT), "learner__academy"
    )
    counts = attempts.aggregate(
        learners=Count("learner", distinct=True),
        begun=Count("pk"),
        completed=Count("pk", filter=Q(completion=Completion.COMPLETED)),
    )
    text = _("%(learners)d learners have begun %(begun)d attempts; %(completed)d are completed.")
    return [Line(text % counts, reverse("admin:courses_attempt_changelist"))]
