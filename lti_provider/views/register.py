"""Dynamic Registration 1.0 as the LMS's administrator sees it: one page, one button.

The secret address is the whole authority of these pages: there is no session and no cookie. So any
LMS may frame them (which one it is cannot be known before it is asked), and a page that frames them
without knowing the address gets nothing.
"""

from urllib.parse import urlsplit

import structlog
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lti_provider.models import RegistrationInvitation
from lti_provider.services.invitations import find_open
from lti_provider.services.registering import register as register_platform
from lti_provider.services.registration_refusals import RegistrationRefused

log = structlog.get_logger(__name__)


@csrf_exempt  # the LMS's page leads here, and no cookie says anything
@sensitive_post_parameters("registration_token")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, token: str) -> HttpResponse:
    """Say what will happen (whatever the LMS sends, GET or POST: 3.3), then do it on the button.

    Looking at the page calls nobody: browsers, mail scanners and previews open addresses too.
    """
    sent = request.POST if request.method == "POST" else request.GET
    given = sent.get("openid_configuration", "")
    registration_token = sent.get("registration_token", "")
    try:
        invitation = find_open(token)
        if request.method == "POST" and "connect" in sent:
            platform = register_platform(invitation, given, registration_token)
            context = {"platform": platform, "has_deployment": platform.deployments.exists()}
            return _page(request, "registered", context)
    except RegistrationRefused as refused:
        log.warning("registration.refused", code=refused.code, detail=refused.detail[:300])
        return _page(request, "registration_refused", {"refused": refused}, refused.status)
    if not given:
        return _page(request, "registration_waits", {"invitation": invitation})
    return _page(request, "register", _consent(invitation, given, registration_token))


def _consent(
    invitation: RegistrationInvitation, given: str, registration_token: str
) -> dict[str, object]:
    return {
        "academy": invitation.academy,
        "host": _host(given),
        "openid_configuration": given,
        "registration_token": registration_token,
    }


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url[:100]
    except ValueError:
        return url[:100]


def _page(
    request: HttpRequest, name: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    response = render(request, f"lti_provider/{name}.html", context, status=status)
    ancestors = ["https:", "http:"] if settings.ALLOW_INSECURE_PLATFORMS else ["https:"]
    # Written as a header: django-csp leaves a response alone that already has one.
    response.headers["Content-Security-Policy"] = build_policy(
        replace={"frame-ancestors": ancestors}
    )
    response.headers["Cache-Control"] = "no-store"
    return response
