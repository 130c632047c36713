"""The claims of an LTI 1.3 message, checked and given a shape. Pure Python.

The signature, issuer, audience, times and nonce are `lti_provider.tool`'s work; this package takes
claims that are known to come from the platform and still trusts none of their types and lengths.
Sections are those of the LTI 1.3 core specification (LTI), Deep Linking 2.0 (DL), AGS 2.0 (AGS) and
NRPS 2.0 (NRPS).
"""

from lti_provider.claims.message import (
    SUPPORTED_MESSAGES,
    CourseContext,
    LinkedResource,
    Message,
    MessageType,
    Person,
    read_locale,
    read_message,
    read_return_url,
)
from lti_provider.claims.reading import ClaimsRefused
from lti_provider.claims.services import DeepLinkingSettings, Endpoints, Notifications

__all__ = [
    "SUPPORTED_MESSAGES",
    "ClaimsRefused",
    "CourseContext",
    "DeepLinkingSettings",
    "Endpoints",
    "LinkedResource",
    "Message",
    "MessageType",
    "Notifications",
    "Person",
    "read_locale",
    "read_message",
    "read_return_url",
]
