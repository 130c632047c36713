"""Staff pages of this room: platforms, activities, and the grades on their way out."""

from lti_provider.admin.invitations import RegistrationInvitationAdmin
from lti_provider.admin.passbacks import PassbackAdmin
from lti_provider.admin.platforms import PlatformAdmin, ResourceLinkAdmin

__all__ = ["PassbackAdmin", "PlatformAdmin", "RegistrationInvitationAdmin", "ResourceLinkAdmin"]
