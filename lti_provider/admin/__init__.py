"""Staff pages of this room: the grades on their way out."""

from lti_provider.admin.passbacks import PassbackAdmin

__all__ = ["PassbackAdmin"]
