"""Tenant, staff user and pseudonymous learner.

A learner's name is kept only where the academy's policy says so: the pseudonym is what every other
room uses. How a learner is recognised (platform and `sub`) is known to `lti_provider` alone.
"""

import datetime as dt
import uuid

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Academy(models.Model):
    """A police academy: the tenant. Everything a learner does belongs to one."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("Applied")
        APPROVED = "approved", _("Approved")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(
        max_length=2, help_text=_("ISO 3166-1 alpha-2"), validators=[RegexValidator(r"^[A-Z]{2}$")]
    )
    language = models.CharField(max_length=35, default="en", help_text=_("BCP 47, such as fr-BE"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.APPLIED)
    agreement_version = models.CharField(max_length=40, blank=True)
    agreement_starts_on = models.DateField(null=True, blank=True)
    agreement_expires_on = models.DateField(null=True, blank=True)
    # The policy on personal data: what a launch may leave behind. Nothing, unless switched on.
    keeps_names = models.BooleanField(default=False)
    keeps_emails = models.BooleanField(default=False)
    keeps_person_sourcedids = models.BooleanField(
        default=False, help_text=_("Often the service number")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = _("academies")
        ordering = ["name"]

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


class StaffUser(AbstractUser):
    """Somebody who signs in to administer. Rights come from here, never from LTI roles."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        NATIONAL_APPROVER = "national_approver", _("National approver")
        ACADEMY_ADMINISTRATOR = "academy_administrator", _("Academy administrator")
        AUDITOR = "auditor", _("Auditor (read only)")
        DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")

    role = models.CharField(max_length=30, choices=Role.choices, default=Role.ACADEMY_ADMINISTRATOR)
    academy = models.ForeignKey(
        Academy, on_delete=models.PROTECT, null=True, blank=True, related_name="staff"
    )
    country = models.CharField(
        max_length=2, blank=True, help_text=_("Of a national approver: ISO 3166-1 alpha-2")
    )


class Learner(models.Model):
    """A person of an academy's LMS, learner or trainer, under a pseudonym."""

    academy = models.ForeignKey(Academy, on_delete=models.PROTECT, related_name="learners")
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    person_sourcedid = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=35, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.shown_as

    @property
    def shown_as(self) -> str:
        """The name where the policy keeps it, else the first part of the pseudonym."""
        return self.display_name or f"Learner {str(self.pseudonym)[:8]}"
