"""Celery tasks of this room. The broker only rings; what there is to do stands in the database.

A message that is lost costs the time until the next sweep, one that comes twice costs a look.
"""

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from courses import doorbell
from lti_provider.models import LaunchState
from lti_provider.services import (
    key_rotation,
    leases,
    notices,
    passbacks,
    reconciliation,
    rosters,
    self_test,
)
from lti_provider.verdicts import NotSent

# What one sweep rings at most: the rest is still due at the next one.
SWEEP_BATCH = 500
ROWS_A_TURN = 20
_DELETE_BATCH = 1_000
_MOST_DELETE_BATCHES = 100
log = structlog.get_logger(__name__)


@shared_task(acks_late=True)
def deliver_passback(pk: int) -> None:
    """Send one grade, if it is due, and then others of its platform that were turned away.

    A platform is called by so many workers at once and no more: who finishes goes on, so that the
    rest need not wait for the sweep. After some, other platforms have their turn.
    """
    for _ in range(ROWS_A_TURN):
        delivery = passbacks.deliver(pk)
        if delivery is None:
            return
        if delivery.is_due_again:
            ring(pk)
        other = leases.next_due(delivery.platform_id, besides=pk)
        if other is None:
            return
        pk = other
    ring(pk)


@shared_task(acks_late=True)
def sweep_passbacks() -> int:
    """Ring for every row that is due, the longest waiting first; how many.

    Finds what waits for its next try, what a dead worker left, and what no bell was rung for.
    """
    rows = list(leases.due(timezone.now()).values_list("pk", flat=True)[:SWEEP_BATCH])
    return sum(ring(pk) for pk in rows)


@shared_task(acks_late=True)
def sweep_results() -> int:
    """Ring for every activity whose grades are to be read back tonight; how many.

    In no order, so that one platform that is away does not keep the others from their turn.
    """
    links = reconciliation.due(timezone.now()).order_by("?").values_list("pk", flat=True)
    return sum(doorbell.ring(reconcile_results, pk) for pk in links[:SWEEP_BATCH])


@shared_task(acks_late=True)
def reconcile_results(pk: int) -> None:
    """Compare an activity's delivered grades with the gradebook, if that is due."""
    link = reconciliation.due(timezone.now()).filter(pk=pk).first()
    if link is not None:
        for passback in reconciliation.reconcile(link).lost:
            ring(passback.pk)


@shared_task(acks_late=True)
def refresh_roster(pk: int) -> None:
    """Fetch the class list of a course, if the platform may be asked now."""
    rosters.refresh(pk)


@shared_task(acks_late=True)
def sweep_launch_states() -> int:
    """Delete the logins that nobody can finish any more, in small transactions; how many."""
    total = 0
    for _ in range(_MOST_DELETE_BATCHES):
        expired = LaunchState.objects.filter(expires_at__lt=timezone.now()).order_by("expires_at")
        batch = list(expired.values_list("pk", flat=True)[:_DELETE_BATCH])
        if not batch:
            break
        total += LaunchState.objects.filter(pk__in=batch).delete()[0]
    return total


def ring(pk: int) -> bool:
    """Ask a worker to deliver the row; False when the bell was lost and the sweep will ring."""
    return doorbell.ring(deliver_passback, pk)


def ring_after_commit(pk: int) -> None:
    """Ring once the row can be seen by others. An error in it is logged, never the caller's."""
    transaction.on_commit(lambda: ring(pk), robust=True)


@shared_task(acks_late=True)
def rotate_keys_if_due() -> bool:
    """Let the next signing key sign once the current one has done so for its term; whether."""
    return key_rotation.rotate_if_due() is not None


def ring_roster(pk: int) -> bool:
    """Ask a worker for a course's class list; a lost bell costs the time until the next launch."""
    return doorbell.ring(refresh_roster, pk)


@shared_task(acks_late=True)
def subscribe_to_notices(pk: int) -> bool:
    """Have the platform tell us of copied courses; whether it agreed. A later launch asks again."""
    try:
        return notices.subscribe(pk)
    except NotSent as failed:
        log.warning("notices_not_subscribed", platform=pk, why=failed.verdict.why)
        return False


def ring_notices(pk: int) -> bool:
    """Ask a worker to subscribe to the platform's notices."""
    return doorbell.ring(subscribe_to_notices, pk)


@shared_task(acks_late=True)
def run_self_test(pk: int) -> None:
    """Walk through the self-test of a platform, if somebody asked for one."""
    self_test.run(pk)


def ring_self_test(pk: int) -> bool:
    """Ask a worker for a platform's self-test; after a lost bell the page offers it again."""
    return doorbell.ring(run_self_test, pk)
