"""Celery tasks of this room: sweepers that the clock rings."""

from celery import shared_task

from scorm.services import abandonment


@shared_task(acks_late=True)
def finish_abandoned() -> int:
    """Finish the sessions whose window vanished; how many."""
    return abandonment.finish_abandoned()
