"""A module offered to a class, and a learner's attempts at it."""

from dataclasses import replace

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models import Academy, Learner
from courses.models.catalogue import Edition, Module
from courses.outcomes import Completion, Outcome, Parts, Success


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
    # What the package itself said, where the module's completion rule decides and says above what
    # counts; empty: the same. And how many of its parts were opened; of 0: not known.
    reported_completion = models.CharField(
        max_length=10, blank=True, choices=[(c.value, c.value) for c in Completion]
    )
    reported_progress = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    parts_seen = models.PositiveIntegerField(default=0)
    parts_total = models.PositiveIntegerField(default=0)
    # courses.tickets.Ticket.session of the window that plays the attempt now; others are told.
    live_session = models.CharField(max_length=64, blank=True)
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
    def reported(self) -> Outcome:
        """What the package said, before the module's completion rule."""
        progress = self.reported_progress
        return replace(
            self.outcome,
            completion=Completion(self.reported_completion or self.completion),
            progress=self.progress if progress is None else progress,
        )

    @property
    def parts(self) -> Parts:
        return Parts(self.parts_seen, self.parts_total)

    @property
    def is_settled(self) -> bool:
        """Completed and not failed."""
        return self.outcome.is_settled

    @property
    def is_over(self) -> bool:
        """Opened again, it is only looked at. Asks for the module, which is best loaded already."""
        policy = self.offering.module.attempt_policy
        return policy.is_over(self.outcome, self.reported.completion)
