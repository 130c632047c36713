"""What a message says of the platform's services, and of the content it asks for. Pure Python."""

from typing import Any

import msgspec

from lti_provider.claims.reading import (
    CLAIM,
    ClaimsRefused,
    own_text,
    switched_on,
    texts,
    web_address,
    whole_object,
)

_AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
_GROUPS_SERVICE = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
_DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
_NOTIFICATIONS = CLAIM + "platformnotificationservice"


class Endpoints(msgspec.Struct, frozen=True):
    """Where grades, class list and groups are (AGS 3.1, NRPS 3.6.1.1); empty: not offered."""

    line_item: str = ""
    line_items: str = ""
    ags_scopes: tuple[str, ...] = ()
    memberships: str = ""
    groups: str = ""


class Notifications(msgspec.Struct, frozen=True):
    """The Platform Notification Service, where it is offered."""

    url: str = ""
    notice_types: tuple[str, ...] = ()


class DeepLinkingSettings(msgspec.Struct, frozen=True):
    """What a platform wants back from the picker (DL 4.4.1).

    data: opaque, to be echoed when it was sent (None: it was not). accept_lineitem None: not said.
    """

    return_url: str
    accept_types: tuple[str, ...]
    targets: tuple[str, ...]
    accept_multiple: bool = False
    accept_lineitem: bool | None = None
    auto_create: bool = False
    title: str = ""
    text: str = ""
    data: str | None = None


def read_endpoints(claims: dict[str, Any]) -> Endpoints:
    """The service claims. Raises ClaimsRefused."""
    grades = whole_object(claims, _AGS_ENDPOINT)
    return Endpoints(
        line_item=web_address(grades, "lineitem"),
        line_items=web_address(grades, "lineitems"),
        ags_scopes=texts(grades, "scope", most=20),
        memberships=web_address(whole_object(claims, _NRPS_SERVICE), "context_memberships_url"),
        groups=web_address(whole_object(claims, _GROUPS_SERVICE), "context_groups_url"),
    )


def read_notifications(claims: dict[str, Any]) -> Notifications:
    """The platform notification service claim. Raises ClaimsRefused."""
    service = whole_object(claims, _NOTIFICATIONS)
    return Notifications(
        url=web_address(service, "platform_notification_service_url"),
        notice_types=texts(service, "notice_types_supported", most=20),
    )


def read_deep_linking(claims: dict[str, Any]) -> DeepLinkingSettings:
    """The settings of a deep linking request (DL 4.4.1). Raises ClaimsRefused."""
    settings = whole_object(claims, _DEEP_LINKING)
    return_url = web_address(settings, "deep_link_return_url")
    if not return_url:
        raise ClaimsRefused("deep_link_return_url", "is missing")
    types = texts(settings, "accept_types")
    if not types:
        raise ClaimsRefused("accept_types", "is missing")
    data = settings.get("data")
    if data is not None and (not isinstance(data, str) or len(data) > 10_000):
        raise ClaimsRefused("data", "must be a text of at most 10,000 characters")
    return DeepLinkingSettings(
        return_url=return_url,
        accept_types=types,
        targets=texts(settings, "accept_presentation_document_targets"),
        accept_multiple=switched_on(settings, "accept_multiple"),
        accept_lineitem=_maybe(settings, "accept_lineitem"),
        auto_create=switched_on(settings, "auto_create"),
        title=own_text(settings, "title", 255),
        text=own_text(settings, "text", 2000),
        data=data,
    )


def _maybe(settings: dict[str, Any], name: str) -> bool | None:
    return switched_on(settings, name) if settings.get(name) is not None else None
