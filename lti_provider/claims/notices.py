"""A notice of the Platform Notification Service 1.0, checked and given a shape. Pure Python."""

from typing import Any

import msgspec

from lti_provider.claims.reading import (
    CLAIM,
    ClaimsRefused,
    claim_object,
    identifier,
    own_text,
    required,
    text,
)

CONTEXT_COPY = "LtiContextCopyNotice"
HELLO_WORLD = "LtiHelloWorldNotice"


class Notice(msgspec.Struct, frozen=True):
    """What a platform tells. context_*: the course it is about; origins: what it was copied from,
    both of a context copy only."""

    id: str
    kind: str
    deployment_id: str
    context_id: str = ""
    context_label: str = ""
    context_title: str = ""
    origins: tuple[str, ...] = ()


def read_notice(claims: dict[str, Any]) -> Notice:
    """Give a verified notice's claims their shape. Raises ClaimsRefused."""
    if text(claims, "version", 20) != "1.3.0":
        raise ClaimsRefused("version", "must be 1.3.0")
    notice = claim_object(claims, "notice")
    kind = identifier(notice, "type", "notice.type")
    named = identifier(notice, "id", "notice.id")
    deployment_id = required(claims, "deployment_id", 255)
    if kind != CONTEXT_COPY:
        return Notice(named, kind, deployment_id)
    context = claim_object(claims, "context")
    return Notice(
        named,
        kind,
        deployment_id,
        context_id=identifier(context, "id", "context.id"),
        context_label=own_text(context, "label", 255),
        context_title=own_text(context, "title", 255),
        origins=_origins(claims),
    )


def _origins(claims: dict[str, Any]) -> tuple[str, ...]:
    origins = claims.get(CLAIM + "origin_contexts")
    if origins is None:
        return ()
    if not isinstance(origins, list) or not all(isinstance(origin, str) for origin in origins):
        raise ClaimsRefused("origin_contexts", "must be a list of texts")
    return tuple(origin for origin in origins if 0 < len(origin) <= 255)[:50]
