"""A trainer looks at the module as a learner: an attempt that reports nothing."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.models import Attempt
from courses.own_pages import only_from_own_pages
from courses.services.attempts import NothingReleased, open_attempt
from lti_provider import refusals
from lti_provider.refusals import LaunchRefused
from lti_provider.services.launching import (
    find_session,
    frame_origins,
    open_player,
    session_over,
)
from lti_provider.views.pages import hand_over_page, refusal_page


@csrf_exempt  # the launch token in the body is the authority; there is no cookie to ride on
@require_POST
@only_from_own_pages
def preview(request: HttpRequest) -> HttpResponse:
    """Open the trainer's preview attempt in the player."""
    token = request.POST.get("launch_token", "")
    session = find_session(token)
    link = session.resource_link if session and session.is_trainer else None
    if session is None or link is None:
        return refusal_page(request, session_over(token))
    platform = session.platform_user.platform
    origins = frame_origins(platform)
    try:
        session.attempt = open_attempt(
            session.platform_user.learner, link.offering, Attempt.Kind.PREVIEW
        )
        url, ticket = open_player(session, platform)
    except NothingReleased:
        refused = refusals.module_gone("nothing_released")
    except LaunchRefused as why:
        refused = why
    else:
        return hand_over_page(
            request, url=url, field="ticket", value=ticket, origins=origins, locale=session.locale
        )
    with translation.override(session.locale or translation.get_language()):
        return refusal_page(request, refused, origins)
