"""Submission review: what one person did in the activity (LTI Submission Review 1.0)."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.own_pages import only_from_own_pages
from lti_provider.claims import MessageType
from lti_provider.services.launching import find_session, frame_origins, session_over
from lti_provider.views.pages import private_page, refusal_page
from reports.review import attempts_of


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
@only_from_own_pages
def review(request: HttpRequest) -> HttpResponse:
    """Show the work of the launch's `for_user` in the launch's own activity.

    Whether the launch was allowed to ask for that person was decided when it was let in.
    """
    token = request.POST.get("launch_token", "")
    session = find_session(token)
    link = session.resource_link if session else None
    if session is None or link is None or session.message_type != MessageType.SUBMISSION_REVIEW:
        return refusal_page(request, session_over(token))
    context: dict[str, object] = {
        "session": session,
        "somebody": session.for_user,
        "is_own": session.for_user_id == session.platform_user_id,
        "attempts": attempts_of(session.for_user.learner_id, link) if session.for_user else [],
        "launch_token": token,
    }
    origins = frame_origins(session.platform_user.platform)
    with translation.override(session.locale or translation.get_language()):
        return private_page(request, "reports/review.html", context, origins)
