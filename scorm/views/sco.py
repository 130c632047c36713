"""POST: store what is unsent and open a SCO, from the player page on our own origin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.tickets import Ticket
from courses.views.bearer import answer_bearer
from scorm.services.messages import read_open
from scorm.services.opening import open_sco


@csrf_exempt  # the bearer token is the authority; there is no cookie to ride on
@require_POST
@never_cache
def sco(request: HttpRequest) -> HttpResponse:
    """200 {"launch", "results", "progress", "again"}, else `code` and `message`."""
    return answer_bearer(request, _open)


def _open(ticket: Ticket, body: bytes) -> HttpResponse:
    opened = open_sco(ticket, read_open(body))
    return JsonResponse(
        {
            "launch": opened.launch,
            "results": opened.results,
            "progress": opened.progress,
            "again": opened.again,
        }
    )
