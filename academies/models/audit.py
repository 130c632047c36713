"""The audit log: one row an act, never changed, never deleted."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models.academy import Academy


class AuditEntry(models.Model):
    """Who did what to what, when, and how it was before and after.

    Append-only: triggers of the database refuse UPDATE and DELETE (migration 0003). The two keys
    carry no constraint, so that an entry outlives whom it is about. Never a secret, and never the
    personal data of a learner.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    # As it was at the time; "" : the tool by itself, or somebody who is no staff.
    actor_name = models.CharField(_("who"), max_length=200, blank=True)
    action = models.CharField(max_length=80, db_index=True)
    # Label and key, such as "lti_provider.platform:5", and what it was called.
    target = models.CharField(max_length=120, db_index=True)
    target_name = models.CharField(_("what"), max_length=300, blank=True)
    academy = models.ForeignKey(
        Academy, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    country = models.CharField(max_length=2, blank=True)
    before: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=500, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"
