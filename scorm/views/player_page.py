"""What the player pages of both standards share: who may see one, and what surrounds a module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.framing import allow_framing
from courses.models import Attempt
from courses.players import grade_status_url
from courses.tickets import AssetToken, Ticket, TicketRefused, read_ticket, sign_asset_token
from scorm.services.admission import Admission, NotAdmitted
from scorm.views.bearer import TOO_LONG_OPEN, language_of

log = structlog.get_logger(__name__)
# The context of the page for a ticket. Raises NotAdmitted.
MakeContext = Callable[[Ticket], dict[str, Any]]


def answer_player(request: HttpRequest, make_context: MakeContext) -> HttpResponse:
    """The page that plays the ticket's attempt, or a plain page that says why not."""
    try:
        ticket = read_ticket(request.POST.get("ticket", ""))
    except TicketRefused as refused:
        return _ticket_refused(request, refused)
    with translation.override(language_of(ticket)):
        try:
            context = make_context(ticket)
        except NotAdmitted as refused:
            log.warning("player_refused", code=refused.code, attempt=ticket.attempt)
            return _refused_page(request, refused.message, refused.status, ticket.ancestors)
        context["config"]["ticket"] = request.POST["ticket"]
        response = render(request, "scorm/player.html", context)
    return _private(response, ticket.ancestors)


def surroundings(
    ticket: Ticket, admission: Admission, mode: str, fragment: str = ""
) -> dict[str, Any]:
    """The context that every player page has; `fragment` tells the shim the standard."""
    attempt = admission.attempt
    return {
        "title": attempt.edition.title,
        "language": admission.language,
        "mode": mode,
        "return_url": ticket.return_url,
        "shim_url": _shim_url(ticket, attempt) + fragment,
        "config": {
            # Also when it began: a restored database counts its rows from one again.
            "attempt": f"{attempt.pk}-{attempt.opened_at.timestamp():.0f}",
            "contentOrigin": settings.CONTENT_ORIGIN,
            "gradeStatusUrl": grade_status_url() if mode != "browse" else "",
            "texts": _texts(),
        },
    }


def _shim_url(ticket: Ticket, attempt: Attempt) -> str:
    token = sign_asset_token(
        AssetToken(
            academy=attempt.learner.academy_id,
            digest=attempt.edition.content_digest,
            ancestors=ticket.ancestors,
            source=ticket.source,
        )
    )
    path = reverse(
        "scorm_content:shim",
        urlconf=settings.CONTENT_URLCONF,
        kwargs={"token": token, "digest": attempt.edition.content_digest},
    )
    return settings.CONTENT_ORIGIN + path


def _texts() -> dict[str, str]:
    """What the page's script says."""
    return {
        "saved": _("Saved"),
        "saving": _("Saving…"),
        "unsaved": _("Not saved yet"),
        "offline": _("The connection is interrupted. Your work is kept; trying again."),
        "denied": _("Saving is not possible any more. Open the activity again from your course."),
        "refused": _("The module sent a value that is not allowed; that value was not saved."),
        "replaced": _(
            "You have opened this part in another window as well. Go on there: from this window "
            "only a result is still kept."
        ),
        "noContent": _("The module does not load. Check your connection and reload the page."),
    }


def _ticket_refused(request: HttpRequest, refused: TicketRefused) -> HttpResponse:
    """Reloaded in its frame after the ticket's time, the page says so there."""
    late = refused.late
    if late is None:
        return _refused_page(request, _("This page opens from your course only."), 403, ())
    with translation.override(language_of(late)):
        return _refused_page(request, TOO_LONG_OPEN, 403, late.ancestors)


def _refused_page(
    request: HttpRequest, message: str | Promise, status: int, origins: tuple[str, ...]
) -> HttpResponse:
    response = render(request, "scorm/refused.html", {"message": message}, status=status)
    return _private(response, origins)


def _private(response: HttpResponse, origins: tuple[str, ...]) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return allow_framing(response, origins)
