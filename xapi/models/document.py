"""Documents: activity state, activity profiles, agent profiles (Communication 2.2)."""

from django.db import models

from academies.models import Academy


class Document(models.Model):
    """One document, as it was sent. `scope` is a digest of what it belongs to.

    State: activity, agent and registration; profiles: the activity or the agent.
    """

    class Resource(models.TextChoices):
        STATE = "state"
        ACTIVITY_PROFILE = "activity_profile"
        AGENT_PROFILE = "agent_profile"

    academy = models.ForeignKey(Academy, on_delete=models.CASCADE, related_name="xapi_documents")
    resource = models.CharField(max_length=20, choices=Resource.choices)
    # SHA-256 of activity and agent: an IRI may be longer than an index takes.
    scope = models.CharField(max_length=64)
    # scope_of the agent, where there is one: by it a person's documents are found.
    agent = models.CharField(max_length=64, blank=True, db_index=True)
    # "" : none. Unlike NULL, it is equal to itself in the constraint.
    registration = models.CharField(max_length=36, blank=True)
    document_id = models.CharField(max_length=500)
    content_type = models.CharField(max_length=200)
    body = models.BinaryField()
    etag = models.CharField(max_length=64)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["academy", "resource", "scope", "registration", "document_id"],
                name="xapi_document_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.document_id}"
