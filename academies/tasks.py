"""Celery tasks of this room, which the clock rings."""

from celery import shared_task
from django.utils import timezone

from academies.services import expiry_warnings


@shared_task(acks_late=True)
def warn_of_expiry() -> int:
    """Send the warnings before agreements end; how many academies were warned."""
    return expiry_warnings.send_due(timezone.now().date())
