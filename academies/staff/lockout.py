"""Guessing ends after five tries: what django-axes asks us, and the page that it shows.

Counted by account name and address together, so that nobody can lock somebody else out from
elsewhere. An account that does not exist is locked like any other.
"""

import ipaddress
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from academies.models import StaffUser

_LONGEST_NAME = 255
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - a value to compare, nothing is bound to it


def account_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that was typed, as the counter has it."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or request.POST.get("login", "")
    return str(typed).strip().lower()[:_LONGEST_NAME]


def client_address(request: HttpRequest) -> str:
    """The browser's address. Only what our own proxy appended is believed, the last entry."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.STAFF_BEHIND_PROXY:
        text = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or text
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return UNKNOWN_ADDRESS


def locked_page(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Says how long to wait, and not whether the account exists."""
    del response, credentials
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    page = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    page.headers["Retry-After"] = str(minutes * 60)
    page.headers["Cache-Control"] = "no-store"
    return page


def is_locked(request: HttpRequest, user: StaffUser) -> bool:
    """Whether codes of this person are refused from here; the page is then the locked one."""
    if AxesProxyHandler.is_allowed(request, _credentials(user)):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    return True


def count_wrong_code(request: HttpRequest, user: StaffUser) -> None:
    """A wrong code counts like a wrong password."""
    user_login_failed.send(sender=__name__, credentials=_credentials(user), request=request)


def _credentials(user: StaffUser) -> dict[str, Any]:
    return {"username": user.get_username()}
