"""The player page: opened by a POST of the ticket, so that it never stands in an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.own_pages import only_from_own_pages
from courses.tickets import Ticket
from courses.views.player_page import answer_player
from scorm.manifest import Item
from scorm.services.admission import admit
from scorm.services.standing import TocItem, first_to_open, progress_of, results_of
from scorm.views.player_page import TEMPLATE, surroundings


@csrf_exempt  # posted by a page of ours inside the LMS's frame; the signed ticket is the authority
@require_http_methods(["GET", "POST"])
@only_from_own_pages
def player(request: HttpRequest) -> HttpResponse:
    """The page that plays the ticket's attempt, or a plain page that says why not."""
    return answer_player(request, TEMPLATE, _context)


def _context(ticket: Ticket) -> dict[str, Any]:
    admission = admit(ticket, opening=True)
    organization, attempt = admission.organization, admission.attempt
    results = results_of(attempt)
    progress = progress_of(organization, results, attempt.outcome)
    context = surroundings(ticket, admission, admission.mode)
    context["config"].update(
        scoUrl=reverse("scorm:sco"),
        commitUrl=settings.TOOL_ORIGIN + reverse("scorm:commit"),
        start=first_to_open(organization, results),
        progress=progress,
    )
    shown = {item["identifier"]: item for item in progress["items"]}
    toc = _toc(organization.items, shown)
    is_single = len(toc) == 1 and not toc[0]["children"]
    outcome = progress["outcome"]["text"]
    return {**context, "toc": toc, "is_single": is_single, "outcome": outcome}


def _toc(items: Iterable[Item], shown: dict[str, TocItem]) -> list[dict[str, Any]]:
    """The tree of items for the template: an item without anything to open only groups."""
    return [
        {"item": item, "state": shown.get(item.identifier), "children": _toc(item.children, shown)}
        for item in items
    ]
