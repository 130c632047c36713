"""The claims of an LTI 1.3 message, checked and given a shape. Pure Python.

The signature, issuer, audience, times and nonce are `lti_provider.tool`'s work; this module takes
claims that are known to come from the platform and still trusts none of their types and lengths.
Sections are those of the LTI 1.3 core specification (LTI) and AGS 2.0 (AGS), NRPS 2.0 (NRPS).
"""

from typing import Any

import msgspec

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
SUPPORTED_MESSAGES = frozenset({RESOURCE_LINK_REQUEST})
_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_TRAINERS = frozenset(
    {"Instructor", "TeachingAssistant", "ContentDeveloper", "Administrator", "Manager", "Mentor"}
)


class ClaimsRefused(Exception):
    """A required claim is missing or malformed; `claim` names it by its short name."""

    def __init__(self, claim: str, why: str) -> None:
        super().__init__(f"{claim}: {why}")
        self.claim = claim
        self.why = why


class Person(msgspec.Struct, frozen=True):
    """Who came. Everything but `sub` may be empty."""

    sub: str
    name: str = ""
    email: str = ""
    person_sourcedid: str = ""


class LinkedResource(msgspec.Struct, frozen=True):
    """The activity and the course it stands in (LTI 5.3.5, 5.4.2)."""

    id: str
    title: str = ""
    context_id: str = ""
    context_label: str = ""
    context_title: str = ""


class Endpoints(msgspec.Struct, frozen=True):
    """Where grades and class lists are (AGS 3.1, NRPS 3.6.1.1); empty: not offered."""

    line_item: str = ""
    line_items: str = ""
    ags_scopes: tuple[str, ...] = ()
    memberships: str = ""


class Message(msgspec.Struct, frozen=True):
    """One LTI message, as the rest of the room uses it."""

    message_type: str
    deployment_id: str
    target_link_uri: str
    person: Person
    resource_link: LinkedResource
    endpoints: Endpoints
    is_trainer: bool
    custom: dict[str, str]
    locale: str = ""
    return_url: str = ""
    product_family: str = ""


def read_message(claims: dict[str, Any]) -> Message:
    """Give a verified token's claims their shape. Raises ClaimsRefused."""
    if _text(claims, "version", 20) != "1.3.0":  # LTI 5.3.2
        raise ClaimsRefused("version", "must be 1.3.0")
    message_type = _required(claims, "message_type", 60)  # LTI 5.3.1
    if message_type not in SUPPORTED_MESSAGES:
        raise ClaimsRefused("message_type", "is none that this tool answers")
    presentation = _object(claims, "launch_presentation")
    return Message(
        message_type=message_type,
        deployment_id=_required(claims, "deployment_id", 255),  # LTI 5.3.3
        target_link_uri=_required(claims, "target_link_uri", 2000),  # LTI 5.3.4
        person=_person(claims),
        resource_link=_resource_link(claims),
        endpoints=_endpoints(claims),
        is_trainer=_is_trainer(_roles(claims)),
        custom=_custom(claims),
        locale=_own_text(presentation, "locale", 35),
        return_url=_web_address(presentation, "return_url"),
        product_family=_own_text(_object(claims, "tool_platform"), "product_family_code", 60),
    )


def read_return_url(claims: dict[str, Any]) -> str:
    """The way back, for a message that is refused for something else; "" where there is none."""
    presentation = claims.get(_CLAIM + "launch_presentation")
    if not isinstance(presentation, dict):
        return ""
    address = presentation.get("return_url")
    return address if isinstance(address, str) and _is_web_address(address) else ""


def _person(claims: dict[str, Any]) -> Person:
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub:
        raise ClaimsRefused("sub", "is missing: the platform does not say who is coming")
    if len(sub) > 255 or not sub.isascii():  # LTI 5.3.6: at most 255 ASCII characters
        raise ClaimsRefused("sub", "has more than 255 characters, or others than ASCII")
    return Person(
        sub=sub,
        name=_own_text(claims, "name", 200),
        email=_own_text(claims, "email", 254),
        person_sourcedid=_own_text(_object(claims, "lis"), "person_sourcedid", 255),
    )


