"""Apply changed rules of a module to the attempts that there are: in batches, resumable.

Every attempt is judged in a transaction of its own, under the lock that commits take, so that
learners who are at work wait for no more than one. Judging twice changes nothing, so a batch that
a killed worker has begun is simply done again.
"""

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.models import Attempt, Module, RuleChange
from courses.services.progress import judge_again
from courses.signals import counting_changed

BATCH = 50
# A worker that lives is further on by then.
STALLED_AFTER = dt.timedelta(minutes=1)
log = structlog.get_logger(__name__)


def begin(module: Module) -> RuleChange:
    """Have all attempts of `module` judged anew, from the start; the row to ring for."""
    fresh = {
        "last_attempt": 0,
        "done": 0,
        "total": Attempt.objects.filter(offering__module=module).count(),
        "changed_at": timezone.now(),
        "finished_at": None,
    }
    change, is_new = RuleChange.objects.get_or_create(module=module, defaults=fresh)
    if not is_new:
        RuleChange.objects.filter(pk=change.pk).update(revision=F("revision") + 1, **fresh)
        change.refresh_from_db()
    return change


def carry_on(pk: int) -> bool:
    """Judge one batch; whether there is more to do."""
    change = RuleChange.objects.filter(pk=pk, finished_at=None).first()
    if change is None:
        return False
    attempts = Attempt.objects.filter(
        offering__module=change.module_id, pk__gt=change.last_attempt
    ).order_by("pk")
    batch = list(attempts.values_list("pk", flat=True)[:BATCH])
    for attempt in batch:
        _judge(attempt)
    return _note(change, batch)


def stalled(now: dt.datetime | None = None) -> list[int]:
    """Changes that nobody works on: the bell was lost, or the worker was killed."""
    since = (now or timezone.now()) - STALLED_AFTER
    changes = RuleChange.objects.filter(finished_at=None, changed_at__lt=since)
    return list(changes.values_list("pk", flat=True))


def _judge(pk: int) -> None:
    with transaction.atomic():
        attempt = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("offering__module")
            .get(pk=pk)
        )
        judge_again(attempt)
        newer = Attempt.objects.filter(
            learner=attempt.learner_id,
            offering=attempt.offering_id,
            kind=Attempt.Kind.CREDIT,
            number__gt=attempt.number,
        )
        # Once a learner, after the last of the attempts.
        if attempt.kind == Attempt.Kind.CREDIT and not newer.exists():
            counting_changed.send(sender=Attempt, attempt=attempt)


def _note(change: RuleChange, batch: list[int]) -> bool:
    """Where this worker stands, unless another was faster or the rules were changed once more."""
    now = timezone.now()
    is_last = len(batch) < BATCH
    moved = RuleChange.objects.filter(
        pk=change.pk, revision=change.revision, last_attempt=change.last_attempt, finished_at=None
    ).update(
        last_attempt=batch[-1] if batch else change.last_attempt,
        done=F("done") + len(batch),
        changed_at=now,
        finished_at=now if is_last else None,
    )
    log.info("rules_applied", module=change.module_id, attempts=len(batch), counted=moved == 1)
    return not (moved and is_last)
