"""Course Groups Service 1.0: the groups of a course, and of one person in it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import msgspec

from academies.outbound.http import NotJson
from lti_provider.models import Platform
from lti_provider.service_calls import ServiceCalls
from lti_provider.verdicts import Kind, NotSent, Verdict

# Groups Service 2.1 and 2.3: the scope and the media type.
GROUP_SCOPE = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
_CONTAINER_TYPE = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
_MOST_PAGES = 50
_MOST_GROUPS = 1_000


class Group(msgspec.Struct, frozen=True):
    """A group of a course (2.3.1). name may be empty."""

    id: str
    name: str = ""


def read_groups(
    platform: Platform, groups_url: str, seconds: float, *, user_id: str = ""
) -> list[Group]:
    """All groups of the course at `groups_url`, or those of the one person `user_id` (2.3.2).

    Follows the pages; begins no request when `seconds` are over. Raises NotSent.
    """
    url = _of_person(groups_url, user_id) if user_id else groups_url
    calls = ServiceCalls(platform, seconds)
    found: dict[str, Group] = {}
    for page in calls.pages(url, GROUP_SCOPE, _CONTAINER_TYPE, _MOST_PAGES):
        if page.answer.status != 200:
            raise _unusable(f"answered {page.answer.status}", page.answer.status)
        try:
            document = page.answer.json()
        except NotJson as broken:
            raise _unusable("answered with a page instead of groups", 200) from broken
        found.update({group.id: group for group in _groups(document)})
        if len(found) > _MOST_GROUPS:
            raise _unusable(f"named more than {_MOST_GROUPS} groups", 200)
    return list(found.values())


def _of_person(url: str, user_id: str) -> str:
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode({"user_id": user_id})) if part)
    return urlunsplit(parts._replace(query=query))


def _groups(document: Any) -> Iterator[Group]:
    rows = document.get("groups") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise _unusable("sent no list of groups", 200)
    for row in rows:
        if not isinstance(row, dict):
            continue
        # The id is a text (2.3.1); some platforms send their own number.
        number, name = row.get("id"), row.get("name")
        if isinstance(number, str | int) and not isinstance(number, bool) and str(number):
            yield Group(str(number)[:255], name[:200] if isinstance(name, str) else "")


def _unusable(what: str, status: int) -> NotSent:
    return NotSent(Verdict(Kind.LATER, f"The platform's groups service {what}.", status))
