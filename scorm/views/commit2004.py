"""POST one commit of a SCORM 2004 SCO, from the shim on the content origin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.tickets import Ticket
from scorm.cmi.refusals import DeltaRefused
from scorm.services.messages import read_commit
from scorm.services.playing2004.recording import store_commit
from scorm.views.commit import answer_content, left_out


@csrf_exempt  # the bearer token is the authority; there is no cookie to ride on
@require_http_methods(["POST", "OPTIONS"])
def commit2004(request: HttpRequest) -> HttpResponse:
    """200 {"standing": … or null, "replaced": …} once stored, also when it was stored before;
    400 with `errors` when elements are refused, else `code` and `message`."""
    return answer_content(request, _store)


def _store(ticket: Ticket, body: bytes) -> HttpResponse:
    try:
        stored = store_commit(ticket, read_commit(body))
    except DeltaRefused as refused:
        return JsonResponse({"code": "refused", "errors": refused.elements}, status=400)
    return JsonResponse(
        {"standing": stored.standing, "replaced": stored.replaced, **left_out(stored.left_out)}
    )
