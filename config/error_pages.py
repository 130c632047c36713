"""Plain pages for what no view answers: each says what, why and what to do, with a reference."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_TELL = _("If this happens again, tell your administrator the reference below.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    del exception
    return _page(
        request, 400, _("This request could not be understood."), _("Go back and try again.")
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this person, or not from that site."""
    del exception
    return _page(
        request,
        403,
        _("You may not open this page."),
        _("Go back to where you came from, and open it from there again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page."""
    del exception
    return _page(
        request, 404, _("There is no such page."), _("Check the address, or go back and try again.")
    )


def server_error(request: HttpRequest, *unused: Any) -> HttpResponse:
    """500: a fault of ours. Nothing here may need what could be broken: no database, no user."""
    del unused
    return _page(
        request,
        500,
        _("Something went wrong on our side."),
        _("Go back and try again in a moment."),
    )


def _page(
    request: HttpRequest, status: int, what: str | Promise, to_do: str | Promise
) -> HttpResponse:
    context = {"what": what, "to_do": to_do, "tell": _TELL}
    return render(request, "error.html", context, status=status)
