"""A trainer asks for a fresh class list; the worker fetches it while the page is shown again."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.own_pages import only_from_own_pages
from lti_provider import tasks
from lti_provider.services import rosters
from lti_provider.services.launching import find_session, frame_origins, session_over
from lti_provider.views.pages import hand_over_page, refusal_page

# By URL name, as a launch lands there: the room above is not imported.
CLASS_PAGE = "reports:class"


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
@only_from_own_pages
def refresh_roster(request: HttpRequest) -> HttpResponse:
    """Ring for the class list of the trainer's course, if it may be asked for, and go back."""
    token = request.POST.get("launch_token", "")
    session = find_session(token)
    if session is None or not session.is_trainer:
        return refusal_page(request, session_over(token))
    context = session.resource_link.context if session.resource_link else None
    if context is not None and rosters.may_ask(context, timezone.now()):
        tasks.ring_roster(context.pk)
    return hand_over_page(
        request,
        url=reverse(CLASS_PAGE),
        field="launch_token",
        value=token,
        origins=frame_origins(session.platform_user.platform),
        locale=session.locale,
    )
