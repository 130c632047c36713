"""The player page of cmi5 courses and of packages of plain xAPI: opened by a POST of the ticket."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.admission import mode_of
from courses.own_pages import only_from_own_pages
from courses.players import grade_status_url
from courses.tickets import Ticket
from courses.views.attempt_words import attempt_words
from courses.views.player_page import answer_player
from xapi.services.cmi5.playing import open_page

TEMPLATE = "xapi/player.html"


@csrf_exempt  # posted by a page of ours inside the LMS's frame; the signed ticket is the authority
@require_http_methods(["GET", "POST"])
@only_from_own_pages
def cmi5_player(request: HttpRequest) -> HttpResponse:
    """The page that plays the ticket's attempt, or a plain page that says why not."""
    return answer_player(request, TEMPLATE, _context)


def _context(ticket: Ticket) -> dict[str, Any]:
    opened = open_page(ticket)
    admission, standing = opened.admission, opened.standing
    aus = admission.structure.all_aus()
    mode = mode_of(admission.attempt, lambda: True)
    return {
        "title": admission.attempt.offering.module.title_in(admission.language),
        "language": admission.language,
        "mode": mode,
        "tries": attempt_words(admission.attempt, mode),
        "return_url": ticket.return_url,
        "is_single": len(aus) == 1,
        "outcome": standing["outcome"]["text"],
        # An AU elsewhere is shown in a frame too, if it may be (launchMethod AnyWindow).
        "frames": [au.url for au in aus if not au.in_package],
        "config": {
            "launchUrl": reverse("xapi:cmi5-launch"),
            "standingUrl": reverse("xapi:cmi5-standing"),
            "gradeStatusUrl": grade_status_url() if mode != "browse" else "",
            "language": admission.language,
            "start": str(opened.start.index),
            "isSingle": len(aus) == 1,
            "saysGoodbye": admission.is_cmi5,
            "standing": standing,
            "texts": _texts(),
        },
    }


def _texts() -> dict[str, str]:
    """What the page's script says."""
    return {
        "begin": _("Begin the module"),
        "goOn": _("Go on with the module"),
        "through": _("You have completed every part."),
        "offline": _("The connection is interrupted. Your work is kept; trying again."),
        "denied": _("Saving is not possible any more. Open the activity again from your course."),
        "replaced": _(
            "You have opened this module in another window as well. Go on there: this window "
            "records nothing any more."
        ),
        "blocked": _("Your browser has kept the window from opening. Use the link below."),
    }
