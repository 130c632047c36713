"""What the player pages of every standard share: who may see one, and what surrounds a module."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.admission import NotAdmitted
from courses.framing import allow_framing
from courses.services.attempts import start_again
from courses.tickets import Ticket, TicketRefused, read_ticket, sign_until_it_ends
from courses.views.bearer import TOO_LONG_OPEN, language_of

log = structlog.get_logger(__name__)
# The context of the page for a ticket, with a `config` for its script. Raises NotAdmitted.
MakeContext = Callable[[Ticket], dict[str, Any]]


def answer_player(request: HttpRequest, template: str, make_context: MakeContext) -> HttpResponse:
    """The page that plays the ticket's attempt, or a plain page that says why not.

    With a field `again` it is the attempt that follows (courses.services.attempts.start_again).
    `frames` in the context: origins that the page shows in a frame beside the content origin.
    """
    text = request.POST.get("ticket", "")
    try:
        ticket = read_ticket(text)
    except TicketRefused as refused:
        return _ticket_refused(request, refused)
    with translation.override(language_of(ticket)):
        try:
            if "again" in request.POST:
                ticket = start_again(ticket)
                text = sign_until_it_ends(ticket)
            context = make_context(ticket)
        except NotAdmitted as refused:
            log.warning("player_refused", code=refused.code, attempt=ticket.attempt)
            return _refused_page(request, refused.message, refused.status, ticket.ancestors)
        context["config"]["ticket"] = context["ticket"] = text
        response = render(request, template, context)
    return private(response, ticket.ancestors, frames=context.get("frames", ()))


def private(
    response: HttpResponse, origins: Iterable[str], *, frames: Iterable[str] = ()
) -> HttpResponse:
    """For one person only: kept nowhere, and framed by the pages of `origins` alone."""
    response.headers["Cache-Control"] = "no-store"
    return allow_framing(response, origins, frames=frames)


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
    response = render(request, "courses/refused.html", {"message": message}, status=status)
    return private(response, origins)
