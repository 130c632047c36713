"""Names and Role Provisioning Services 2.0 (NRPS): the class list of a course."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.utils import timezone

from academies.outbound import http
from lti_provider.claims import ClaimsRefused
from lti_provider.claims.reading import CLAIM
from lti_provider.claims.roles import read_roles
from lti_provider.quirks import quirks_of
from lti_provider.service_calls import ServiceCalls
from lti_provider.verdicts import Kind, NotSent, Verdict, judge

# NRPS 3.6.1.3 and 2.4: scope and media type.
SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MOST_MEMBERS = 20_000
MOST_PAGES = 50
# Moodle writes some 450 bytes a person, and the whole list at once.
_LARGEST_PAGE = 16_777_216
_MOST_GROUPS = 50
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
# Control characters, and halves of pairs that no database takes.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the class list (NRPS 2.2). name: "" where the platform gives none."""

    sub: str
    name: str
    is_trainer: bool
    is_active: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """A class list. is_whole: False when it was too long to be read to its end.

    fresh_for: how long the platform says its answer stays good, None: it does not say.
    """

    members: tuple[Member, ...]
    is_whole: bool
    fresh_for: dt.timedelta | None


def read_roster(calls: ServiceCalls, url: str, *, with_groups: bool = False) -> Roster:
    """Read the class list at `url`, following its pages. Raises NotSent.

    No role is asked for: Moodle's next page would forget it. with_groups: the platform has a
    Course Groups service, which adds `group_enrollments` to each member.
    """
    found: dict[str, Member] = {}
    fresh_for: dt.timedelta | None = None
    is_whole = False
    for page in calls.pages(_address(url, with_groups), SCOPE, _TYPE, MOST_PAGES, _LARGEST_PAGE):
        answer = page.answer
        for member in read_members(_listed(calls, answer)):
            found[member.sub] = member
        fresh_for = _max_age(answer.headers.get("cache-control", "")) or fresh_for
        is_whole = page.is_last and len(found) <= MOST_MEMBERS
        if len(found) > MOST_MEMBERS:
            break
    members = tuple(found.values())[:MOST_MEMBERS]
    return Roster(members, is_whole, fresh_for)


def read_members(items: Iterable[Any]) -> list[Member]:
    """The members of a page; what is none is passed over."""
    return [member for member in map(_member, items) if member is not None]


def _member(item: Any) -> Member | None:
    if not isinstance(item, dict):
        return None
    sub = item.get("user_id")
    # A text by the specification; some platforms write their own number.
    if isinstance(sub, bool) or not isinstance(sub, str | int):
        return None
    sub = str(sub)
    if not 0 < len(sub) <= 255 or _UNPRINTABLE.search(sub):
        return None
    return Member(
        sub=sub,
        name=_name(item),
        is_trainer=_is_trainer(item.get("roles")),
        # NRPS 2.3: Active where nothing is said.
        is_active=str(item.get("status") or "Active").lower() == "active",
        groups=_groups(item.get("group_enrollments")),
    )


def _name(item: dict[str, Any]) -> str:
    whole = _line(item.get("name"))
    parts = (_line(item.get("given_name")), _line(item.get("family_name")))
    return (whole or " ".join(part for part in parts if part))[:200]


def _line(value: Any) -> str:
    return _UNPRINTABLE.sub(" ", value[:400]).strip() if isinstance(value, str) else ""


def _is_trainer(roles: Any) -> bool:
    named = [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
    try:
        return read_roles({CLAIM + "roles": named}).is_trainer
    except ClaimsRefused:
        return False


def _groups(enrollments: Any) -> tuple[str, ...]:
    """LTI Course Groups 1.0: [{"group_id": …}]."""
    listed = enrollments if isinstance(enrollments, list) else []
    ids = [item.get("group_id") for item in listed if isinstance(item, dict)]
    return tuple(_line(name)[:100] for name in ids if _line(name))[:_MOST_GROUPS]


def _listed(calls: ServiceCalls, answer: http.Answer) -> list[Any]:
    if answer.status != 200:
        raise NotSent(_refused(calls, answer))
    try:
        document = answer.json()
    except http.NotJson as page:
        why = "The platform answered with a page instead of the class list."
        raise NotSent(Verdict(Kind.LATER, why, answer.status)) from page
    members = document.get("members") if isinstance(document, dict) else None
    if not isinstance(members, list):
        raise NotSent(Verdict(Kind.LATER, "The platform's class list is none.", answer.status))
    return members


def _refused(calls: ServiceCalls, answer: http.Answer) -> Verdict:
    """Why there is no class list: the verdict on a score, in the words of this service."""
    verdict = judge(answer.status, answer.headers, answer.body, timezone.now())
    if answer.status not in (401, 403, 404, 410):
        if verdict.kind is Kind.LATER:
            return verdict
        why = f"The platform refused the class list ({answer.status})."
        return Verdict(Kind.GIVEN_UP, why, answer.status)
    if answer.status in (404, 410):
        return Verdict(Kind.GIVEN_UP, "The platform knows this course no longer.", answer.status)
    why = (
        "The platform does not let this tool read the class list. Its administrator can allow the "
        "tool to use “Names and Role Provisioning”."
    )
    largest = quirks_of(calls.platform.product_family).largest_class
    if largest is not None and answer.status == 403:
        why += f" It gives none for courses of more than {largest} people."
    return Verdict(Kind.GIVEN_UP, why, answer.status)


def _address(url: str, with_groups: bool) -> str:
    if not with_groups:
        return url
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, "groups=true") if part)
    return urlunsplit(parts._replace(query=query))


def _max_age(cache_control: str) -> dt.timedelta | None:
    """RFC 9111, 5.2.2.1, at most a day."""
    found = _MAX_AGE.search(cache_control[:500])
    return dt.timedelta(seconds=min(int(found[1]), 86_400)) if found else None
