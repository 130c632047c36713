"""Celery tasks of this room, which the clock rings. What there is to do stands in the database."""

from celery import shared_task

from xapi.services import telling


@shared_task(acks_late=True)
def tell_attempts() -> int:
    """Tell in statements what happened in the players; how many statements were stored."""
    return telling.tell_due()


@shared_task(acks_late=True)
def tell_outcomes() -> int:
    """Tell the outcomes that came about without a word of the content; how many statements."""
    return telling.tell_outcomes()
