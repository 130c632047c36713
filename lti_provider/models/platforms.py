"""A platform (an academy's LMS) and what is known through it.

`sub`, context ids and resource-link ids are unique within one registration only (in Moodle they are
small integers), so every one of these rows hangs below a platform or a deployment.
"""

from django.conf import settings
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

    class Registration(models.TextChoices):
        BY_HAND = "hand", _("By hand")
        DYNAMIC = "dynamic", _("Dynamic registration")

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
    registered_by = models.CharField(
        max_length=7, choices=Registration.choices, default=Registration.BY_HAND, editable=False
    )
    # What the platform's own configuration said when it registered (dynamic registration).
    configuration = models.JSONField(default=dict, blank=True, editable=False)
    allows_anonymous = models.BooleanField(
        default=False, help_text=_("Let people in whom the platform does not name. No grades.")
    )
    # Circuit breaker of the service calls: consecutive failures, and when to try again.
    service_failures = models.PositiveIntegerField(default=0, editable=False)
    service_paused_until = models.DateTimeField(null=True, blank=True, editable=False)
    # LTI 1.1 migration: the consumer key whose signature vouches for old ids; the secret is
    # encrypted by academies.outbound.secrets_at_rest where a key for that is configured.
    lti11_consumer_key = models.CharField(max_length=255, blank=True)
    lti11_secret = models.CharField(max_length=500, blank=True)
    # Platform Notification Service 1.0: where we subscribe, and to what we did.
    notification_service_url = models.URLField(max_length=500, blank=True)
    notice_handlers = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="registration_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """How tickets name the way in through this platform (courses.closures)."""
        return f"platform:{self.pk}"


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
    # Somebody whom the platform did not name: `sub` is an invented one, for one launch.
    is_anonymous = models.BooleanField(default=False)
    lti11_user_id = models.CharField(max_length=255, blank=True)

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
    # The course of which the platform said that this one is a copy.
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    # Names and Roles (NRPS 2.0): where the class list is, and how fresh ours is.
    memberships_url = models.URLField(max_length=500, blank=True)
    roster_fetched_at = models.DateTimeField(null=True, blank=True)
    roster_not_before = models.DateTimeField(null=True, blank=True)
    roster_problem = models.CharField(max_length=500, blank=True)
    groups_url = models.URLField(max_length=500, blank=True)

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


class RosterMember(models.Model):
    """Somebody in the class list that the platform gave (NRPS 2.0, 2.2).

    Kept so that a trainer sees who has never opened the activity. The name is stored under the
    academy's policy only.
    """

    context = models.ForeignKey(Context, on_delete=models.CASCADE, related_name="roster")
    sub = models.CharField(max_length=255)
    display_name = models.CharField(max_length=200, blank=True)
    is_trainer = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    groups = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["context", "sub"], name="roster_member_once"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.sub


class RegistrationInvitation(models.Model):
    """The right to register one platform for an academy, once, until a day. Hashed at rest."""

    academy = models.ForeignKey(
        Academy, on_delete=models.CASCADE, related_name="registration_invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    platform = models.ForeignKey(Platform, on_delete=models.SET_NULL, null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.academy} until {self.expires_at:%Y-%m-%d}"


class PlatformEvent(models.Model):
    """The newest of each kind of thing that happened with a platform, for its status page."""

    class Kind(models.TextChoices):
        LAUNCH = "launch", _("Launch")
        LAUNCH_REFUSED = "launch_refused", _("Launch refused")
        GRADE_SENT = "grade_sent", _("Grade sent")
        GRADE_REFUSED = "grade_refused", _("Grade refused")
        ROSTER = "roster", _("Class list read")
        ROSTER_REFUSED = "roster_refused", _("Class list refused")
        SELF_TEST = "self_test", _("Self-test")

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    # A sentence or a code; never personal data, never a token.
    detail = models.CharField(max_length=500, blank=True)
    report = models.JSONField(default=dict, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "kind"], name="newest_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.kind}"
