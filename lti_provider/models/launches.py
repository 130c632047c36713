"""A launch under way (state and nonce) and a launch that succeeded (the session of one tab)."""

from django.db import models
from django.utils import timezone

from courses.models import Attempt
from lti_provider.models.platforms import (
    Context,
    Deployment,
    Platform,
    PlatformUser,
    ResourceLink,
)


class LaunchState(models.Model):
    """State and nonce of one login, spent once (OIDC core 3.1.2.1, 1EdTech security 5.1.1).

    The state is bound to the browser: `binding_hash` is the sha256 of a secret that only the
    browser holds, in a cookie or in its storage.
    """

    state = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=64)
    binding_hash = models.CharField(max_length=64)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE)
    target_link_uri = models.CharField(max_length=2000)
    # The frame that keeps data for us (LTI client side postMessages 1.0), or "".
    storage_target = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"login at {self.platform_id}"


class LaunchSession(models.Model):
    """A launch that came in: one tab, one person, one place. Its token is hashed at rest."""

    token_hash = models.CharField(max_length=64, unique=True)
    platform_user = models.ForeignKey(
        PlatformUser, on_delete=models.CASCADE, related_name="sessions"
    )
    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="sessions")
    # None for a message that is about no activity: deep linking, data privacy.
    resource_link = models.ForeignKey(
        ResourceLink, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    context = models.ForeignKey(
        Context, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    # Whose work a submission review or a data privacy launch is about.
    for_user = models.ForeignKey(
        PlatformUser, on_delete=models.CASCADE, null=True, blank=True, related_name="looked_at_in"
    )
    # The deep_linking_settings claim, checked (lti_provider.claims).
    deep_linking = models.JSONField(default=dict, blank=True)
    attempt = models.ForeignKey(Attempt, on_delete=models.SET_NULL, null=True, blank=True)
    is_trainer = models.BooleanField(default=False)
    message_type = models.CharField(max_length=60)
    locale = models.CharField(max_length=35, blank=True)
    return_url = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.message_type} {self.pk}"
