"""POST: store what is unsent and carry out a navigation request, from our own player page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.tickets import Ticket
from courses.views.bearer import answer_bearer
from scorm.services.messages import read_navigate
from scorm.services.playing2004.navigating import navigate as carry_out


@csrf_exempt  # the bearer token is the authority; there is no cookie to ride on
@require_POST
@never_cache
def navigate(request: HttpRequest) -> HttpResponse:
    """200 {"launch", "ended", "refusal", "results", "standing", "again"}, else `code` and
    `message`."""
    return answer_bearer(request, _navigate)


def _navigate(ticket: Ticket, body: bytes) -> HttpResponse:
    found = carry_out(ticket, read_navigate(body))
    return JsonResponse(
        {
            "launch": found.came.launch,
            "ended": found.came.ended,
            "refusal": found.came.refusal,
            "results": found.results,
            "standing": found.standing,
            "again": found.again,
        }
    )
