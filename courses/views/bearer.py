"""Authority and errors of the JSON services: a ticket in `Authorization: Bearer` (RFC 6750)."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import DecodeError

from courses.admission import NotAdmitted
from courses.tickets import Ticket, TicketRefused, read_ticket

log = structlog.get_logger(__name__)

TOO_LONG_OPEN = _("This page has been open for too long. Open the activity again from your course.")
_SCHEME = "Bearer "
# A page that was cut off for long hands over all that it has kept: as much as the data of several
# parts may be (scorm.cmi.delta.TOTAL_LIMIT). What it cannot hand over it would never get rid of.
MOST_BYTES = 16 * 1024 * 1024
Answer = Callable[[Ticket, bytes], HttpResponse]


def answer_bearer(request: HttpRequest, answer: Answer) -> HttpResponse:
    """`answer` for the ticket and the body of `request`, in the ticket's language, or a JSON
    error with `code` and a `message` for the learner."""
    try:
        ticket = read_ticket(request.headers.get("Authorization", "").removeprefix(_SCHEME))
    except TicketRefused as refused:
        return _ticket_refused(refused)
    with translation.override(language_of(ticket)):
        try:
            return answer(ticket, _body(request))
        except NotAdmitted as refused:
            log.warning("player_request_refused", code=refused.code, attempt=ticket.attempt)
            return error(refused.code, refused.message, refused.status)
        except RequestDataTooBig:
            return error("too_large", _("This is more than can be saved at once."), 413)
        except DecodeError as malformed:
            # The message names a field and a type, never a value.
            log.warning(
                "player_request_malformed", detail=str(malformed)[:200], attempt=ticket.attempt
            )
            return error("malformed", _("The module sent something that cannot be read."), 400)


def _body(request: HttpRequest) -> bytes:
    """At most MOST_BYTES. Raises RequestDataTooBig, before more than that was read."""
    body: bytes = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise RequestDataTooBig
    return body


def error(code: str, message: str | Promise, status: int) -> JsonResponse:
    """A refusal as JSON."""
    return JsonResponse({"code": code, "message": str(message)}, status=status)


def language_of(ticket: Ticket) -> str:
    """The language of the ticket's locale as far as there is a translation, else the default."""
    try:
        return translation.get_supported_language_variant(ticket.locale)
    except LookupError:
        return translation.get_language() or "en"


def _ticket_refused(refused: TicketRefused) -> JsonResponse:
    if refused.late is None:
        why = _("This page has no right to this module. Open the activity from your course.")
        response = error("ticket_refused", why, 401)
    else:
        with translation.override(language_of(refused.late)):
            response = error("ticket_expired", TOO_LONG_OPEN, 401)
    response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response
