"""One LTI message as the rest of the room uses it. Pure Python."""

from enum import StrEnum
from typing import Any

import msgspec

from lti_provider.claims.migration import Lti11, read_migration
from lti_provider.claims.reading import (
    CLAIM,
    ClaimsRefused,
    claim_object,
    identifier,
    is_web_address,
    own_text,
    required,
    storable,
    text,
    web_address,
)
from lti_provider.claims.roles import read_roles
from lti_provider.claims.services import (
    DeepLinkingSettings,
    Endpoints,
    Notifications,
    read_deep_linking,
    read_endpoints,
    read_notifications,
)


class MessageType(StrEnum):
    """The messages that this tool answers (LTI 5.3.1)."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
    DATA_PRIVACY = "DataPrivacyLaunchRequest"


# Those for which a page exists; the rest is refused in plain words.
SUPPORTED_MESSAGES = frozenset(MessageType)
_ABOUT_AN_ACTIVITY = frozenset({MessageType.RESOURCE_LINK, MessageType.SUBMISSION_REVIEW})
_ANONYMOUSLY = frozenset({MessageType.RESOURCE_LINK})
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

    deep_linking: of a deep linking request only. document_target: frame, iframe, window or "".
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
    is_administrator: bool
    custom: dict[str, str]
    for_user: str = ""
    deep_linking: DeepLinkingSettings | None = None
    locale: str = ""
    return_url: str = ""
    document_target: str = ""
    product_family: str = ""
    lti11: Lti11 | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The person's groups in the course, from `custom.groups=$Moodle.Person.userGroupIds`."""
        said = self.custom.get("groups", "")
        # A variable that the platform does not know arrives as it was written.
        ids = [] if said.startswith("$") else said.split(",")
        return tuple(name.strip() for name in ids if name.strip())[:50]


def read_message(claims: dict[str, Any], *, allow_anonymous: bool = False) -> Message:
    """Give a verified token's claims their shape. Raises ClaimsRefused."""
    if text(claims, "version", 20) != "1.3.0":  # LTI 5.3.2
        raise ClaimsRefused("version", "must be 1.3.0")
    message_type = _message_type(claims)
    # Only an activity can be opened without a name: the other messages are about somebody's rights.
    person = _person(claims, allow_anonymous=allow_anonymous and message_type in _ANONYMOUSLY)
    presentation = claim_object(claims, "launch_presentation")
    roles = read_roles(claims)
    return Message(
        message_type=message_type,
        deployment_id=required(claims, "deployment_id", 255),  # LTI 5.3.3
        target_link_uri=required(claims, "target_link_uri", 2000),  # LTI 5.3.4
        person=person,
        resource_link=_resource_link(claims, message_type),
        context=_context(claims),
        endpoints=read_endpoints(claims),
        notifications=read_notifications(claims),
        is_trainer=roles.is_trainer and bool(person.sub),
        is_administrator=roles.is_administrator and bool(person.sub),
        custom=_custom(claims),
        for_user=_for_user(claims, message_type),
        deep_linking=(
            read_deep_linking(claims) if message_type is MessageType.DEEP_LINKING else None
        ),
        # LTI 5.4.4; else the person's own (OIDC core 5.1).
        locale=own_text(presentation, "locale", 35) or own_text(claims, "locale", 35),
        return_url=web_address(presentation, "return_url"),
        document_target=own_text(presentation, "document_target", 20),
        product_family=own_text(claim_object(claims, "tool_platform"), "product_family_code", 60),
        lti11=read_migration(claims),
    )


def read_return_url(claims: dict[str, Any]) -> str:
    """The way back, for a message that is refused for something else; "" where there is none."""
    presentation = claims.get(CLAIM + "launch_presentation")
    if not isinstance(presentation, dict):
        return ""
    address = presentation.get("return_url")
    return address if isinstance(address, str) and is_web_address(address) else ""


def read_locale(claims: dict[str, Any]) -> str:
    """The locale of a message that is refused for something else, as given, or ""."""
    for place in (claims.get(CLAIM + "launch_presentation"), claims):
        said = place.get("locale") if isinstance(place, dict) else None
        if isinstance(said, str) and said:
            return said[:35]
    return ""


def _message_type(claims: dict[str, Any]) -> MessageType:
    said = required(claims, "message_type", 60)
    # Two drafts of the data privacy launch name it differently.
    named = MessageType.DATA_PRIVACY if said == "LtiDataPrivacyLaunchRequest" else said
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
    somebody = claim_object(claims, "for_user")
    # The draft of data privacy launches says `id` where submission review says `user_id`.
    name = "user_id" if "user_id" in somebody else "id"
    return identifier(somebody, name, "for_user.user_id")


def _custom(claims: dict[str, Any]) -> dict[str, str]:
    custom = claim_object(claims, "custom")
    # Moodle sends null for a variable it cannot fill; numbers are seen from others.
    return {
        storable(str(key))[:255]: storable(str(value))[:2000]
        for key, value in list(custom.items())[:100]
        if isinstance(value, str | int | float)
    }
