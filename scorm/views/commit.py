"""POST one commit of a SCO, from the shim on the content origin."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.tickets import Ticket
from courses.views.bearer import Answer, answer_bearer
from scorm.cmi.refusals import DeltaRefused
from scorm.services.commit import store_commit
from scorm.services.messages import read_commit

# Chromium keeps a preflight for two hours at most, Firefox for a day.
PREFLIGHT_SECONDS = 86_400


@csrf_exempt  # the bearer token is the authority; there is no cookie to ride on
@require_http_methods(["POST", "OPTIONS"])
def commit(request: HttpRequest) -> HttpResponse:
    """200 {"progress": … or null, "replaced": …} once stored, also when it was stored before;
    400 with `errors` when elements are refused, else `code` and `message`."""
    return answer_content(request, _store)


def answer_content(request: HttpRequest, answer: Answer) -> HttpResponse:
    """`answer_bearer` for a page of the content origin, its preflights included."""
    if request.method == "OPTIONS":
        return _allow_content_origin(request, HttpResponse(status=204))
    return _allow_content_origin(request, answer_bearer(request, answer))


def _store(ticket: Ticket, body: bytes) -> HttpResponse:
    try:
        stored = store_commit(ticket, read_commit(body))
    except DeltaRefused as refused:
        return JsonResponse({"code": "refused", "errors": refused.elements}, status=400)
    return JsonResponse(
        {"progress": stored.progress, "replaced": stored.replaced, **left_out(stored.left_out)}
    )


def left_out(elements: tuple[str, ...]) -> dict[str, list[str]]:
    """What the sender is told of elements that had no room."""
    return {"leftOut": list(elements)} if elements else {}


def _allow_content_origin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """CORS (Fetch standard, 3.2) for the content origin and no other, without credentials."""
    patch_vary_headers(response, ["Origin"])
    response.headers["Cache-Control"] = "no-store"
    if request.headers.get("Origin") != settings.CONTENT_ORIGIN:
        return response
    response.headers["Access-Control-Allow-Origin"] = settings.CONTENT_ORIGIN
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "authorization, content-type"
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response
