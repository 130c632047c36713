"""What this room does when another says that something happened."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from academies.models import StaffUser
from academies.signals import staff_left, staff_seen
from courses.services import previews


@receiver(staff_seen, dispatch_uid="courses.previews.go_on")
def go_on(user: StaffUser, session_key: str, until: dt.datetime, **details: Any) -> None:
    """Somebody of the staff is at work: their previews stay open with their session."""
    del details
    previews.go_on(user.pk, session_key, until)


@receiver(staff_left, dispatch_uid="courses.previews.end")
def end(user_id: int, session_key: str | None, **details: Any) -> None:
    """Signed out, or no longer what they were: their previews end with the next request."""
    del details
    previews.end(user_id, session_key)


def connected() -> None:
    """Importing this module has connected the receivers; the app says so when it is ready."""
