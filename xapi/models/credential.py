"""Who may speak to the store, and for which academy."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models import Academy


class Credential(models.Model):
    """A key and a secret of one academy (HTTP Basic, Communication 4.0).

    The secret is 32 random bytes, so one SHA-256 protects it at rest: a slow password hash would
    cost every request, and there is nothing to guess.
    """

    academy = models.ForeignKey(Academy, on_delete=models.PROTECT, related_name="xapi_credentials")
    label = models.CharField(max_length=200)
    key = models.CharField(max_length=64, unique=True)
    secret_hash = models.CharField(max_length=64, editable=False)
    # Communication 4.2, separated by spaces.
    scopes = models.CharField(max_length=200, default="statements/write statements/read/mine")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # To within an hour: a write at every request would cost more than it tells.
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The tool's own: what it tells itself is stored under it. It has no secret; nobody enters.
    is_ours = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("key of a record store")
        verbose_name_plural = _("keys of record stores")
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["academy"], condition=Q(is_ours=True), name="xapi_one_credential_of_ours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.key})"
