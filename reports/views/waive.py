"""Waive a part of a cmi5 course: the trainer decides that a learner need not do it (9.3.7)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise

from courses.explaining import PartReport, explainer_of
from courses.models import Attempt, Edition
from reports.views.class_page import class_page
from reports.views.trainers import Visit, for_trainers
from xapi.services.cmi5.waiving import REASONS, NotWaived, waive


@for_trainers
def waive_part(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Show what may be waived of the newest attempt of the `learner` that the page has named, and
    waive the part `au` for a `reason`; of somebody else: the class."""
    chosen = visit.chosen(request)
    attempt = newest_of(chosen.pk, visit) if chosen else None
    if chosen is None or attempt is None:
        return class_page(request)
    problem: str | Promise = ""
    if "au" in request.POST:
        problem = _waive(request, visit, attempt)
    context: dict[str, object] = {
        "learner": chosen,
        "name": visit.name(chosen),
        "parts": waivable(attempt),
        "reasons": list(REASONS.items()),
        "problem": problem,
        "is_done": "au" in request.POST and not problem,
    }
    return visit.page(request, "reports/waive.html", context)


def newest_of(learner_id: int, visit: Visit) -> Attempt | None:
    """The learner's newest attempt for credit at a cmi5 edition, in the trainer's own class."""
    attempts = Attempt.objects.filter(
        learner=learner_id, offering=visit.link.offering_id, kind=Attempt.Kind.CREDIT
    )
    newest = attempts.select_related("edition", "learner").order_by("-number").first()
    is_cmi5 = newest is not None and newest.edition.standard == Edition.Standard.CMI5
    return newest if is_cmi5 else None


def waivable(attempt: Attempt) -> list[PartReport]:
    """The parts that something is missing of."""
    explanation = explainer_of(attempt.edition.standard).explain(attempt)
    return [part for part in explanation.parts if part.missing]


def _waive(request: HttpRequest, visit: Visit, attempt: Attempt) -> str | Promise:
    """What is wrong, or "" when it was done."""
    index = request.POST["au"]
    # The log names the trainer by number, as everywhere.
    by = f"lti_provider.platformuser:{visit.session.platform_user_id}"
    try:
        waive(
            attempt.pk,
            int(index) if index.isascii() and index.isdigit() and len(index) < 8 else -1,
            request.POST.get("reason", ""),
            by=by,
        )
    except NotWaived as refused:
        return refused.message
    return ""
