"""A platform (an academy's LMS) and what is known through it.

`sub`, context ids and resource-link ids are unique within one registration only (in Moodle they are
small integers), so every one of these rows hangs below a platform or a deployment.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academies.models import Academy, Learner
from courses.models import Offering


class Platform(models.Model):
    """A registration of this tool at an LMS (LTI 1.3 core 3.1.3): issuer and client id.

    Endpoints are stored as given, never built: an LMS may move them.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")

    academy = models.ForeignKey(Academy, on_delete=models.PROTECT, related_name="platforms")
    name = models.CharField(max_length=200)
    issuer = models.CharField(max_length=255)
    client_id = models.CharField(max_length=255)
    auth_login_url = models.URLField(max_length=500)
    token_url = models.URLField(max_length=500)
    jwks_url = models.URLField(max_length=500)
    # The origins of the LMS's pages, which may frame the player; the issuer's unless told.
    frame_origins = models.JSONField(default=list, blank=True)
    product_family = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    # The platform's key set as last fetched, so that no process has to ask before it is needed.
    jwks = models.JSONField(default=dict, blank=True)
    jwks_fetched_at = models.DateTimeField(null=True, blank=True)
    jwks_tried_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="registration_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Deployment(models.Model):
    """A deployment of the tool at a platform (LTI 1.3 core 3.1.3)."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="deployments")
    deployment_id = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "deployment_id"], name="deployment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.platform} / {self.deployment_id}"


class PlatformUser(models.Model):
    """A person as a platform names them: (platform, sub) is the whole identity."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="users")
    sub = models.CharField(max_length=255)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="platform_users")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "sub"], name="platform_user_once"),
        ]

    def __str__(self) -> str:
        return str(self.learner)


class Context(models.Model):
    """A course of the LMS (LTI 1.3 core 5.4.2)."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="contexts")
    context_id = models.CharField(max_length=255)
    label = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deployment", "context_id"], name="context_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.label or self.context_id


class ResourceLink(models.Model):
    """An activity of the LMS that points to a module (LTI 1.3 core 5.3.5)."""

    deployment = models.ForeignKey(
        Deployment, on_delete=models.CASCADE, related_name="resource_links"
    )
    resource_link_id = models.CharField(max_length=255)
    context = models.ForeignKey(
        Context, on_delete=models.SET_NULL, null=True, blank=True, related_name="resource_links"
    )
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="resource_links")
    title = models.CharField(max_length=255, blank=True)
    # AGS endpoint claim (AGS 2.0, 3.1) as of the newest launch; empty: no grades wanted.
    line_item_url = models.URLField(max_length=500, blank=True)
    line_items_url = models.URLField(max_length=500, blank=True)
    ags_scopes = models.JSONField(default=list, blank=True)
    memberships_url = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "resource_link_id"], name="resource_link_once"
            ),
        ]
        indexes = [models.Index(fields=["offering"])]

    def __str__(self) -> str:
        return self.title or self.resource_link_id
