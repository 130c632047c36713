"""What an AU is launched with: the address (8.1) and the document LMS.LaunchData (10.2)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from xapi.cmi5.structure import AU
from xapi.cmi5.vocabulary import SESSION_ID, LaunchMode

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Launch:
    """One session of one AU. `activity_id`: the LMS's (8.1.5), not the publisher's.

    `session`, `registration`: UUIDs as text. `actor`: the agent as JSON. `launch_url`: the
    AU's own address as it may be told to others, without the parameters of 8.1. `return_url`:
    where the AU leads when it ends.
    """

    session: str
    registration: str
    actor: Json
    activity_id: str
    au: AU
    mode: LaunchMode
    launch_url: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """The query of a launch (8.1.1 to 8.1.5); `actor` is JSON text."""

    endpoint: str
    fetch: str
    actor: str
    registration: str
    activity_id: str


def launch_address(url: str, given: Parameters) -> str:
    """`url` with the parameters behind a query of its own, and before its fragment (8.1)."""
    return with_query(
        url,
        {
            "endpoint": given.endpoint,
            "fetch": given.fetch,
            "actor": given.actor,
            "registration": given.registration,
            "activityId": given.activity_id,
        },
    )


def with_query(url: str, given: dict[str, str]) -> str:
    """`url` with more parameters in its query; what it has already stays as it is written."""
    scheme, netloc, path, query, fragment = urlsplit(url)
    # %20 and not "+": 8.1 says URL-encoded, and decodeURIComponent knows no "+".
    added = urlencode(given, quote_via=quote, safe="")
    joined = f"{query}&{added}" if query else added
    return urlunsplit((scheme, netloc, path, joined, fragment))


# What the LMS names itself, so that it can never be what the publisher named (8.1.5, 9.4).
Kind = Literal["au", "block", "course"]
_NAMESPACE: Final = "cmi5"


def activity_id(origin: str, module: uuid.UUID, kind: Kind, publisher_id: str) -> str:
    """The LMS's id for an AU, a block or the course of a module.

    The same for every registration and every edition of the module (8.1.5: SHOULD), so that
    reports find them together.
    """
    named = uuid.uuid5(module, f"{_NAMESPACE}:{kind}:{publisher_id}")
    return f"{origin}/activities/cmi5/{kind}/{named}"


def context_template(session: str, publisher_id: str) -> Json:
    """10.2.1: what the context of each statement of the session contains, unaltered."""
    return {
        "contextActivities": {"grouping": [{"objectType": "Activity", "id": publisher_id}]},
        "extensions": {SESSION_ID: session},
    }


def launch_data(launch: Launch) -> Json:
    """The document LMS.LaunchData of a session (10.2)."""
    au = launch.au
    document: Json = {
        "contextTemplate": context_template(launch.session, au.id),
        "launchMode": launch.mode,
        "moveOn": au.move_on,
        "returnURL": launch.return_url,
    }
    if au.launch_parameters is not None:
        document["launchParameters"] = au.launch_parameters
    if au.mastery_score is not None:
        document["masteryScore"] = float(au.mastery_score)
    if au.entitlement_key is not None:
        # 10.2.7.2: there is no other source that has been agreed upon with any AU.
        document["entitlementKey"] = {"courseStructure": au.entitlement_key}
    return document
