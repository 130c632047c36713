"""What this room does when a room below tells something. Connected by AppConfig.ready."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from courses import closures
from courses.models import Attempt
from courses.outcomes import Outcome
from courses.signals import outcome_recorded
from lti_provider import tasks
from lti_provider.models import Platform
from lti_provider.services import passbacks


@receiver(outcome_recorded, dispatch_uid="lti_provider.report_grade")
def report_grade(sender: type[Attempt], *, attempt: Attempt, outcome: Outcome, **more: Any) -> None:
    """Store the wish to report the grade with the outcome itself; ring once both are stored."""
    del sender, more
    for passback in passbacks.queue(attempt, outcome):
        tasks.ring_after_commit(passback.pk)


@receiver(post_save, sender=Platform, dispatch_uid="lti_provider.close_platform")
def close_platform(
    sender: type[Platform],
    *,
    instance: Platform,
    created: bool,
    update_fields: frozenset[str] | None,
    **more: Any,
) -> None:
    """Whoever is inside through a platform is out at the next request once it is suspended."""
    del sender, more
    if created or (update_fields is not None and "status" not in update_fields):
        return
    if instance.status == Platform.Status.ACTIVE:
        closures.reopen(instance.source)
    else:
        closures.close(instance.source)


@receiver(post_delete, sender=Platform, dispatch_uid="lti_provider.close_gone_platform")
def close_gone_platform(sender: type[Platform], *, instance: Platform, **more: Any) -> None:
    """A registration that was removed comes to the same; its number is not given again."""
    del sender, more
    closures.close(f"platform:{instance.pk}")
