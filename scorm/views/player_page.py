"""What surrounds a module in the player pages of both standards."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.admission import Mode
from courses.models import Attempt
from courses.players import grade_status_url
from courses.services.attempts import earlier_attempts
from courses.tickets import AssetToken, Ticket, sign_asset_token, sign_until_it_ends
from courses.views.attempt_words import attempt_words
from scorm.services.admission import Admission

TEMPLATE = "scorm/player.html"


def surroundings(
    ticket: Ticket, admission: Admission, mode: Mode, fragment: str = ""
) -> dict[str, Any]:
    """The context that every player page has; `fragment` tells the shim the standard."""
    attempt = admission.attempt
    return {
        "title": attempt.offering.module.title_in(admission.language),
        "language": admission.language,
        "mode": mode,
        "tries": attempt_words(attempt, mode),
        "return_url": ticket.return_url,
        "shim_url": _shim_url(ticket, attempt) + fragment,
        "config": {
            "attempt": _key(attempt),
            # Another device, or the end of an edition, may have left something of theirs here.
            "earlier": [
                {"attempt": _key(before), "ticket": sign_until_it_ends(right)}
                for before, right in earlier_attempts(attempt, ticket)
            ],
            "mode": mode,
            "contentOrigin": settings.CONTENT_ORIGIN,
            "gradeStatusUrl": grade_status_url() if mode != "browse" else "",
            "texts": _texts(),
        },
    }


def _key(attempt: Attempt) -> str:
    """Under which a browser keeps what is unsent of the attempt.

    Also when it began: a restored database counts its rows from one again.
    """
    return f"{attempt.pk}-{attempt.opened_at.timestamp():.0f}"


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
        "full": _(
            "The module has sent more than can be kept for one part. Your result is kept; some of "
            "what it noted besides, such as answers or your place in it, is not."
        ),
        "replaced": _(
            "You have opened this module in another window as well. Go on there: from this window "
            "only a result is still kept."
        ),
        "lookedAt": _(
            "This attempt is over. You can look at the module, and what you do now is not recorded."
        ),
        "timeLeftMinutes": _("Time left: %(minutes)s min"),
        "timeLeftSeconds": _("Time left: %(seconds)s s"),
        "fiveMinutes": _("Five minutes are left for this part."),
        "oneMinute": _("One minute is left for this part."),
        "timeOver": _(
            "The time allowed for this part is over. It was closed, and everything up to here is "
            "kept."
        ),
        "timeOverGoOn": _("The time allowed for this part is over. You can go on."),
        "noContent": _("The module does not load. Check your connection and reload the page."),
    }
