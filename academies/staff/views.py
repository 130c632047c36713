"""Pages of signing in that allauth does not have: one's own sessions, and where old doors lead."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from academies.models import StaffUser
from academies.staff.sessions import end_session, end_sessions, list_sessions

_LONGEST_KEY = 18


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """One's own sessions. POST `session=<id>` ends that one, `others=1` all but this one."""
    user = request.user
    assert isinstance(user, StaffUser)  # noqa: S101 - login_required has made sure
    here = request.session.session_key
    if request.method == "POST":
        ended = _end(request, user)
        said = ngettext("%(n)d session has ended.", "%(n)d sessions have ended.", ended)
        messages.success(request, said % {"n": ended})
        return HttpResponseRedirect(reverse("usersessions_list"))
    shown = list_sessions(user, here)
    return render(request, "usersessions/sessions.html", {"sessions": shown})


@require_safe
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Django's own login page, which knows no second factor, leads to ours."""
    wanted = {"next": request.GET["next"]} if "next" in request.GET else {}
    query = f"?{urlencode(wanted)}" if wanted else ""
    return HttpResponseRedirect(reverse("account_login") + query)


@require_safe
def to_password(request: HttpRequest) -> HttpResponse:
    """Django's own page for a new password leads to ours."""
    del request
    return HttpResponseRedirect(reverse("account_change_password"))


def root(request: HttpRequest) -> HttpResponse:
    """The folder of these pages."""
    del request
    return HttpResponseRedirect(reverse("mfa_index"))


def _end(request: HttpRequest, user: StaffUser) -> int:
    chosen = request.POST.get("session", "")
    if "others" in request.POST:
        return end_sessions(user, but=request.session.session_key)
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) <= _LONGEST_KEY):
        messages.error(request, _("Choose a session to end."))
        return 0
    return end_session(user, int(chosen))
