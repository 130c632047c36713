"""People, courses and who is enrolled where."""

from __future__ import annotations

from typing import cast

from demo.lms.config import Course, Person, Role
from demo.lms.store import Row, Store


def _person(row: Row) -> Person:
    return Person(
        row["sub"], row["given_name"], row["family_name"], cast(Role, row["role"]), row["locale"]
    )


def add_person(store: Store, person: Person) -> None:
    """Store the account, or bring its name and role up to date."""
    store.run(
        "INSERT INTO people (sub, given_name, family_name, role, locale) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (sub) DO UPDATE SET given_name = excluded.given_name,"
        " family_name = excluded.family_name, role = excluded.role, locale = excluded.locale",
        *(person.sub, person.given_name, person.family_name, person.role, person.locale),
    )


def people(store: Store) -> list[Person]:
    return [_person(row) for row in store.all("SELECT * FROM people ORDER BY CAST(sub AS INTEGER)")]


def find_person(store: Store, sub: str) -> Person | None:
    row = store.one("SELECT * FROM people WHERE sub = ?", sub)
    return _person(row) if row else None


def _course(row: Row) -> Course:
    return Course(row["id"], row["label"], row["title"], row["idnumber"], row["summary"])


def add_course(store: Store, course: Course) -> None:
    store.run(
        "INSERT INTO courses (id, label, title, idnumber, summary) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET label = excluded.label, title = excluded.title,"
        " idnumber = excluded.idnumber, summary = excluded.summary",
        *(course.id, course.label, course.title, course.idnumber, course.summary),
    )


def find_course(store: Store, course_id: int) -> Course | None:
    row = store.one("SELECT * FROM courses WHERE id = ?", course_id)
    return _course(row) if row else None


def course_history(store: Store, course_id: int) -> list[str]:
    """The ids this course was copied from, newest first ($Context.id.history)."""
    row = store.one("SELECT copied_from FROM courses WHERE id = ?", course_id)
    if row is None or row["copied_from"] is None:
        return []
    return [str(row["copied_from"]), *course_history(store, row["copied_from"])]


def enrol(store: Store, course_id: int, person: Person) -> None:
    """Enrol with the person's own role; administrators and outsiders are never enrolled."""
    if person.role in ("learner", "assistant", "trainer"):
        store.run(
            "INSERT OR REPLACE INTO enrolments (course, person, role) VALUES (?, ?, ?)",
            *(course_id, person.sub, person.role),
        )


def unenrol(store: Store, course_id: int, person: Person) -> None:
    store.run("DELETE FROM enrolments WHERE course = ? AND person = ?", course_id, person.sub)


def members(store: Store, course_id: int) -> list[Person]:
    """Everyone enrolled, by family name as Moodle lists them, with the role they have here."""
    rows = store.all(
        "SELECT p.sub, p.given_name, p.family_name, e.role, p.locale FROM enrolments e"
        " JOIN people p ON p.sub = e.person WHERE e.course = ?"
        " ORDER BY p.family_name, p.given_name, p.sub",
        course_id,
    )
    return [_person(row) for row in rows]


def learners(store: Store, course_id: int) -> list[Person]:
    """The people who can have a grade: Moodle's gradebookroles."""
    return [person for person in members(store, course_id) if person.role == "learner"]


def may_enter(store: Store, course_id: int, person: Person) -> bool:
    return person.role == "administrator" or any(
        member.sub == person.sub for member in members(store, course_id)
    )


def may_teach(store: Store, course_id: int, person: Person) -> bool:
    """Moodle's moodle/course:manageactivities, which a non-editing teacher lacks."""
    return person.role == "administrator" or any(
        member.sub == person.sub and member.role == "trainer"
        for member in members(store, course_id)
    )


def courses_of(store: Store, person: Person) -> list[Course]:
    rows = store.all("SELECT * FROM courses ORDER BY id")
    return [_course(row) for row in rows if may_enter(store, row["id"], person)]
