"""Celery tasks of this room, which the clock rings. What there is to do stands in the database."""

from celery import shared_task

from xapi.services import telling
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
