"""The import of a package: a job with stages, so that a person can follow and retry it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Edition, Module

# The folder of MEDIA_ROOT in which packages wait for their import.
IMPORTS = "imports"


def _upload_path(job: "ImportJob", filename: str) -> str:
    """Under the job's own id: the name somebody chose never becomes a path."""
    del filename
    return f"{IMPORTS}/{job.public_id}.zip"


class ImportJob(models.Model):
    """A package on its way to becoming an edition of `module` (or of a new course)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")

    class Stage(models.TextChoices):
        RECEIVED = "received", _("Received")
        INSPECTING = "inspecting", _("Checking the package")
        READING = "reading", _("Reading the manifest")
        STORING = "storing", _("Storing the files")
        FINISHED = "finished", _("Finished")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=_upload_path, blank=True, max_length=200)
    original_name = models.CharField(max_length=255, blank=True)
    module = models.ForeignKey(
        Module,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="imports",
        help_text=_("Empty: a new course with one module, named after the package."),
    )
    course_title = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("Of the new course; empty: the title of the package."),
    )
    release = models.BooleanField(
        default=False, help_text=_("Release the edition as soon as it is imported.")
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    percent = models.PositiveSmallIntegerField(default=0)
    # What was found and warned of, or why it was refused: {"warnings": [...], "refusal": {...}}.
    report = models.JSONField(default=dict, blank=True)
    edition = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    # The package that it has brought into the store, or is about to: what keeps it from being
    # removed there, and has it removed when nothing came of it.
    content_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    # The claim of the worker that runs it: only who holds it writes, and only until `lease_until`.
    claim = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.original_name or str(self.public_id)
