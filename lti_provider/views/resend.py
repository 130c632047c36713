"""A trainer has a learner's grade sent again; the worker sends it while the page is shown again."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.own_pages import only_from_own_pages
from lti_provider import tasks
from lti_provider.services.launching import find_session, frame_origins, session_over
from lti_provider.services.resending import send_again
from lti_provider.views.pages import hand_over_page, refusal_page

# By URL name, as a launch lands there: the room above is not imported.
LEARNER_PAGE = "reports:learner"


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
@only_from_own_pages
def resend(request: HttpRequest) -> HttpResponse:
    """Ring for the grade of the named learner of the trainer's own activity, and go back."""
    token, learner = request.POST.get("launch_token", ""), request.POST.get("learner", "")[:36]
    session = find_session(token)
    if session is None or session.resource_link is None or not session.is_trainer:
        return refusal_page(request, session_over(token))
    renewed = send_again(session, learner)
    if renewed is not None:
        tasks.ring_after_commit(renewed.pk)
    return hand_over_page(
        request,
        url=reverse(LEARNER_PAGE),
        field="launch_token",
        value=token,
        origins=frame_origins(session.platform_user.platform),
        locale=session.locale,
        more={"learner": learner},
    )
