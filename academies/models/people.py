"""Staff who administer, and learners under their pseudonyms."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academies.models.academy import Academy


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
        max_length=2,
        blank=True,
        help_text=_("Of a national approver: two letters, such as FR (ISO 3166-1)."),
    )


class Learner(models.Model):
    """A person of an academy's LMS, learner or trainer, under a pseudonym."""

    academy = models.ForeignKey(Academy, on_delete=models.PROTECT, related_name="learners")
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    person_sourcedid = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=35, blank=True)
    # When the personal data was erased; what remains is the record of somebody nobody can name.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.shown_as

    @property
    def shown_as(self) -> str:
        """The name where the policy keeps it, else the first part of the pseudonym."""
        if self.display_name:
            return self.display_name
        return gettext("Learner %(number)s") % {"number": str(self.pseudonym)[:8]}
