"""What an imported course says of itself: a cmi5 course structure, or the list of a tincan.xml."""

from django.db import models
from django.utils import timezone


class XapiPackage(models.Model):
    """The structure of a package in the store; several editions may share one.

    A zip may hold both cmi5.xml and tincan.xml, so the content alone does not say which it is.
    """

    content_digest = models.CharField(max_length=64)
    # courses.models.Edition.Standard: CMI5 or XAPI.
    standard = models.CharField(max_length=12)
    # CMI5: xapi.cmi5.structure.CourseStructure, as encode_structure writes it.
    # XAPI: xapi.tincan.structure.TinCanPackage, as encode_package writes it.
    structure = models.JSONField()
    file_count = models.PositiveIntegerField()
    total_bytes = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_digest", "standard"], name="xapi_package_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.content_digest[:12]}"
