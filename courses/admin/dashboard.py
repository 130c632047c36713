"""The first page of the staff admin: what needs somebody, and how things stand, in sentences."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academies.models import Academy, Application
from academies.permissions import Right, academies_in_reach, reach, rights, within_reach
from courses.admin.agreements_that_end import agreements_that_end
from courses.models import Attempt, Edition, ImportJob
from courses.outcomes import Completion


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and the page where something can be done about it."""

    text: str
    url: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the context of the admin's index; UNFOLD["DASHBOARD_CALLBACK"] names this."""
    academies = academies_in_reach(request.user)
    its_reach = reach(request.user)
    decides = Right.VIEW in rights(request.user, "academies.application")
    sees_academies = Right.VIEW in rights(request.user, "academies.academy")
    return {
        **context,
        "title": _("Start"),
        "may_import": Right.ADD in rights(request.user, "courses.importjob"),
        "own_academy": academies.first() if its_reach.academy_id is not None else None,
        "needs": [
            *(_applications_that_wait(request) if decides else []),
            *(_academies_that_wait(academies) if sees_academies else []),
            *(_agreements_that_end(academies) if sees_academies else []),
            *_imports_that_wait(request),
            *_drafts(request),
        ],
        "standing": _standing(request),
    }


def _academies_that_wait(academies: QuerySet[Academy]) -> list[Line]:
    """Added by hand, without an agreement yet."""
    n = academies.filter(status=Academy.Status.APPLIED).count()
    if not n:
        return []
    text = ngettext(
        "%(n)d academy has applied and waits for approval.",
        "%(n)d academies have applied and wait for approval.",
        n,
    )
    list_url = reverse("admin:academies_academy_changelist")
    return [Line(text % {"n": n}, f"{list_url}?status__exact=applied")]


def _agreements_that_end(academies: QuerySet[Academy]) -> list[Line]:
    today = dt.datetime.now(dt.UTC).date()
    return [Line(text, url) for text, url in agreements_that_end(academies, today)]


def _applications_that_wait(request: HttpRequest) -> list[Line]:
    waiting = Application.objects.filter(state=Application.State.WAITING)
    n = within_reach(request.user, waiting, "academy", "country").count()
    if not n:
        return []
    text = ngettext(
        "%(n)d organisation has applied and waits for a decision.",
        "%(n)d organisations have applied and wait for a decision.",
        n,
    )
    list_url = reverse("admin:academies_application_changelist")
    return [Line(text % {"n": n}, f"{list_url}?state__exact=waiting")]


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
    text = _("Learners: %(learners)d. Attempts begun: %(begun)d, completed: %(completed)d.")
    return [Line(text % counts, reverse("admin:courses_attempt_changelist"))]
