"""One learner of the class: why the module is not complete, and what became of the grade."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lti_provider.services.resending import may_send_again
from reports.review import attempts_of, passback_of
from reports.views.class_page import class_page
from reports.views.trainers import Visit, for_trainers


@for_trainers
def learner(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Show the work of the `learner` that the page has named; somebody else: the class."""
    chosen = visit.chosen(request)
    if chosen is None:
        return class_page(request)
    grade = passback_of(chosen.pk, visit.link)
    context: dict[str, object] = {
        "learner": chosen,
        "name": visit.name(chosen),
        "attempts": attempts_of(chosen.pk, visit.link),
        "grade": grade,
        "may_resend": grade is not None and may_send_again(grade),
    }
    return visit.page(request, "reports/learner.html", context)
