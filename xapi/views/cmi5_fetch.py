"""The fetch URL of a session (8.2): a POST gives the auth-token, once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from xapi.models import Session
from xapi.services.cmi5.fetching import SECURITY, NotFetched, fetch, session_of


@csrf_exempt  # the token in the address is the authority; there is no cookie to ride on
@require_http_methods(["POST", "OPTIONS"])
def cmi5_fetch(request: HttpRequest) -> HttpResponse:
    """200 {"auth-token": …} the first time, else 200 {"error-code", "error-text"} (8.2.1, 8.2.3).

    A page of another origin than the AU's is refused before the token is spent.
    """
    try:
        session = session_of(request.GET.get("token", ""))
    except NotFetched as refused:
        return _private(_error(refused))
    origin = request.headers.get("Origin", "")
    if session.origin and origin not in ("", session.origin):
        return _private(_error(NotFetched(SECURITY, "This page is not the one of the launch.")))
    return _allow(_answer(request, session), session, origin)


def _answer(request: HttpRequest, session: Session) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    try:
        return JsonResponse({"auth-token": fetch(session)})
    except NotFetched as refused:
        return _error(refused)


def _error(refused: NotFetched) -> HttpResponse:
    return JsonResponse({"error-code": refused.code, "error-text": refused.text})


def _allow(response: HttpResponse, session: Session, origin: str) -> HttpResponse:
    """CORS (Fetch standard, 3.2): for the content origin, or where an AU elsewhere has led."""
    if origin:
        response.headers["Access-Control-Allow-Origin"] = session.origin or origin
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "content-type"
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Origin"])
    response.headers["Cache-Control"] = "no-store"
    return response
