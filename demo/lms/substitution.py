"""Custom parameters and the variables Moodle replaces in them (LTI Core 1.3, appendix C).

The list is that of Moodle's lti_get_capabilities plus its services' URLs. What is not on it, like
$ResourceLink.submission.endDateTime, arrives as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.lms import gradebook, roster
from demo.lms.activities import Link
from demo.lms.config import Course, Person
from demo.lms.tools import Tool, custom_values

if TYPE_CHECKING:
    from demo.lms.academy import Academy

UNSET_TIMEZONE = "99"  # seen live: Moodle's "server timezone"


@dataclass(frozen=True)
class Situation:
    """Where a custom parameter is being filled in. `link` is None in a deep linking request."""

    person: Person
    tool: Tool
    course: Course
    link: Link | None


def custom_claim(academy: Academy, at: Situation, review: bool = False) -> dict[str, str | None]:
    """The custom claim: the item's parameters, overridden by those of the registration."""
    item = custom_values(at.link.custom) if at.link else {}
    if review and at.link:
        item.update(custom_values(at.link.review_custom))
    filled: dict[str, str | None] = {}
    for name, value in {**item, **custom_values(at.tool.custom)}.items():
        filled[_old_name(name)] = filled[name] = _fill(academy, at, value)
    return filled


def _old_name(name: str) -> str:
    """LTI 1's spelling, which Moodle sends beside the given one: lower case, no punctuation."""
    return re.sub(r"[^a-z0-9]", "_", name.lower())


def _fill(academy: Academy, at: Situation, value: str) -> str | None:
    if not value.startswith("$"):
        return value
    name = value[1:]
    if name in CONSTANT:
        return CONSTANT[name]
    known = VARIABLES.get(name)
    return known(academy, at) if known else value


def _lineitem(academy: Academy, at: Situation, tail: str) -> str:
    item = gradebook.launched_item(academy.store, at.link.id) if at.link else None
    return f"{_lineitems(academy, at)}/{item}/lineitem{tail}" if item is not None else ""


def _lineitems(academy: Academy, at: Situation) -> str:
    return academy.service_url(f"services.php/{at.course.id}/lineitems")


def _memberships(academy: Academy, at: Situation) -> str:
    path = f"services.php/CourseSection/{at.course.id}/bindings/{at.tool.id}/memberships"
    return academy.service_url(path)


def _groups(academy: Academy, at: Situation) -> str:
    found = [
        group.id
        for group in academy.config.groups
        if group.course == at.course.id and at.person.sub in group.members
    ]
    return ",".join(found)


def _role(at: Situation) -> str:
    """Roles in the short words of LTI 1, as Moodle keeps giving them here."""
    if at.person.role == "administrator":
        old = [f"urn:lti:{kind}:ims/lis/Administrator" for kind in ("sysrole", "instrole")]
        return ",".join(["Instructor", *old])
    return "Learner" if at.person.role == "learner" else "Instructor"


Known = Callable[["Academy", Situation], "str | None"]
VARIABLES: dict[str, Known] = {
    "Context.id": lambda _, at: str(at.course.id),
    "Context.title": lambda _, at: at.course.title,
    "Context.label": lambda _, at: at.course.label,
    "Context.sourcedId": lambda _, at: at.course.idnumber,
    "Context.longDescription": lambda _, at: at.course.summary,
    "Context.id.history": lambda a, at: ",".join(roster.course_history(a.store, at.course.id)),
    "CourseSection.title": lambda _, at: at.course.title,
    "CourseSection.label": lambda _, at: at.course.label,
    "CourseSection.sourcedId": lambda _, at: at.course.idnumber,
    "CourseSection.longDescription": lambda _, at: at.course.summary,
    "ResourceLink.id": lambda _, at: str(at.link.id) if at.link else None,
    "ResourceLink.title": lambda _, at: at.link.title if at.link else None,
    "ResourceLink.description": lambda _, at: at.link.description if at.link else None,
    "User.id": lambda _, at: at.person.sub,
    "User.username": lambda _, at: at.person.username,
    "Person.name.full": lambda _, at: at.person.name,
    "Person.name.given": lambda _, at: at.person.given_name,
    "Person.name.family": lambda _, at: at.person.family_name,
    "Person.email.primary": lambda a, at: a.config.email(at.person),
    "Person.sourcedId": lambda a, at: a.config.idnumber(at.person),
    "Membership.role": lambda _, at: _role(at),
    "LineItems.url": lambda a, at: f"{_lineitems(a, at)}?type_id={at.tool.id}",
    "LineItem.url": lambda a, at: _lineitem(a, at, f"?type_id={at.tool.id}"),
    "Scores.url": lambda a, at: _lineitem(a, at, "/scores"),
    "Results.url": lambda a, at: _lineitem(a, at, "/results"),
    "ToolProxyBinding.memberships.url": _memberships,
    "Moodle.Person.userGroupIds": lambda a, at: _groups(a, at),
}

CONSTANT = {
    "Context.timeFrame.begin": "",
    "CourseSection.timeFrame.begin": "",
    "CourseSection.timeFrame.end": "",
    "Person.name.middle": "",
    "Person.address.street1": "",
    "Person.address.locality": "",
    "Person.address.country": "",
    "Person.address.timezone": UNSET_TIMEZONE,
    "Person.phone.primary": "",
    "Person.phone.mobile": "",
    "Person.webaddress": "",
}
