"""Course, module, edition, and which academy may open which course."""

import datetime as dt
import uuid
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academies.models import Academy
from courses.models.module_rules import ModuleRules
from courses.titles import LocalTitle, local_title, read_titles


def validate_titles(lines: str) -> None:
    """Raises ValidationError unless every line is a language, a colon and a title."""
    try:
        read_titles(lines)
    except ValueError as wrong:
        message = _("This line is not a language, a colon and a title: “%(line)s”.")
        raise ValidationError(message, params={"line": str(wrong)}) from wrong


class Course(models.Model):
    """A course as the catalogue shows it: one or more modules on one subject."""

    class Level(models.TextChoices):
        BASIC = "basic", _("Basic")
        INTERMEDIATE = "intermediate", _("Intermediate")
        ADVANCED = "advanced", _("Advanced")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    subject = models.CharField(max_length=120, blank=True)
    audience = models.CharField(max_length=120, blank=True, help_text=_("Such as first responder"))
    keywords = models.CharField(
        max_length=500, blank=True, help_text=_("What trainers may search for, with commas between")
    )
    language = models.CharField(max_length=35, default="en")
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.BASIC)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Module(ModuleRules):
    """What a trainer links to: one activity in the LMS, one column in its gradebook."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    other_titles = models.TextField(
        _("titles in other languages"),
        blank=True,
        validators=[validate_titles],
        help_text=_(
            "One a line, the language first, such as “fr: Les téléphones sur les lieux”. Trainers "
            "and learners read the title in their language, where there is one."
        ),
    )
    description = models.TextField(blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["course", "position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def local_title(self) -> LocalTitle:
        """The title in the active language, where the module has one."""
        return self.title_in(self.course.language)

    def title_in(self, course_language: str) -> LocalTitle:
        """The same for who knows the course's language (BCP 47) and has not loaded the course."""
        own = LocalTitle(self.title, course_language)
        return local_title(own, self.other_titles, get_language() or course_language)


class Edition(models.Model):
    """One immutable package of a module. A learner finishes on the edition they began."""

    class Standard(models.TextChoices):
        SCORM_12 = "scorm12", "SCORM 1.2"
        SCORM_2004 = "scorm2004", "SCORM 2004"
        CMI5 = "cmi5", "cmi5"
        XAPI = "xapi", "xAPI"

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("Released")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    standard = models.CharField(max_length=12, choices=Standard.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=35, default="en")
    # sha256 of the content: the address in the package store, and why an edition cannot change.
    content_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["module", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["module", "number"], name="edition_number_once"),
        ]
        # Asked at every file of a package: whose edition is it?
        indexes = [models.Index(fields=["content_digest"], name="edition_by_digest")]

    def __str__(self) -> str:
        return f"{self.title} ({_('edition')} {self.number})"


class ValidityQuerySet(models.QuerySet[Any]):
    """Rows with `starts_on` and `expires_on`."""

    def valid_on(self, day: dt.date | models.Expression) -> Self:
        """Rows that cover `day`; no expiry means until withdrawn."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), starts_on__lte=day)


class Entitlement(models.Model):
    """An academy may open a course, from one day to another."""

    academy = models.ForeignKey(Academy, on_delete=models.CASCADE, related_name="entitlements")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="entitlements")
    starts_on = models.DateField(default=dt.date.today)
    expires_on = models.DateField(null=True, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["academy", "course"], name="entitlement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.academy} → {self.course}"


class Programme(models.Model):
    """A set of courses that the owner opens together, such as a joint project's."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    courses = models.ManyToManyField(Course, related_name="programmes", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgrammeMembership(models.Model):
    """An academy takes part in a programme, from one day to another."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="memberships")
    academy = models.ForeignKey(
        Academy, on_delete=models.CASCADE, related_name="programme_memberships"
    )
    starts_on = models.DateField(default=dt.date.today)
    expires_on = models.DateField(null=True, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "academy"], name="programme_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.academy} → {self.programme}"
