"""Where an AU leads its window when it has ended (10.2.6)."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from courses.tickets import Ticket
from courses.views.bearer import language_of
from courses.views.player_page import private
from xapi.models import Session


@require_safe
def cmi5_return(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """In the player's frame it tells the player, and in a window of its own it says how to go on.

    It shows nothing that is not known to whoever knows the address: the way back to the course.
    """
    found = Session.objects.filter(code=session).first()
    course_url = found.course_url if found else ""
    ancestors = found.ancestors if found else []
    with translation.override(language_of(Ticket(0, "", locale=found.locale if found else ""))):
        response = render(request, "xapi/returned.html", {"course_url": course_url})
    return private(response, ancestors)
