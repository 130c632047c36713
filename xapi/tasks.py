"""Celery tasks of this room, which the clock rings. What there is to do stands in the database."""

from celery import shared_task
from django.utils import timezone

from courses import doorbell
from xapi.services import forwarding, partitions, telling
from xapi.services.cmi5 import abandoning


@shared_task(acks_late=True)
def tell_attempts() -> int:
    """Tell in statements what happened in the players; how many statements were stored."""
    return telling.tell_due()


@shared_task(acks_late=True)
def tell_outcomes() -> int:
    """Tell the outcomes that came about without a word of the content; how many statements."""
    return telling.tell_outcomes()


@shared_task(acks_late=True)
def abandon_idle_sessions() -> int:
    """Abandon the sessions of AUs that nobody sees any more; how many there were."""
    return abandoning.abandon_idle()


@shared_task(acks_late=True)
def prepare_partitions() -> int:
    """Make the partitions of the statements to come; how many."""
    return partitions.prepare_ahead()


@shared_task(acks_late=True)
def forward_statements(pk: int) -> None:
    """Send what an academy's own record store does not have yet; after a while others' turn."""
    if forwarding.forward(pk):
        ring_forwarding(pk)


@shared_task(acks_late=True)
def sweep_forwarding() -> int:
    """Ring for every academy whose store is behind and may be tried now; how many."""
    rows = forwarding.due(timezone.now()).values_list("pk", flat=True)
    return sum(ring_forwarding(pk) for pk in rows)


def ring_forwarding(pk: int) -> bool:
    """Ask a worker to send; False when the bell was lost and the sweep will ring."""
    return doorbell.ring(forward_statements, pk)
