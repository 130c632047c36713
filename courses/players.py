"""Which player opens which standard, by URL name: this room imports no player."""

from django.urls import reverse

from courses.models import Edition

_PLAYERS = {
    Edition.Standard.SCORM_12: "scorm:player",
    Edition.Standard.SCORM_2004: "scorm:player2004",
    Edition.Standard.CMI5: "xapi:cmi5-player",
    Edition.Standard.XAPI: "xapi:cmi5-player",
}
GRADE_STATUS = "lti_provider:grade-status"


class NoPlayer(Exception):
    """No player is installed for the edition's standard."""


def player_url(edition: Edition) -> str:
    """The path (tool origin) that opens the edition; it takes a POST with a `ticket`."""
    try:
        return reverse(_PLAYERS[Edition.Standard(edition.standard)])
    except KeyError as missing:
        raise NoPlayer(edition.standard) from missing


def grade_status_url() -> str:
    """The path that tells a learner whether the grade has arrived; it takes the ticket."""
    return reverse(GRADE_STATUS)
