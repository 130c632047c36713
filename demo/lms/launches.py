"""Launches waiting to be fetched by the tool: one-shot ids that belong to one browser session.

Moodle keeps them in the PHP session; reload or Back of the authentication request finds nothing.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from demo.lms.academy import Academy
from demo.lms.activities import Link
from demo.lms.config import Person
from demo.lms.tools import Tool

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
DATA_PRIVACY = "DataPrivacyLaunchRequest"

# Moodle names its sessions after the LTI 1 messages.
OLD_NAMES = {DEEP_LINKING: "ContentItemSelectionRequest", DATA_PRIVACY: "DataPrivacy"}


@dataclass(frozen=True)
class Launch:
    """What was asked for when the login was initiated. `activity` is None for deep linking."""

    course: int
    tool: int
    activity: int | None
    message_type: str
    for_user: str
    container: str


def initiate(
    academy: Academy, session: str, person: Person, tool: Tool, launch: Launch, link: Link | None
) -> dict[str, str]:
    """Remember the launch and return the login initiation parameters (Security 1.0, 5.1.1.1)."""
    name = str(link.id) if link else f"_{OLD_NAMES[launch.message_type]}"
    launch_id = f"ltilaunch{name}_{secrets.randbelow(2**31)}{secrets.token_hex(4)}"
    academy.store.add(
        "launches",
        id=launch_id,
        session=session,
        course=launch.course,
        tool=launch.tool,
        activity=launch.activity,
        message_type=launch.message_type,
        for_user=launch.for_user,
        container=launch.container,
    )
    target = academy.config.storage_target
    storage = {"lti_storage_target": target} if target else {}
    hint = {"cmid": link.id, "launchid": launch_id} if link else {"launchid": launch_id}
    return {
        "iss": academy.config.public_url,
        "target_link_uri": target_link_uri(tool, link, launch.message_type),
        "login_hint": person.sub,
        "lti_message_hint": json.dumps(hint, separators=(",", ":")),
        "client_id": tool.client_id,
        "lti_deployment_id": tool.deployment_id,
        **storage,
    }


def take(academy: Academy, session: str, launch_id: str) -> Launch | None:
    """Use up a launch of this session. None: unknown, used before, or somebody else's."""
    row = academy.store.one(
        "DELETE FROM launches WHERE id = ? AND session = ? RETURNING *", launch_id, session
    )
    if row is None:
        return None
    return Launch(
        row["course"],
        row["tool"],
        row["activity"],
        row["message_type"],
        row["for_user"],
        row["container"],
    )


def target_link_uri(tool: Tool, link: Link | None, message_type: str) -> str:
    if message_type == DEEP_LINKING:
        return tool.deep_linking_url or tool.target_link_uri
    if message_type == SUBMISSION_REVIEW and link and link.review_url:
        return link.review_url
    return (link.url if link else "") or tool.target_link_uri
