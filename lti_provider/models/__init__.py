"""Platforms and people known through them, launches, and the grades on their way out."""

from lti_provider.models.launches import LaunchSession, LaunchState
from lti_provider.models.passbacks import Passback
from lti_provider.models.platforms import (
    Context,
    Deployment,
    Platform,
    PlatformEvent,
    PlatformUser,
    RegistrationInvitation,
    ResourceLink,
    RosterMember,
)

__all__ = [
    "Context",
    "Deployment",
    "LaunchSession",
    "LaunchState",
    "Passback",
    "Platform",
    "PlatformEvent",
    "PlatformUser",
    "RegistrationInvitation",
    "ResourceLink",
    "RosterMember",
]
