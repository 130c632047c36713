"""The class page: what a trainer sees when opening the activity."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lti_provider import refusals
from lti_provider.services.launching import find_session, frame_origins
from lti_provider.views.pages import private_page, refusal_page
from reports.selectors import class_rows, summarise


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
def class_page(request: HttpRequest) -> HttpResponse:
    """Show the learners of the launch's own activity, to the trainer of that launch only."""
    token = request.POST.get("launch_token", "")
    session = find_session(token)
    link = session.resource_link if session and session.is_trainer else None
    if session is None or link is None:
        return refusal_page(request, refusals.stale_login("session_over"))
    rows = class_rows(link)
    context: dict[str, object] = {
        "session": session,
        "rows": rows,
        "summary": summarise(rows),
        "launch_token": token,
    }
    origins = frame_origins(session.platform_user.platform)
    with translation.override(session.locale or translation.get_language()):
        return private_page(request, "reports/class.html", context, origins)
