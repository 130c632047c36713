"""The class page: what a trainer sees when opening the activity."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lti_provider.services import rosters
from reports.forms import ROWS_A_PAGE, ClassFilterForm
from reports.selectors import class_rows, summarise
from reports.views.trainers import Visit, for_trainers


@for_trainers
def class_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the class of the launch's own activity, to the trainer of that launch only."""
    rows = class_rows(visit.link, keeps_names=visit.keeps_names)
    form = ClassFilterForm(request.POST, rows)
    page = Paginator(form.chosen(), ROWS_A_PAGE).get_page(form.page_number)
    course = visit.link.context
    context: dict[str, object] = {
        "course": course,
        "page": page,
        "form": form,
        "summary": summarise(rows),
        "has_groups": "group" in form.fields,
        "may_ask": course is not None and rosters.may_ask(course, timezone.now()),
    }
    return visit.page(request, "reports/class.html", context)
