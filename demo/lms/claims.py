"""The claims of an id_token, in the words and the order Moodle 4.5 uses.

LTI Core 1.3, 5.3 and 5.4; Deep Linking 2.0, 4.4.1; AGS 2.0, 3.1; NRPS 2.0, 2.1.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from demo.lms import gradebook
from demo.lms.academy import Academy
from demo.lms.activities import Link
from demo.lms.config import Course, Person
from demo.lms.groups import groups_claims
from demo.lms.launches import DATA_PRIVACY, DEEP_LINKING, SUBMISSION_REVIEW, target_link_uri
from demo.lms.notices import notices_claims
from demo.lms.privacy import privacy_claims
from demo.lms.substitution import Situation, custom_claim
from demo.lms.tools import Tool

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
BASIC_OUTCOME = "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"
DEEP_LINKING_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"

LIFETIME = 60  # seconds from iat to exp
MOODLE_BUILD = "2024100706"
# Moodle's number and document_target for each way to show an activity
CONTAINERS = {"iframe": ("3", "iframe"), "window": ("4", "window"), "replace": ("5", "frame")}


@dataclass(frozen=True)
class Message:
    """One message to sign: who launches what, with which tool, in which course."""

    message_type: str
    person: Person
    tool: Tool
    course: Course
    nonce: str
    sesskey: str
    link: Link | None = None
    for_user: str = ""
    container: str = "iframe"


def message_claims(academy: Academy, message: Message) -> dict[str, Any]:
    """All claims of one id_token; `exp` is 60 seconds after `iat`."""
    iat = academy.seconds()
    claims: dict[str, Any] = {
        "nonce": message.nonce,
        "iat": iat,
        "exp": iat + LIFETIME,
        "iss": academy.config.public_url,
        "aud": message.tool.client_id,
        LTI + "deployment_id": message.tool.deployment_id,
        LTI + "target_link_uri": target_link_uri(message.tool, message.link, message.message_type),
        "sub": message.person.sub,
        LTI + "lis": {
            "person_sourcedid": academy.config.idnumber(message.person),
            "course_section_sourcedid": message.course.idnumber,
        },
        LTI + "roles": roles(message.person),
        LTI + "context": _context(message.course),
    }
    if message.message_type == SUBMISSION_REVIEW:
        claims[LTI + "for_user"] = {"user_id": message.for_user}
    claims[LTI + "message_type"] = message.message_type
    claims.update(_link_claims(academy, message))
    claims.update(_person_claims(academy, message.person, message.tool))
    claims[LTI + "launch_presentation"] = _presentation(academy, message)
    claims[LTI + "tool_platform"] = _platform(academy)
    claims[LTI + "version"] = "1.3.0"
    claims.update(_service_claims(academy, message))
    claims.update(groups_claims(academy, message.course))
    claims.update(notices_claims(academy, message.tool))
    if message.message_type == DATA_PRIVACY:
        return privacy_claims(claims, message.for_user)
    if message.message_type == DEEP_LINKING:
        claims[DEEP_LINKING_SETTINGS] = _deep_linking_settings(academy, message)
    return claims


def roles(person: Person) -> list[str]:
    """Launch roles as seen live: a non-editing teacher is an Instructor here (not in NRPS)."""
    if person.role == "administrator":
        administrator = "Administrator"
        return [INSTITUTION + administrator, MEMBERSHIP + "Instructor", SYSTEM + administrator]
    return [MEMBERSHIP + ("Learner" if person.role == "learner" else "Instructor")]


def result_sourcedid(link: Link, person: Person) -> str:
    data = {
        "instanceid": str(link.id),
        "userid": person.sub,
        "typeid": str(link.tool),
        "launchid": secrets.randbelow(2**31),
    }
    text = json.dumps(data, separators=(",", ":"))
    signature = hashlib.sha256((text + link.salt).encode("utf-8")).hexdigest()
    return json.dumps({"data": data, "hash": signature}, separators=(",", ":"))


def memberships_url(academy: Academy, course: Course, tool: Tool) -> str:
    return academy.service_url(
        f"services.php/CourseSection/{course.id}/bindings/{tool.id}/memberships"
    )


def lineitems_url(academy: Academy, course_id: int) -> str:
    """The container without its query; everything of the grade service starts with it."""
    return academy.service_url(f"services.php/{course_id}/lineitems")


def _context(course: Course) -> dict[str, Any]:
    return {
        "id": str(course.id),
        "label": course.label,
        "title": course.title,
        "type": ["CourseSection"],
    }


def _link_claims(academy: Academy, message: Message) -> dict[str, Any]:
    link = message.link
    if link is None:
        return {}
    resource_link = {"title": link.title, "description": link.description, "id": str(link.id)}
    claims: dict[str, Any] = {LTI + "resource_link": resource_link}
    if gradebook.coupled_item(academy.store, link.id):
        claims[BASIC_OUTCOME] = {
            "lis_result_sourcedid": result_sourcedid(link, message.person),
            "lis_outcome_service_url": academy.service_url("service.php"),
        }
    return claims


def _person_claims(academy: Academy, person: Person, tool: Tool) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    ext = {"lms": "moodle-2"}
    if academy.config.send_names and tool.send_name:
        claims = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "name": person.name,
        }
        ext = {"user_username": person.username, **ext}
    claims[LTI + "ext"] = ext
    if academy.config.send_emails and tool.send_email:
        claims["email"] = academy.config.email(person)
    return claims


def _presentation(academy: Academy, message: Message) -> dict[str, str]:
    locale = {"locale": message.person.locale}
    if message.link is None:
        return locale
    number, target = CONTAINERS[message.container]
    query = urlencode(
        {
            "course": message.course.id,
            "launch_container": number,
            "instanceid": message.link.id,
            "sesskey": message.sesskey,
        }
    )
    return_url = academy.page_url(f"/mod/lti/return.php?{query}")
    return {**locale, "document_target": target, "return_url": return_url}


def _platform(academy: Academy) -> dict[str, str]:
    return {
        "product_family_code": "moodle",
        "version": MOODLE_BUILD,
        "guid": hashlib.sha256(academy.config.slug.encode("utf-8")).hexdigest()[:32],
        "name": academy.config.slug,
        "description": academy.config.name,
    }


def _service_claims(academy: Academy, message: Message) -> dict[str, Any]:
    tool, course, link = message.tool, message.course, message.link
    claims: dict[str, Any] = {}
    custom = custom_claim(academy, Situation(message.person, tool, course, link), _review(message))
    if tool.memberships:
        custom["context_memberships_url"] = memberships_url(academy, course, tool)
    if custom:
        claims[LTI + "custom"] = custom
    if tool.grade_service:
        url = lineitems_url(academy, course.id)
        scope = [name for name in tool.permitted_scopes if "/lti-ags/" in name]
        claims[AGS] = {"scope": scope, "lineitems": f"{url}?type_id={tool.id}"}
        item = gradebook.launched_item(academy.store, link.id) if link else None
        if item is not None:
            claims[AGS]["lineitem"] = f"{url}/{item}/lineitem?type_id={tool.id}"
    if tool.memberships:
        claims[NRPS] = {
            "context_memberships_url": memberships_url(academy, course, tool),
            "service_versions": ["1.0", "2.0"],
        }
    return claims


def _review(message: Message) -> bool:
    return message.message_type == SUBMISSION_REVIEW


def _deep_linking_settings(academy: Academy, message: Message) -> dict[str, Any]:
    query = urlencode(
        {"course": message.course.id, "id": message.tool.id, "sesskey": message.sesskey}
    )
    return {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_copy_advice": False,
        "accept_multiple": True,
        "accept_unsigned": False,
        "auto_create": False,
        "can_confirm": False,
        "deep_link_return_url": academy.page_url(f"/mod/lti/contentitem_return.php?{query}"),
        "title": message.tool.name,
        "text": message.tool.description,
    }
