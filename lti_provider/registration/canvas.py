"""The configuration that Canvas reads from a URL, for a tool that is connected by hand.

From Instructure's documentation (Configuring LTI Advantage Tools: Anatomy of a JSON configuration);
it was not run against a Canvas.
"""

from typing import Any

from lti_provider.registration.request import DEEP_LINKING, WANTED_SCOPES, Tool

_PLACEMENTS = ("assignment_selection", "link_selection")


def canvas_json(tool: Tool) -> dict[str, Any]:
    """As Canvas wants it. Privacy level "anonymous": ids only, no names and no addresses."""
    return {
        "title": tool.names["en"],
        "description": tool.descriptions["en"],
        "oidc_initiation_url": tool.login_url,
        "target_link_uri": tool.launch_url,
        "public_jwk_url": tool.jwks_url,
        "scopes": list(WANTED_SCOPES),
        "custom_fields": {},
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "domain": tool.domain,
                "tool_id": "course-provider",
                "privacy_level": "anonymous",
                "settings": {
                    "text": tool.names["en"],
                    "icon_url": tool.logo_url,
                    "placements": [_placement(name, tool) for name in _PLACEMENTS],
                },
            }
        ],
    }


def _placement(name: str, tool: Tool) -> dict[str, Any]:
    return {
        "placement": name,
        "message_type": DEEP_LINKING,
        "target_link_uri": tool.launch_url,
        "text": tool.labels["en"],
        "icon_url": tool.logo_url,
    }
