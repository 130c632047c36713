"""A module offered to a class, and a learner's attempts at it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models import Academy, Learner
from courses.models.catalogue import Edition, Module
from courses.outcomes import Completion, Outcome, Success


class Offering(models.Model):
    """A module offered in one place of one academy: in LTI, what a resource link points to.

    Attempts hang here and not on the module, so that a class which takes the module again next
    year begins anew, while last year's records stay.
    """

    academy = models.ForeignKey(Academy, on_delete=models.PROTECT, related_name="offerings")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="offerings")
    title = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.title or self.module.title


class Attempt(models.Model):
    """One learner's way through one edition."""

    class Kind(models.TextChoices):
        CREDIT = "credit", _("For credit")
        PREVIEW = "preview", _("Preview")

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="attempts")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="attempts")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="attempts")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CREDIT)
    number = models.PositiveIntegerField(default=1)
    completion = models.CharField(
        max_length=10, choices=[(c.value, c.value) for c in Completion], default=Completion.UNKNOWN
    )
    success = models.CharField(
        max_length=7, choices=[(s.value, s.value) for s in Success], default=Success.UNKNOWN
    )
    # Scaled, 0 to 1; none: the content reported no score.
    score = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    progress = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    total_centiseconds = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    last_active_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "offering", "kind", "number"], name="attempt_number_once"
            ),
        ]
        indexes = [models.Index(fields=["offering", "kind"])]

    def __str__(self) -> str:
        return f"{self.learner} · {self.offering} · {self.number}"

    @property
    def outcome(self) -> Outcome:
        """What is recorded so far, as the standards' rooms speak of it."""
        return Outcome(
            completion=Completion(self.completion),
            success=Success(self.success),
            score=self.score,
            progress=self.progress,
            total_centiseconds=self.total_centiseconds,
        )

    @property
    def is_settled(self) -> bool:
        """Completed and not failed: opened again, it is only looked at."""
        return self.outcome.is_settled