def _resource_link(claims: dict[str, Any]) -> LinkedResource:
    link = _object(claims, "resource_link")
    link_id = link.get("id")
    if not isinstance(link_id, str) or not link_id:
        raise ClaimsRefused("resource_link.id", "is missing")
    if len(link_id) > 255 or not link_id.isascii():  # LTI 5.3.5
        raise ClaimsRefused("resource_link.id", "has more than 255 characters, or not ASCII")
    context = _object(claims, "context")
    return LinkedResource(
        id=link_id,
        title=_own_text(link, "title", 255),
        context_id=_own_text(context, "id", 255),
        context_label=_own_text(context, "label", 255),
        context_title=_own_text(context, "title", 255),
    )


def _endpoints(claims: dict[str, Any]) -> Endpoints:
    grades = _whole_object(claims, _AGS_ENDPOINT)
    scopes = grades.get("scope", [])
    if not isinstance(scopes, list) or not all(isinstance(s, str) for s in scopes):
        raise ClaimsRefused("endpoint.scope", "must be a list of texts")
    return Endpoints(
        line_item=_web_address(grades, "lineitem"),
        line_items=_web_address(grades, "lineitems"),
        ags_scopes=tuple(s for s in scopes if len(s) <= 200)[:20],
        memberships=_web_address(_whole_object(claims, _NRPS_SERVICE), "context_memberships_url"),
    )


def _roles(claims: dict[str, Any]) -> list[str]:
    roles = claims.get(_CLAIM + "roles")
    if roles is None:
        raise ClaimsRefused("roles", "is missing")  # LTI 5.3.7: required, may be empty
    if not isinstance(roles, list) or not all(isinstance(r, str) for r in roles):
        raise ClaimsRefused("roles", "must be a list of texts")
    return [role for role in roles if len(role) <= 255]


def _is_trainer(roles: list[str]) -> bool:
    """Context roles decide (LTI A.2.2); institution and system roles are no right of ours.

    Short names are context roles (LTI A.2). A sub-role reads `membership/Instructor#Grader`, and
    its principal role is what counts.
    """
    return any(_context_role(role) in _TRAINERS for role in roles)


def _context_role(role: str) -> str:
    if role.startswith(_MEMBERSHIP):
        principal, _, name = role.removeprefix(_MEMBERSHIP).partition("#")
        return principal.removeprefix("/") or name
    return "" if "/" in role else role


def _custom(claims: dict[str, Any]) -> dict[str, str]:
    custom = _object(claims, "custom")
    # Moodle sends null for a variable it cannot fill; numbers are seen from others.
    return {
        str(key)[:255]: str(value)[:2000]
        for key, value in list(custom.items())[:100]
        if isinstance(value, str | int | float)
    }


def _required(claims: dict[str, Any], name: str, longest: int) -> str:
    value = _text(claims, name, longest)
    if not value:
        raise ClaimsRefused(name, "is missing")
    return value


def _text(claims: dict[str, Any], name: str, longest: int) -> str:
    value = claims.get(_CLAIM + name, "")
    if not isinstance(value, str):
        raise ClaimsRefused(name, "must be a text")
    if len(value) > longest:
        raise ClaimsRefused(name, f"has more than {longest} characters")
    return value


def _object(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return _whole_object(claims, _CLAIM + name)


def _whole_object(claims: dict[str, Any], name: str) -> dict[str, Any]:
    value = claims.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ClaimsRefused(name.rsplit("/", 1)[-1], "must be an object")
    return value


def _own_text(parent: dict[str, Any], name: str, longest: int) -> str:
    """An optional text for people to read: cut at `longest`, and "" when it is no text."""
    value = parent.get(name)
    return value.replace("\x00", "")[:longest] if isinstance(value, str) else ""


def _web_address(parent: dict[str, Any], name: str) -> str:
    """An optional http(s) address; a malformed one is refused, not cut: half a URL is another."""
    value = parent.get(name)
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not _is_web_address(value):
        raise ClaimsRefused(name, "must be an http(s) address of at most 500 characters")
    return value


def _is_web_address(value: str) -> bool:
    return (
        value.startswith(("https://", "http://"))
        and len(value) <= 500
        and value.isprintable()
        and " " not in value
    )
