"""The player's own page in front of a package, on the content host."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.views.content import framed, no_longer_valid, right_to


@require_safe
def shim(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """The page that offers the SCORM API and shows the SCO (SCORM 1.2 RTE 3.3, 2004 RTE 3.2)."""
    right = right_to(token, digest)
    if right is None:
        return no_longer_valid()
    response = render(request, "scorm/shim.html", {"tool_origin": settings.TOOL_ORIGIN})
    response.headers["Cache-Control"] = "no-store"
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-src 'self'",
        f"connect-src {settings.TOOL_ORIGIN}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return framed(response, right, policy)
