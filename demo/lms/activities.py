"""External tool activities: what a course page lists and a learner opens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.lms.store import Row, Store
from demo.lms.tools import custom_lines


@dataclass(frozen=True)
class Link:
    """One stored activity. `id` is the LTI resource link id.

    An empty `url` means the tool's own target_link_uri. `custom` and `review_custom` hold
    `name=value` lines. `salt` keeps others from making up a result's sourced id.
    """

    id: int
    course: int
    tool: int
    title: str
    description: str
    url: str
    container: str
    custom: str
    review_url: str
    review_custom: str
    salt: str


@dataclass(frozen=True)
class NewLink:
    """What a trainer, the configuration or a deep link gives to make an activity.

    `graded` is the column's maximum; None makes no column.
    """

    title: str
    description: str = ""
    url: str = ""
    container: str = "iframe"
    custom: Mapping[str, object] = field(default_factory=dict)
    graded: float | None = None
    resource_id: str = ""
    tag: str = ""
    review_url: str = ""
    review_custom: Mapping[str, object] = field(default_factory=dict)


def _link(row: Row) -> Link:
    return Link(**{name: row[name] for name in row.keys()})  # noqa: SIM118


def links(store: Store, course_id: int) -> list[Link]:
    rows = store.all("SELECT * FROM activities WHERE course = ? ORDER BY id", course_id)
    return [_link(row) for row in rows]


def find_link(store: Store, link_id: int) -> Link | None:
    row = store.one("SELECT * FROM activities WHERE id = ?", link_id)
    return _link(row) if row else None


def add_link(store: Store, course_id: int, tool_id: int, new: NewLink) -> int:
    """Create the activity and, where graded, its coupled column. Returns the resource link id."""
    with store.transaction():
        link_id = store.add(
            "activities",
            course=course_id,
            tool=tool_id,
            title=new.title,
            description=new.description,
            url=new.url,
            container=new.container,
            custom=custom_lines(new.custom),
            review_url=new.review_url,
            review_custom=custom_lines(new.review_custom),
            salt=secrets.token_hex(8),
        )
        if new.graded is not None:
            store.add(
                "line_items",
                course=course_id,
                tool=tool_id,
                label=new.title,
                maximum=new.graded,
                coupled=link_id,
                link=link_id,
                resource_id=new.resource_id,
                tag=new.tag,
            )
    return link_id


def update_link(store: Store, link: Link, new: NewLink) -> None:
    """Bring an activity and its column's names up to date. Maximum and grades stay."""
    with store.transaction():
        store.run(
            "UPDATE activities SET description = ?, url = ?, container = ?, custom = ?"
            " WHERE id = ?",
            *(new.description, new.url, new.container, custom_lines(new.custom), link.id),
        )
        store.run(
            "UPDATE line_items SET resource_id = ?, tag = ? WHERE coupled = ?",
            *(new.resource_id, new.tag, link.id),
        )


def copy_course(store: Store, course_id: int) -> int:
    """Copy a course as backup and restore do. Returns the new course id.

    The copy has new context and resource link ids; tool, custom parameters, resourceId and tag
    stay; grades, and columns that no activity owns, are left behind; everyone enrolled is again.
    """
    with store.transaction():
        new_id = store.add_copy("courses", course_id, copied_from=course_id)
        store.run(
            "INSERT INTO enrolments SELECT ?, person, role FROM enrolments WHERE course = ?",
            *(new_id, course_id),
        )
        for link in links(store, course_id):
            link_id = store.add_copy("activities", link.id, course=new_id)
            for row in store.all("SELECT id FROM line_items WHERE coupled = ?", link.id):
                store.add_copy(
                    "line_items", row["id"], course=new_id, coupled=link_id, link=link_id
                )
    return new_id
