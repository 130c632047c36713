"""The data privacy launch: what is stored about somebody, to look at and to take along."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.own_pages import only_from_own_pages
from lti_provider.claims import MessageType
from lti_provider.models import PlatformUser
from lti_provider.services.launching import find_session, frame_origins, session_over
from lti_provider.services.stored_data import stored_about
from lti_provider.views.pages import private_page, refusal_page


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
@only_from_own_pages
def privacy(request: HttpRequest) -> HttpResponse:
    """The page, or with `format=json` the same as a file.

    Whether the launch was allowed to ask for that person was decided when it was let in.
    """
    token = request.POST.get("launch_token", "")
    session = find_session(token)
    if session is None or session.message_type != MessageType.DATA_PRIVACY:
        return refusal_page(request, session_over(token))
    if request.POST.get("format") == "json" and session.for_user is not None:
        return _file(session.for_user)
    context: dict[str, object] = {
        "session": session,
        "is_own": session.for_user_id == session.platform_user_id,
        "stored": stored_about(session.for_user) if session.for_user else None,
        "launch_token": token,
    }
    origins = frame_origins(session.platform_user.platform)
    with translation.override(session.locale or translation.get_language()):
        return private_page(request, "lti_provider/privacy.html", context, origins)


def _file(somebody: PlatformUser) -> HttpResponse:
    stored = {"written": timezone.now().isoformat(), **stored_about(somebody)}
    response = JsonResponse(stored, json_dumps_params={"indent": 2, "ensure_ascii": False})
    name = f"stored-data-{str(somebody.learner.pseudonym)[:8]}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
