"""The player page of SCORM 2004: the same, but that the activity tree says what is open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.own_pages import only_from_own_pages
from courses.tickets import Ticket
from courses.views.player_page import answer_player
from scorm.services.playing2004.scene import load_play
from scorm.services.playing2004.standing import standing_of
from scorm.views.player_page import TEMPLATE, surroundings


@csrf_exempt  # posted by a page of ours inside the LMS's frame; the signed ticket is the authority
@require_http_methods(["GET", "POST"])
@only_from_own_pages
def player2004(request: HttpRequest) -> HttpResponse:
    """The page that plays the ticket's attempt, or a plain page that says why not."""
    return answer_player(request, TEMPLATE, _context)


def _context(ticket: Ticket) -> dict[str, Any]:
    play = load_play(ticket, opening=True, lock=False)
    standing = standing_of(play)
    mode = "review" if play.is_settled else play.mode
    context = surroundings(ticket, play.admission, mode, "#2004")
    context["config"].update(
        navigateUrl=reverse("scorm:navigate"),
        commitUrl=settings.TOOL_ORIGIN + reverse("scorm:commit2004"),
        language=play.admission.language,
        standing=standing,
    )
    is_single = sum(entry["isLeaf"] for entry in standing["items"]) == 1
    outcome = standing["outcome"]["text"]
    return {**context, "sequenced": True, "is_single": is_single, "outcome": outcome}
