"""The outbox of grades: one row per line item and learner, and it always holds the newest wish."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Attempt
from lti_provider.models.platforms import PlatformUser, ResourceLink


class Passback(models.Model):
    """A grade to be reported (AGS 2.0, 3.4 Score service).

    Coalescing: a newer grade replaces the wish in the same row. Claimed by a conditional UPDATE
    with a lease, so that two workers never send the same row at once.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    resource_link = models.ForeignKey(
        ResourceLink, on_delete=models.CASCADE, related_name="passbacks"
    )
    platform_user = models.ForeignKey(
        PlatformUser, on_delete=models.CASCADE, related_name="passbacks"
    )
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="passbacks")
    # The wish. score_given is a fraction of score_maximum, in points.
    score_given = models.DecimalField(max_digits=9, decimal_places=4)
    score_maximum = models.DecimalField(max_digits=9, decimal_places=4)
    comment = models.CharField(max_length=500, blank=True)
    # Strictly increasing in whole seconds per row: Moodle answers 409 otherwise.
    timestamp = models.DateTimeField()
    # Counts the wishes; a sender that comes back to a newer revision leaves the row waiting.
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_answer = models.CharField(max_length=500, blank=True)
    # What the platform's result service said last (AGS 2.0, 3.3), in points of result_maximum.
    result_score = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    result_maximum = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    result_checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource_link", "platform_user"], name="passback_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="passback_due",
                condition=Q(state__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform_user}: {self.score_given}/{self.score_maximum} ({self.state})"
