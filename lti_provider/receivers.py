"""What this room does when a room below tells something. Connected by AppConfig.ready."""

from typing import Any

from django.dispatch import receiver

from courses.models import Attempt
from courses.outcomes import Outcome
from courses.signals import outcome_recorded
from lti_provider import tasks
from lti_provider.services import passbacks


@receiver(outcome_recorded, dispatch_uid="lti_provider.report_grade")
def report_grade(sender: type[Attempt], *, attempt: Attempt, outcome: Outcome, **more: Any) -> None:
    """Store the wish to report the grade with the outcome itself; ring once both are stored."""
    del sender, more
    for passback in passbacks.queue(attempt, outcome):
        tasks.ring_after_commit(passback.pk)
