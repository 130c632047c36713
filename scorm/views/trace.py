"""Why a step cannot be taken: for whoever previews a module of SCORM 2004, in another window."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.admission import NotAdmitted
from courses.own_pages import only_from_own_pages
from courses.tickets import Ticket
from courses.views.player_page import answer_player
from scorm.services.admission import admit
from scorm.services.insight.trace import trace_of


@csrf_exempt  # posted by our own player page; the signed ticket is the authority
@require_POST
@only_from_own_pages
def trace(request: HttpRequest) -> HttpResponse:
    """The trace of the ticket's preview, or a plain page that says why not."""
    return answer_player(request, "scorm/trace.html", _context)


def _context(ticket: Ticket) -> dict[str, Any]:
    admission = admit(ticket, opening=True, standard="scorm2004")
    if not admission.is_preview:
        # A learner is told in words what to do; the answers of the rules would only be hints.
        raise NotAdmitted("preview_only", _("This page is for those who check the module."))
    return {
        "title": admission.attempt.offering.module.title_in(admission.language),
        "language": admission.language,
        "trace": trace_of(admission.attempt),
        "config": {},
    }
