"""Write the registration (Dynamic Registration 1.0, 3.5; OpenID Registration 1.0, 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lti_provider.registration.configuration import PlatformConfiguration

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
# Columns, grades and results (AGS 2.0, 3.1 to 3.4), and the class list (NRPS 2.0, 2.1).
WANTED_SCOPES = (
    f"{_AGS}lineitem",
    f"{_AGS}score",
    f"{_AGS}result.readonly",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
# Where the choice of a module is offered; the first is the specification's, the others Canvas's.
_PLACEMENTS = ("ContentArea", "assignment_selection", "link_selection")
# Ids, never anything about a person: from which course and which activity a copy was made.
_CUSTOM = {
    "context_id_history": "Context.id.history",
    "resource_link_id_history": "ResourceLink.id.history",
}
# Canvas turns a registration down that names a message it does not list; others pass it over.
_TAKES_LISTED_MESSAGES_ONLY = frozenset({"canvas"})


@dataclass(frozen=True, slots=True)
class Tool:
    """This tool as platforms show it. names, descriptions, labels: by language, "en" always.

    label: of the button with which a trainer chooses a module. messages: the types it answers.
    """

    origin: str
    login_url: str
    launch_url: str
    jwks_url: str
    logo_url: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    labels: Mapping[str, str]
    messages: tuple[str, ...]

    @property
    def domain(self) -> str:
        """Host and, where the origin has one, port: platforms compare addresses with it."""
        return urlsplit(self.origin).netloc


def registration_request(
    tool: Tool, platform: PlatformConfiguration, claims: frozenset[str]
) -> dict[str, Any]:
    """The body of the registration.

    claims: about people, those that the academy's policy keeps; `iss` and `sub` are always asked
    for, since nobody could be recognised without them.
    """
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": tool.login_url,
        "redirect_uris": [tool.launch_url],
        **_in_every_language("client_name", tool.names),
        "client_uri": tool.origin,
        "jwks_uri": tool.jwks_url,
        "logo_uri": tool.logo_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(_scopes(platform)),
        TOOL_CONFIGURATION: {
            "domain": tool.domain,
            "target_link_uri": tool.launch_url,
            **_in_every_language("description", tool.descriptions),
            "custom_parameters": {
                name: f"${variable}"
                for name, variable in _CUSTOM.items()
                if variable in platform.variables
            },
            "claims": ["iss", "sub", *sorted(_offered(claims, platform.claims))],
            "messages": _messages(tool, platform),
        },
    }


def _scopes(platform: PlatformConfiguration) -> list[str]:
    """What we use and the platform offers: some refuse a registration that asks for more."""
    return [scope for scope in WANTED_SCOPES if platform.scopes is None or scope in platform.scopes]


def _offered(wanted: frozenset[str], offered: frozenset[str] | None) -> frozenset[str]:
    return wanted if offered is None else wanted & offered


def _messages(tool: Tool, platform: PlatformConfiguration) -> list[dict[str, Any]]:
    listed_only = platform.product_family.lower() in _TAKES_LISTED_MESSAGES_ONLY
    return [
        _message(name, tool, platform)
        for name in tool.messages
        if not listed_only or name in platform.messages
    ]


def _message(name: str, tool: Tool, platform: PlatformConfiguration) -> dict[str, Any]:
    message: dict[str, Any] = {"type": name, "target_link_uri": tool.launch_url}
    if name == DEEP_LINKING:
        offered = platform.messages.get(name, ())
        placements = [place for place in _PLACEMENTS if place in offered]
        message["placements"] = placements or ([] if offered else list(_PLACEMENTS[:1]))
        message["icon_uri"] = tool.logo_url
        message |= _in_every_language("label", tool.labels)
    return message


def _in_every_language(member: str, texts: Mapping[str, str]) -> dict[str, str]:
    """`member`, and `member#fr` for French (OpenID Registration 1.0, 2.1), where it differs."""
    english = texts["en"]
    others = {
        f"{member}#{language}": text
        for language, text in texts.items()
        if language != "en" and text != english
    }
    return {member: english, **others}
