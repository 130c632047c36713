"""The class page: what a trainer sees when opening the activity."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.own_pages import only_from_own_pages
from lti_provider.services import rosters
from lti_provider.services.launching import find_session, frame_origins, session_over
from lti_provider.views.pages import private_page, refusal_page
from reports.forms import ROWS_A_PAGE, ClassFilterForm
from reports.selectors import class_rows, summarise


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
@only_from_own_pages
def class_page(request: HttpRequest) -> HttpResponse:
    """Show the class of the launch's own activity, to the trainer of that launch only."""
    token = request.POST.get("launch_token", "")
    session = find_session(token)
    link = session.resource_link if session and session.is_trainer else None
    if session is None or link is None:
        return refusal_page(request, session_over(token))
    platform = session.platform_user.platform
    with translation.override(session.locale or translation.get_language()):
        rows = class_rows(link, keeps_names=platform.academy.keeps_names)
        form = ClassFilterForm(request.POST, rows)
        page = Paginator(form.chosen(), ROWS_A_PAGE).get_page(form.page_number)
        course = link.context
        context: dict[str, object] = {
            "session": session,
            "course": course,
            "page": page,
            "form": form,
            "summary": summarise(rows),
            "has_groups": "group" in form.fields,
            "keeps_names": platform.academy.keeps_names,
            "may_ask": course is not None and rosters.may_ask(course, timezone.now()),
            "launch_token": token,
        }
        return private_page(request, "reports/class.html", context, frame_origins(platform))
