"""The browser policies of the staff admin, a little wider than the rest of the site's.

Unfold's pages are written for Alpine, which compiles the expressions in their attributes
('unsafe-eval'), and carry a <style> element and style attributes ('unsafe-inline' for styles).
Scripts still come from this origin only, and no inline script runs.
"""

from collections.abc import Callable

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

ADDED = {
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
}


class AdminPolicyMiddleware:
    """Widens the policy below the admin's path; stands after csp.middleware.CSPMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.get_admin_response = csp_update(ADDED)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The content origin has URLs of its own, and no admin: the default policy stays.
        on_content_origin = hasattr(request, "urlconf")
        if on_content_origin or not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        response = self.get_admin_response(request)
        # With the site's "no-referrer" a browser sends "Origin: null" with a form, which Django's
        # CSRF check must refuse. Other sites still learn nothing.
        response.headers["Referrer-Policy"] = "same-origin"
        return response
