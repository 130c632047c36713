"""Line items (columns of the gradebook) and the grades in them."""

from __future__ import annotations

from dataclasses import dataclass

from demo.lms.store import Row, Store


@dataclass(frozen=True)
class LineItem:
    """One column. `coupled` is the activity that owns it, None for a column a tool created.

    `link` is the resourceLinkId the tool sees. For a coupled column the two begin equal, but a
    PUT without resourceLinkId empties `link` only: the column still belongs to its activity.
    """

    id: int
    course: int
    tool: int
    label: str
    maximum: float
    coupled: int | None
    link: int | None
    resource_id: str
    tag: str


@dataclass(frozen=True)
class Grade:
    """One cell. `final` is capped to the column, None when erased. Times are epoch seconds.

    `graded_at` is the timestamp the tool sent, empty after an erase; `received_at` is ours.
    """

    line_item: int
    person: str
    raw: float | None
    final: float | None
    comment: str
    graded_at: int | None
    received_at: int


def _item(row: Row) -> LineItem:
    return LineItem(**{name: row[name] for name in row.keys()})  # noqa: SIM118


def _grade(row: Row) -> Grade:
    return Grade(**{name: row[name] for name in row.keys()})  # noqa: SIM118


def line_items(store: Store, course_id: int) -> list[LineItem]:
    rows = store.all("SELECT * FROM line_items WHERE course = ? ORDER BY id", course_id)
    return [_item(row) for row in rows]


def find_item(store: Store, item_id: int) -> LineItem | None:
    row = store.one("SELECT * FROM line_items WHERE id = ?", item_id)
    return _item(row) if row else None


def launched_item(store: Store, link_id: int) -> int | None:
    """The line item a launch of this link names, None where Moodle leaves the claim out.

    AGS 2.0, 3.1: the claim is there only if exactly one line item belongs to the link.
    """
    linked = [row["id"] for row in store.all("SELECT id FROM line_items WHERE link = ?", link_id)]
    owned = [row["id"] for row in store.all("SELECT id FROM line_items WHERE coupled = ?", link_id)]
    both = list(dict.fromkeys([*linked, *owned]))
    return both[0] if len(both) == 1 else None


def coupled_item(store: Store, link_id: int) -> LineItem | None:
    row = store.one("SELECT * FROM line_items WHERE coupled = ?", link_id)
    return _item(row) if row else None


def add_item(
    store: Store,
    course_id: int,
    tool_id: int,
    label: str,
    maximum: float,
    **names: str | int | None,
) -> int:
    """A column a tool creates by itself ("manual"). `names`: link, resource_id, tag."""
    return store.add(
        "line_items", course=course_id, tool=tool_id, label=label, maximum=maximum, **names
    )


def update_item(
    store: Store, item: LineItem, label: str, maximum: float, link: int | None,
    resource_id: str, tag: str,
) -> None:  # fmt: skip
    """Replace all that a PUT may set; grades keep their percentage when the maximum changes."""
    with store.transaction():
        store.run(
            "UPDATE line_items SET label = ?, maximum = ?, link = ?, resource_id = ?, tag = ?"
            " WHERE id = ?",
            *(label, maximum, link, resource_id, tag, item.id),
        )
        if maximum != item.maximum and item.maximum > 0:
            share = maximum / item.maximum
            store.run(
                "UPDATE grades SET raw = raw * ?, final = final * ? WHERE line_item = ?",
                *(share, share, item.id),
            )


def delete_item(store: Store, item_id: int) -> None:
    with store.transaction():
        store.run("DELETE FROM grades WHERE line_item = ?", item_id)
        store.run("DELETE FROM line_items WHERE id = ?", item_id)


def grades(store: Store, item_id: int) -> list[Grade]:
    rows = store.all(
        "SELECT * FROM grades WHERE line_item = ? ORDER BY CAST(person AS INTEGER)", item_id
    )
    return [_grade(row) for row in rows]


def find_grade(store: Store, item_id: int, sub: str) -> Grade | None:
    row = store.one("SELECT * FROM grades WHERE line_item = ? AND person = ?", item_id, sub)
    return _grade(row) if row else None


def save_grade(store: Store, grade: Grade) -> None:
    store.run(
        "INSERT OR REPLACE INTO grades (line_item, person, raw, final, comment, graded_at,"
        " received_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(grade.line_item, grade.person, grade.raw, grade.final),
        *(grade.comment, grade.graded_at, grade.received_at),
    )
