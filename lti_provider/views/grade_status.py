"""Tell a learner whether the grade has reached the gradebook of their learning platform."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import structlog
from django.http import HttpRequest, JsonResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from academies.models import Academy
from courses.closures import is_closed
from courses.tickets import Ticket, TicketRefused, read_ticket
from courses.views.bearer import language_of
from lti_provider.models import Passback

_State = Passback.State
_LONGEST_TICKET = 8_192
_TEXTS: dict[str, Promise] = {
    "none": _("There is no grade to report yet."),
    "waiting": _("Your grade is stored here and on its way to your learning platform."),
    "sent": _("Your grade has arrived in your learning platform."),
    "failed": _(
        "Your grade is stored here, but your learning platform did not accept it. Tell your "
        "trainer: an administrator can send it again."
    ),
}


@require_GET
def grade_status(request: HttpRequest) -> JsonResponse:
    """{"state": none|waiting|sent|failed, "text": for the learner, "when": ISO 8601 or null}.

    The ticket comes as a bearer token (RFC 6750, 2.1): in an address it would end up in logs.
    """
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text or len(text) > _LONGEST_TICKET:
        return _refused(401, "no_ticket", _("This page has no right to ask for a grade."))
    try:
        ticket = read_ticket(text.strip())
    except TicketRefused as refused:
        code = "ticket_expired" if refused.expired else "ticket_refused"
        return _refused(401, code, _("The right to ask for this grade has expired."))
    # The page speaks the language of the learning platform, whatever the browser prefers.
    with translation.override(language_of(ticket)):
        return _answer(ticket)


def _answer(ticket: Ticket) -> JsonResponse:
    closed = is_closed(ticket.source)
    # Another attempt of hers may be the one that counts.
    passbacks = Passback.objects.filter(
        attempt__learner__attempts=ticket.attempt, attempt__offering__attempts=ticket.attempt
    ).annotate(closed=closed)
    rows = list(passbacks.select_related("attempt__learner__academy"))
    if not _may_ask(ticket, rows):
        why = _("Your academy has no valid agreement for these courses at the moment.")
        return _refused(403, "academy_closed", why)
    state, when = _summary(rows)
    answer = {"state": state, "text": str(_TEXTS[state]), "when": when and when.isoformat()}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _may_ask(ticket: Ticket, rows: list[Any]) -> bool:
    """Whether the learner's academy, and the way in they came by, are still open.

    `rows` bring the answer along; without any it costs a query.
    """
    today = timezone.now().date()
    if rows:
        return not rows[0].closed and rows[0].attempt.learner.academy.may_enter(today)
    academy = Academy.objects.filter(
        ~is_closed(ticket.source), learners__attempts=ticket.attempt
    ).first()
    return academy is not None and academy.may_enter(today)


def _summary(rows: Sequence[Passback]) -> tuple[str, dt.datetime | None]:
    """Several activities may want one grade: "sent" is said when the last of them has it."""
    states = {row.state for row in rows}
    if not rows:
        return "none", None
    if _State.FAILED in states:
        return "failed", max(row.updated_at for row in rows if row.state == _State.FAILED)
    if states == {_State.SENT}:
        return "sent", max(row.sent_at or row.updated_at for row in rows)
    return "waiting", max(row.updated_at for row in rows if row.state != _State.SENT)


def _refused(status: int, code: str, why: Promise) -> JsonResponse:
    context: dict[str, Any] = structlog.contextvars.get_contextvars()
    answer = {
        "code": code,
        "what": str(_("Whether your grade has arrived cannot be said.")),
        "why": str(why),
        "to_do": str(
            _("Go back to your learning platform and open the activity from there again.")
        ),
        "correlation_id": context.get("correlation_id", ""),
    }
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"  # RFC 6750, 3
    return JsonResponse(answer, status=status, headers=headers)
