"""How an academy comes in: invited, applied, decided on, and under which agreement since when."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models.academy import Academy

_COUNTRY = RegexValidator(r"^[A-Z]{2}$")


class AgreementText(models.Model):
    """One version of the agreement in one language. Once published it does not change."""

    version = models.CharField(max_length=40)
    language = models.CharField(max_length=35, default="en", help_text=_("BCP 47, such as fr"))
    title = models.CharField(max_length=200)
    body = models.TextField(help_text=_("Plain text; an empty line begins a new paragraph."))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-published_at", "version", "language"]
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="agreement_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version}, {self.language})"


class AcademyInvitation(models.Model):
    """The right to apply once, until a day. The token is in the link only; hashed at rest.

    `academy`: one that is here already and is to agree anew; none: a new one.
    """

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    organisation = models.CharField(max_length=200)
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[_COUNTRY],
        help_text=_("Two letters, such as FR (ISO 3166-1)."),
    )
    email = models.EmailField(blank=True)
    academy = models.ForeignKey(
        Academy, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.organisation


class Application(models.Model):
    """What an invited organisation wrote, and what was decided."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    invitation = models.OneToOneField(
        AcademyInvitation, on_delete=models.PROTECT, related_name="application"
    )
    organisation = models.CharField(max_length=200)
    country = models.CharField(
        max_length=2, validators=[_COUNTRY], help_text=_("Two letters, such as FR (ISO 3166-1).")
    )
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()
    purpose = models.TextField(max_length=4000)
    language = models.CharField(max_length=35, default="en")
    # The very text that was shown and accepted.
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="applications")
    accepted_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    academy = models.ForeignKey(
        Academy, on_delete=models.CASCADE, null=True, blank=True, related_name="applications"
    )

    class Meta:
        ordering = ["-accepted_at"]

    def __str__(self) -> str:
        return self.organisation


class Agreement(models.Model):
    """An agreement in force from one day to another. The newest one is copied to the academy."""

    academy = models.ForeignKey(Academy, on_delete=models.CASCADE, related_name="agreements")
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="agreements")
    application = models.OneToOneField(
        Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="agreement"
    )
    accepted_by = models.CharField(max_length=200)
    accepted_at = models.DateTimeField(default=timezone.now)
    starts_on = models.DateField()
    expires_on = models.DateField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=models.F("starts_on")), name="agreement_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.academy}: {self.text.version}"


class AgreementWarning(models.Model):
    """A warning that was sent before an agreement ends: each once."""

    academy = models.ForeignKey(Academy, on_delete=models.CASCADE, related_name="warnings")
    expires_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["academy", "expires_on", "days"], name="agreement_warning_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.academy}: {self.days}"
