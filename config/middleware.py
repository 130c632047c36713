"""What every request passes: a correlation id, the split of the two origins, the way off for the
record store, which leaves out what is for pages, and the language of the staff pages."""

import re
import uuid
from collections.abc import Callable
from typing import cast

import structlog
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import translation
from django.utils.cache import patch_vary_headers

from xapi.urls import RESOURCES
from xapi.views.resource import POLICY

GetResponse = Callable[[HttpRequest], HttpResponse]
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class CorrelationMiddleware:
    """Give each request an id that its log lines, its error page and its response share.

    An id given by a proxy in `X-Request-ID` is kept when it is plain; anything else is replaced,
    since it is printed on pages and in logs.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Not from `request.headers`, which sorts all of them out for this one.
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        correlation_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = correlation_id
        return response


def correlation(request: HttpRequest) -> dict[str, str]:
    """Template context: the id that an error page shows and the log lines carry."""
    del request
    found = structlog.contextvars.get_contextvars().get("correlation_id", "")
    return {"correlation_id": str(found)}


class TwoOriginsMiddleware:
    """Serve packages on the content host only, and nothing else there.

    The host is the whole protection: a page of the tool on the content host would let a package
    act as the tool, and a package on the tool's host could read its pages. Its name alone decides:
    a proxy may add the port, a browser keeps a full stop at the end, and case means nothing
    (RFC 9110 7.2, RFC 3986 3.2.2).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.content_name, _port = split_domain_port(settings.CONTENT_HOST)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if split_domain_port(request.get_host())[0] == self.content_name:
            # Django reads this attribute; its stubs do not know it.
            request.urlconf = settings.CONTENT_URLCONF  # type: ignore[attr-defined]
        return self.get_response(request)


class RecordStoreMiddleware:
    """Answer the record store's resources; whatever stands below in MIDDLEWARE is for browsers.

    Systems send statements by the thousand and never a cookie: session, user, messages, second
    factor and the check of forged forms have nothing to look at there. Which addresses these are
    is said by `xapi.urls.RESOURCES` alone. What an answer got below and needs, it gets here. The
    reasons are in `docs/decisions/0034-the-short-way-of-the-record-store.md`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        # A fault becomes an answer before the headers are set, so that it has them too.
        self.resources = {
            # Its type allows for asynchronous views, of which there is none here.
            f"/xapi/{route}": cast("GetResponse", convert_exception_to_response(view))
            for route, view in RESOURCES.items()
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        resource = self.resources.get(request.path_info)
        # The content origin has URLs of its own, and no record store.
        if resource is None or hasattr(request, "urlconf"):
            return self.get_response(request)
        # The thread still has the language of whoever asked before.
        translation.activate(translation.get_language_from_request(request))
        response = resource(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        patch_vary_headers(response, ("Accept-Language",))
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


class StaffLanguageMiddleware:
    """Keep the pages of the staff in one language.

    Their texts are in English. Django's and Unfold's own are translated, so that for a browser in
    another language every page would be a mixture, in Arabic one from right to left.
    """

    PAGES = ("/admin/", "/staff/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(self.PAGES):
            return self.get_response(request)
        with translation.override(settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers["Content-Language"] = settings.LANGUAGE_CODE
            return response
