"""One launch of one AU, until it has ended (cmi5 3.0)."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from xapi.models.registration import Registration


class Session(models.Model):
    """What the AU was launched with, the hashes of its two tokens, and what it has said so far."""

    class Mode(models.TextChoices):
        NORMAL = "Normal"
        BROWSE = "Browse"
        REVIEW = "Review"

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="sessions"
    )
    # The session id of cmi5 9.6.3.1.
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    au = models.PositiveIntegerField()
    publisher_id = models.TextField()
    activity_id = models.TextField()
    mode = models.CharField(max_length=6, choices=Mode.choices)
    mastery_score = models.DecimalField(max_digits=12, decimal_places=10, null=True)
    # Plain xAPI: no rules of cmi5, and no statement of its end.
    is_cmi5 = models.BooleanField(default=True)
    # From where the AU asks for its token; "" : from wherever an address elsewhere leads.
    origin = models.CharField(max_length=300, blank=True)
    # One token to fetch the other with, once (8.2), and that other one; SHA-256 of 32 random bytes.
    fetch_hash = models.CharField(max_length=64, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    fetched_at = models.DateTimeField(null=True)
    # Of the ticket by which it was launched (courses.tickets): how the person came in, in whose
    # frame, from where, and until when.
    source = models.CharField(max_length=64, blank=True)
    ancestors: Any = models.JSONField(default=list)
    course_url = models.TextField(blank=True)
    locale = models.CharField(max_length=35, blank=True)
    expires_at = models.DateTimeField()
    launched_at = models.DateTimeField(default=timezone.now)
    preferences_read_at = models.DateTimeField(null=True)
    # Verbs of its cmi5 defined statements, and the timestamp that its "terminated" has.
    said: Any = models.JSONField(default=list)
    ended = models.DateTimeField(null=True)
    initialized_at = models.DateTimeField(null=True)
    terminated_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    # The last statement, and the last sign of life of the AU or of the page around it.
    spoke_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # 9.3.6: a launch abandons the session of its registration that is still active.
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(terminated_at=None, abandoned_at=None),
                name="xapi_one_active_session",
            ),
        ]
        indexes = [
            models.Index(
                fields=["seen_at"],
                condition=Q(terminated_at=None, abandoned_at=None),
                name="xapi_active_sessions",
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def is_active(self) -> bool:
        return self.terminated_at is None and self.abandoned_at is None
