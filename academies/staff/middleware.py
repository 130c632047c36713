"""Between every request and the staff's pages: how long a session lasts, and the second factor."""

import datetime as dt
import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils import timezone

from academies.signals import staff_seen
from academies.staff.adapters import FACTORS

GetResponse = Callable[[HttpRequest], HttpResponse]
BEGAN, SEEN = "staff_began", "staff_seen"
_SECONDS_BETWEEN_NOTES = 60
# All that somebody sees who has given the password and has no second factor yet.
_SET_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "account_logout",
}


class SessionLimitsMiddleware:
    """Ends a session after eight hours, or one without a click (settings.STAFF_SESSION_*)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie nobody is signed in, and a learner's request asks nothing here.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._hold(request)
        return self.get_response(request)

    def _hold(self, request: HttpRequest) -> None:
        now = int(time.time())
        # A session that began before these limits did is over.
        began, seen = request.session.get(BEGAN, 0), request.session.get(SEEN, 0)
        too_long = now - began > settings.STAFF_SESSION_LONGEST.total_seconds()
        if too_long or now - seen > settings.STAFF_SESSION_IDLE.total_seconds():
            logout(request)
        elif now - seen >= _SECONDS_BETWEEN_NOTES and not _asks_by_itself(request):
            request.session[SEEN] = now
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now()
            )
            staff_seen.send(
                sender=type(request.user),
                user=request.user,
                session_key=request.session.session_key,
                until=session_end(request),
            )


class SecondFactorMiddleware:
    """Without a second factor the person is nobody, except on the pages that set one up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        on_staff_pages = _is_of_staff(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and lacks_second_factor(request):
            if on_staff_pages and resolve(request.path_info).url_name not in _SET_UP:
                return HttpResponseRedirect(reverse("mfa_index"))
            if not on_staff_pages:
                request.user = AnonymousUser()
        response = self.get_response(request)
        if on_staff_pages:
            # With "no-referrer" a browser sends "Origin: null" with a form, and the check against
            # forged requests must refuse it.
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["Cache-Control"] = "no-store"
        return response


def session_end(request: HttpRequest) -> dt.datetime:
    """When the session of somebody who is signed in ends, unless they are seen again."""
    longest = request.session.get(BEGAN, 0) + settings.STAFF_SESSION_LONGEST.total_seconds()
    idle = request.session.get(SEEN, 0) + settings.STAFF_SESSION_IDLE.total_seconds()
    return dt.datetime.fromtimestamp(min(longest, idle), dt.UTC)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this session, signed in by password, still has to give a second factor."""
    return (
        settings.STAFF_SECOND_FACTOR == "required"
        and request.user.is_authenticated
        and not has_given_second_factor(request)
    )


def has_given_second_factor(request: HttpRequest) -> bool:
    """Asked of the session, not of the account: whoever only knew the password stays outside."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def second_factor_notice(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Template context: whether to ask for a second factor that is not enforced here."""

    def wanted() -> bool:
        optional = settings.STAFF_SECOND_FACTOR == "optional"
        return optional and not is_mfa_enabled(request.user, FACTORS)

    return {"second_factor_notice": wanted}


def _is_of_staff(request: HttpRequest) -> bool:
    """Below the staff admin, or one of the pages of signing in. The content origin has neither."""
    if hasattr(request, "urlconf"):
        return False
    places = (reverse("admin:index"), reverse("staff:root"))
    return request.path.startswith(places)


def _asks_by_itself(request: HttpRequest) -> bool:
    """A page that follows a job asks every second, and nobody needs to sit in front of it."""
    return request.headers.get("Accept", "") == "application/json"
