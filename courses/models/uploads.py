"""A file on its way in, in as many pieces as the connection makes of it."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

INCOMING = "incoming"


class Upload(models.Model):
    """A file that is being uploaded by tus; once it is whole, an import takes it and the row goes.

    `offset`: how many of the `length` bytes are on the disk for certain. The file may be longer,
    when a server died while it wrote, and is cut back then; it is never shorter.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads"
    )
    original_name = models.CharField(max_length=255, blank=True)
    # As the client wrote it: it is handed back to the letter (tus 1.0.0, Upload-Metadata).
    metadata = models.TextField(blank=True)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    # Who appends right now: only who holds the claim writes, and only until `claimed_until`.
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.original_name or str(self.public_id)

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length

    @property
    def percent(self) -> int:
        """How much has arrived, 0 to 100."""
        return self.offset * 100 // self.length if self.length else 0

    @property
    def path(self) -> Path:
        """Under the upload's own id: the name somebody chose never becomes a path."""
        return incoming_folder() / f"{self.public_id}.part"


def incoming_folder() -> Path:
    """Where unfinished uploads lie: beside the finished ones, so that these are only renamed."""
    return Path(settings.MEDIA_ROOT) / INCOMING
