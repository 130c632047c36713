"""The services of the player page: launch a part, close it, and say where the learner stands."""

from __future__ import annotations

from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.tickets import Ticket
from courses.views.bearer import answer_bearer
from xapi.services.cmi5.launching import launch
from xapi.services.cmi5.playing import look


class LaunchMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`au`: the index of an AU in the course structure."""

    au: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class StandingMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`session`: the one that this page has opened, "" for none."""

    session: Annotated[str, msgspec.Meta(max_length=36)] = ""


@csrf_exempt  # the bearer token is the authority; there is no cookie to ride on
@require_POST
@never_cache
def cmi5_launch(request: HttpRequest) -> HttpResponse:
    """200 {"url", "ownWindow", "session", "standing"}, else `code` and `message`."""
    return answer_bearer(request, _launch)


@csrf_exempt  # the bearer token is the authority; there is no cookie to ride on
@require_POST
@never_cache
def cmi5_standing(request: HttpRequest) -> HttpResponse:
    """200 {"items", "outcome", "active", "stage"}, else `code` and `message`."""
    return answer_bearer(request, _standing)


def _launch(ticket: Ticket, body: bytes) -> HttpResponse:
    message = msgspec.json.decode(body, type=LaunchMessage)
    launched = launch(ticket, message.au)
    return JsonResponse(
        {
            "url": launched.url,
            "ownWindow": launched.method == "OwnWindow",
            "session": launched.session,
            "standing": look(ticket),
        }
    )


def _standing(ticket: Ticket, body: bytes) -> HttpResponse:
    message = msgspec.json.decode(body, type=StandingMessage)
    return JsonResponse(look(ticket, seen=message.session))
