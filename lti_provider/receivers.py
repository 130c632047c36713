"""What this room does when a room below tells something. Connected by AppConfig.ready."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from academies.models import Learner
from academies.signals import learner_erased
from courses import closures
from courses.models import Attempt
from courses.outcomes import Outcome
from courses.signals import counting_changed, outcome_recorded
from lti_provider import tasks
from lti_provider.models import Platform, PlatformUser, RosterMember
from lti_provider.services import passbacks


@receiver(outcome_recorded, dispatch_uid="lti_provider.report_grade")
def report_grade(sender: type[Attempt], *, attempt: Attempt, outcome: Outcome, **more: Any) -> None:
    """Store the wish to report the grade with the outcome itself; ring once both are stored."""
    del sender, more
    for passback in passbacks.queue(attempt, outcome):
        tasks.ring_after_commit(passback.pk)


@receiver(counting_changed, dispatch_uid="lti_provider.report_counted_grade")
def report_counted_grade(sender: type[Attempt], *, attempt: Attempt, **more: Any) -> None:
    """The owner has decided anew which attempt counts: where that makes another grade, wish it."""
    del sender, more
    for passback in passbacks.queue(attempt, attempt.outcome, anew=False):
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


@receiver(learner_erased, dispatch_uid="lti_provider.forget_person")
def forget_person(sender: type[Learner], *, learner: Learner, **more: Any) -> dict[str, int]:
    """Cut every link from the record to the person: accounts, class lists, launches, the outbox.

    A grade that is still on its way is not sent any more: it would need the person's `sub`.
    """
    del sender, more
    roster = 0
    users = PlatformUser.objects.filter(learner=learner)
    for user in users:
        theirs = RosterMember.objects.filter(
            context__deployment__platform=user.platform_id, sub=user.sub
        )
        roster += theirs.delete()[0]
    _all, by_model = users.delete()
    return {"lti_provider.rostermember": roster, **_counted(by_model)}


def _counted(by_model: dict[str, int]) -> dict[str, int]:
    return {label.lower(): count for label, count in by_model.items()}
