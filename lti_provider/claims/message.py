"""One LTI message as the rest of the room uses it. Pure Python."""

from enum import StrEnum
from typing import Any

import msgspec

from lti_provider.claims.reading import (
    CLAIM,
    ClaimsRefused,
    claim_object,
    identifier,
    is_web_address,
    own_text,
    required,
    text,
    web_address,
)
from lti_provider.claims.services import (
    DeepLinkingSettings,
    Endpoints,
    Notifications,
    read_deep_linking,
    read_endpoints,
    read_notifications,
)

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_TRAINERS = frozenset(
    {"Instructor", "TeachingAssistant", "ContentDeveloper", "Administrator", "Manager", "Mentor"}
)


class MessageType(StrEnum):
    """The messages that this tool answers (LTI 5.3.1)."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
    DATA_PRIVACY = "DataPrivacyLaunchRequest"


# Those for which a page exists; the rest is refused in plain words.
SUPPORTED_MESSAGES = frozenset({MessageType.RESOURCE_LINK})
_ABOUT_AN_ACTIVITY = frozenset({MessageType.RESOURCE_LINK, MessageType.SUBMISSION_REVIEW})
_ABOUT_SOMEBODY = frozenset({MessageType.SUBMISSION_REVIEW, MessageType.DATA_PRIVACY})


class Person(msgspec.Struct, frozen=True):
    """Who came. Everything but `sub` may be empty, and `sub` too where anonymity is allowed."""

    sub: str
    name: str = ""
    email: str = ""
    person_sourcedid: str = ""


class CourseContext(msgspec.Struct, frozen=True):
    """The course the message comes from (LTI 5.4.2); `id` is "" where the platform says none."""

    id: str = ""
    label: str = ""
    title: str = ""


class LinkedResource(msgspec.Struct, frozen=True):
    """The activity the message is about (LTI 5.3.5); `id` is "" for one about none."""

    id: str = ""
    title: str = ""


class Message(msgspec.Struct, frozen=True):
    """An LTI message. for_user: the `sub` whose work or data it is about, or "".

    deep_linking: of a deep linking request only.
    """

    message_type: MessageType
    deployment_id: str
    target_link_uri: str
    person: Person
    resource_link: LinkedResource
    context: CourseContext
    endpoints: Endpoints
    notifications: Notifications
    is_trainer: bool
    custom: dict[str, str]
    for_user: str = ""
    deep_linking: DeepLinkingSettings | None = None
    locale: str = ""
    return_url: str = ""
    product_family: str = ""


def read_message(claims: dict[str, Any], *, allow_anonymous: bool = False) -> Message:
    """Give a verified token's claims their shape. Raises ClaimsRefused."""
    if text(claims, "version", 20) != "1.3.0":  # LTI 5.3.2
        raise ClaimsRefused("version", "must be 1.3.0")
    message_type = _message_type(claims)
    presentation = claim_object(claims, "launch_presentation")
    return Message(
        message_type=message_type,
        deployment_id=required(claims, "deployment_id", 255),  # LTI 5.3.3
        target_link_uri=required(claims, "target_link_uri", 2000),  # LTI 5.3.4
        person=_person(claims, allow_anonymous=allow_anonymous),
        resource_link=_resource_link(claims, message_type),
        context=_context(claims),
        endpoints=read_endpoints(claims),
        notifications=read_notifications(claims),
        is_trainer=_is_trainer(_roles(claims)),
        custom=_custom(claims),
        for_user=_for_user(claims, message_type),
        deep_linking=(
            read_deep_linking(claims) if message_type is MessageType.DEEP_LINKING else None
        ),
        locale=own_text(presentation, "locale", 35),
        return_url=web_address(presentation, "return_url"),
        product_family=own_text(claim_object(claims, "tool_platform"), "product_family_code", 60),
    )


def read_return_url(claims: dict[str, Any]) -> str:
    """The way back, for a message that is refused for something else; "" where there is none."""
    presentation = claims.get(CLAIM + "launch_presentation")
    if not isinstance(presentation, dict):
        return ""
    address = presentation.get("return_url")
    return address if isinstance(address, str) and is_web_address(address) else ""


def _message_type(claims: dict[str, Any]) -> MessageType:
    named = required(claims, "message_type", 60)
    if named not in SUPPORTED_MESSAGES:
        raise ClaimsRefused("message_type", "is none that this tool answers")
    return MessageType(named)


def _person(claims: dict[str, Any], *, allow_anonymous: bool) -> Person:
    anonymous = allow_anonymous and "sub" not in claims  # LTI 5.3.6.1
    return Person(
        sub="" if anonymous else identifier(claims, "sub", "sub"),  # LTI 5.3.6
        name=own_text(claims, "name", 200),
        email=own_text(claims, "email", 254),
        person_sourcedid=own_text(claim_object(claims, "lis"), "person_sourcedid", 255),
    )


def _resource_link(claims: dict[str, Any], message_type: MessageType) -> LinkedResource:
    link = claim_object(claims, "resource_link")
    if not link and message_type not in _ABOUT_AN_ACTIVITY:
        return LinkedResource()
    return LinkedResource(
        id=identifier(link, "id", "resource_link.id"), title=own_text(link, "title", 255)
    )


def _context(claims: dict[str, Any]) -> CourseContext:
    context = claim_object(claims, "context")
    return CourseContext(
        id=own_text(context, "id", 255),
        label=own_text(context, "label", 255),
        title=own_text(context, "title", 255),
    )


def _for_user(claims: dict[str, Any], message_type: MessageType) -> str:
    if message_type not in _ABOUT_SOMEBODY:
        return ""
    return identifier(claim_object(claims, "for_user"), "user_id", "for_user.user_id")


def _roles(claims: dict[str, Any]) -> list[str]:
    roles = claims.get(CLAIM + "roles")
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
    custom = claim_object(claims, "custom")
    # Moodle sends null for a variable it cannot fill; numbers are seen from others.
    return {
        str(key)[:255]: str(value)[:2000]
        for key, value in list(custom.items())[:100]
        if isinstance(value, str | int | float)
    }
