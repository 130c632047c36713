"""Read what a platform says of itself (Dynamic Registration 1.0, 3.4; OpenID Discovery 1.0, 4.2).

The document comes from a stranger: every member is checked for type, form and length before it is
stored, shown or called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_LONGEST_ADDRESS = 500
_LONGEST_ISSUER = 255
_LONGEST_WORD = 255
_MOST_WORDS = 500


class ConfigurationRefused(Exception):
    """The document cannot be used; `member` is the part that is at fault, `why` says in what."""

    def __init__(self, member: str, why: str) -> None:
        super().__init__(f"{member}: {why}")
        self.member = member
        self.why = why


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """A platform as it describes itself.

    authorization_server: the audience of our assertions, "" where it is the token endpoint;
    scopes, claims: what it offers, None where it does not say; messages: by type, the placements
    that it offers for each, empty where it does not say; variables: without the dollar sign.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    registration_endpoint: str
    authorization_server: str
    scopes: frozenset[str] | None
    claims: frozenset[str] | None
    product_family: str
    version: str
    messages: Mapping[str, tuple[str, ...]]
    variables: frozenset[str]

    def as_kept(self) -> dict[str, Any]:
        """As JSON for the platform's record: what was read, and nothing else of the document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.authorization_endpoint,
            "token_endpoint": self.token_endpoint,
            "jwks_uri": self.jwks_uri,
            "registration_endpoint": self.registration_endpoint,
            "authorization_server": self.authorization_server,
            "scopes_supported": sorted(self.scopes or ()),
            "claims_supported": sorted(self.claims or ()),
            "product_family_code": self.product_family,
            "version": self.version,
            "messages_supported": {name: list(value) for name, value in self.messages.items()},
            "variables": sorted(self.variables),
        }


def read_configuration(document: Any) -> PlatformConfiguration:
    """Give an openid-configuration its shape. Raises ConfigurationRefused."""
    if not isinstance(document, dict):
        raise ConfigurationRefused("document", "must be an object")
    _require(document, "response_types_supported", "id_token")
    _require(document, "id_token_signing_alg_values_supported", "RS256")
    _require(document, "token_endpoint_auth_methods_supported", "private_key_jwt")
    about = document.get(PLATFORM_CONFIGURATION)
    about = about if isinstance(about, dict) else {}
    return PlatformConfiguration(
        issuer=_issuer(document),
        authorization_endpoint=_address(document, "authorization_endpoint"),
        token_endpoint=_address(document, "token_endpoint"),
        jwks_uri=_address(document, "jwks_uri"),
        registration_endpoint=_address(document, "registration_endpoint"),
        authorization_server=_word(document.get("authorization_server")),
        scopes=_words(document.get("scopes_supported")),
        claims=_words(document.get("claims_supported")),
        product_family=_word(about.get("product_family_code"))[:60],
        version=_word(about.get("version"))[:60],
        messages=_messages(about.get("messages_supported")),
        variables=_words(about.get("variables")) or frozenset(),
    )


def hosts_match(configuration_url: str, issuer: str) -> bool:
    """Whether who serves the document may speak for `issuer` (3.4: the hosts must match).

    A host below the issuer's is the issuer's too. Without this rule anybody could serve a document
    in the name of another academy's platform.
    """
    ours, theirs = _host(configuration_url), _host(issuer)
    return bool(ours) and bool(theirs) and (ours == theirs or ours.endswith(f".{theirs}"))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _issuer(document: Mapping[str, Any]) -> str:
    """OpenID Discovery 1.0, 3: an address without a query or a fragment."""
    issuer = _address(document, "issuer")
    if len(issuer) > _LONGEST_ISSUER or "?" in issuer or "#" in issuer:
        raise ConfigurationRefused("issuer", "must be short and have no query or fragment")
    return issuer


def _address(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    if value is None:
        raise ConfigurationRefused(member, "is missing")
    if not isinstance(value, str) or not _is_web_address(value):
        raise ConfigurationRefused(
            member, f"must be an http(s) address of at most {_LONGEST_ADDRESS} characters"
        )
    return value


def _is_web_address(value: str) -> bool:
    return (
        value.startswith(("https://", "http://"))
        and len(value) <= _LONGEST_ADDRESS
        and value.isascii()
        and value.isprintable()
        and " " not in value
        and bool(_host(value))
    )


def _require(document: Mapping[str, Any], member: str, wanted: str) -> None:
    """Some platforms leave the list out; one that gives it without our word cannot be served."""
    offered = _words(document.get(member))
    if offered is not None and wanted not in offered:
        raise ConfigurationRefused(member, f"does not offer {wanted}")


def _word(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_WORD or not value.isprintable():
        return ""
    return value


def _words(value: Any) -> frozenset[str] | None:
    if not isinstance(value, list):
        return None
    return frozenset(word for entry in value[:_MOST_WORDS] if (word := _word(entry)))


def _messages(value: Any) -> dict[str, tuple[str, ...]]:
    """By type; a type that is listed twice has the placements of both."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in value[:_MOST_WORDS] if isinstance(value, list) else []:
        if not isinstance(entry, dict) or not (name := _word(entry.get("type"))):
            continue
        placements = sorted(_words(entry.get("placements")) or ())
        found[name] = tuple(dict.fromkeys([*found.get(name, ()), *placements]))
    return found
