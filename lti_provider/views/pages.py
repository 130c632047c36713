"""The plain pages of a launch: refused, hand-over to the player, check of the browser."""

from collections.abc import Mapping

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from courses.framing import allow_framing
from lti_provider import presentation
from lti_provider.refusals import LaunchRefused

log = structlog.get_logger(__name__)


def refusal_page(
    request: HttpRequest, refused: LaunchRefused, origins: tuple[str, ...] = ()
) -> HttpResponse:
    """The refusal in the person's words, with the correlation id and, where known, a way back.

    origins: the platform's, so that the page shows inside its frame.
    """
    log.warning("launch_refused", code=refused.code, detail=refused.detail[:300])
    with translation.override(refused.locale or translation.get_language()):
        context = {"refused": refused, "way_back": _way_back(refused)}
        response = render(request, "lti_provider/refused.html", context, status=refused.status)
    return _private(response, origins or refused.origins)


def hand_over_page(
    request: HttpRequest,
    *,
    url: str,
    field: str,
    value: str,
    origins: tuple[str, ...],
    locale: str = "",
    more: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A page that posts `field` to `url` by itself: a token never travels in an address.

    more: other fields that travel along.
    """
    with translation.override(locale or translation.get_language()):
        context = {"url": url, "fields": {field: value, **(more or {})}}
        response = render(request, "lti_provider/hand_over.html", context)
    return _private(response, origins)


def check_page(
    request: HttpRequest,
    *,
    state: str,
    id_token: str,
    origins: tuple[str, ...],
    storage: tuple[str, str] = ("", ""),
) -> HttpResponse:
    """A page that fetches the login's secret from the browser's storage and posts once more.

    Shown when the cookie did not come back: blocked, or lost in the redirects. storage: the
    platform's frame that keeps data for tools, and its origin.
    """
    target, origin = storage
    context = {
        "state": state,
        "id_token": id_token,
        "storage_target": target,
        "storage_origin": origin,
    }
    return _private(render(request, "lti_provider/check.html", context), origins)


def private_page(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    origins: tuple[str, ...],
    *,
    posts_to: str = "",
) -> HttpResponse:
    """Any other page of a launch: framed by its platform only, kept in no cache.

    posts_to: the platform's address that the page's form posts to, if it does.
    """
    return _private(render(request, template, context), origins, posts_to)


def _private(response: HttpResponse, origins: tuple[str, ...], posts_to: str = "") -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return allow_framing(response, origins, posts_to=posts_to)


def _way_back(refused: LaunchRefused) -> str:
    """The platform's return URL with the reason (LTI 1.3 core 5.4.4)."""
    reference = structlog.contextvars.get_contextvars().get("correlation_id", "")
    return presentation.return_address(
        refused.return_url,
        lti_errormsg=f"{refused.what} {refused.why}",
        lti_errorlog=f"{refused.code} {reference}".strip(),
    )
