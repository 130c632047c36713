"""The tenant."""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AcademyManager(models.Manager["Academy"]):
    """The academies, without the row that stands for this service itself."""

    def get_queryset(self) -> models.QuerySet["Academy"]:
        return super().get_queryset().filter(is_provider=False)


class Academy(models.Model):
    """A police academy: the tenant. Everything a learner does belongs to one.

    One row is no academy: the provider's own, for what its staff try out. Nobody finds it by
    `objects`; see `academies.services.provider`.
    """

    class Status(models.TextChoices):
        APPLIED = "applied", _("Applied")
        APPROVED = "approved", _("Approved")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(
        max_length=2,
        help_text=_("Two letters, such as FR (ISO 3166-1)."),
        validators=[RegexValidator(r"^[A-Z]{2}$")],
    )
    language = models.CharField(
        max_length=35,
        default="en",
        help_text=_("Such as fr or fr-BE (BCP 47): for those whose platform names none."),
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.APPLIED)
    status_reason = models.CharField(
        max_length=500, blank=True, help_text=_("Why it was suspended or revoked.")
    )
    # What launches read; how it came about stands in the agreements of academies.models.vetting.
    agreement_version = models.CharField(max_length=40, blank=True)
    agreement_starts_on = models.DateField(null=True, blank=True)
    agreement_expires_on = models.DateField(null=True, blank=True)
    # The policy on personal data: what a launch may leave behind. Nothing, unless switched on.
    keeps_names = models.BooleanField(_("keeps names"), default=False)
    keeps_emails = models.BooleanField(_("keeps e-mail addresses"), default=False)
    keeps_person_sourcedids = models.BooleanField(
        _("keeps service numbers"),
        default=False,
        help_text=_("What the platform sends as lis.person_sourcedid."),
    )
    is_provider = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # The first is the one that Django takes for forms and lists.
    objects = AcademyManager()
    with_provider = models.Manager["Academy"]()

    class Meta:
        verbose_name_plural = _("academies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_provider"], condition=Q(is_provider=True), name="one_provider"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def agreement_valid_on(self, day: dt.date) -> bool:
        """Whether the signed agreement covers `day`; an academy without a start has none."""
        if self.agreement_starts_on is None or day < self.agreement_starts_on:
            return False
        return self.agreement_expires_on is None or day <= self.agreement_expires_on

    def may_enter(self, day: dt.date) -> bool:
        """Approved, and under a valid agreement: the two things every launch asks."""
        return self.status == self.Status.APPROVED and self.agreement_valid_on(day)
