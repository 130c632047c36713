"""The dashboard and the course page."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from demo.lms import activities, gradebook, notices, roster, tools
from demo.lms.academy import here
from demo.lms.activities import Link
from demo.lms.config import Course
from demo.lms.gradebook import Grade, LineItem
from demo.lms.pages.signing_in import LANGUAGES
from demo.lms.sessions import (
    Session,
    administrator,
    notify,
    required_session,
    signed_in,
)

course = Blueprint("course", __name__)


def entered(course_id: int) -> tuple[Session, Course]:
    """The session and the course, or 404 and 403 for who may not see it."""
    session = required_session()
    found = roster.find_course(here().store, course_id)
    if found is None:
        abort(404, "There is no such course.")
    if not roster.may_enter(here().store, course_id, session.person):
        abort(403, "You are not enrolled in this course. Ask the trainer to enrol you.")
    return session, found


def taught(course_id: int) -> tuple[Session, Course]:
    """As entered, for those who manage the course's activities."""
    session, found = entered(course_id)
    if not roster.may_teach(here().store, course_id, session.person):
        abort(403, "Only a trainer of this course can do that.")
    return session, found


@course.get("/")
@signed_in
def dashboard() -> ResponseReturnValue:
    courses = roster.courses_of(here().store, required_session().person)
    return render_template("dashboard.html", courses=courses, languages=LANGUAGES)


@course.get("/course/<int:course_id>")
@signed_in
def view(course_id: int) -> ResponseReturnValue:
    session, found = entered(course_id)
    store = here().store
    usable = {tool.id for tool in tools.tools(store) if tool.active}
    learner = session.person.sub if session.person.role == "learner" else ""
    listed = [(link, link.tool in usable, *_graded(link, learner)) for link in _links(found)]
    teaches = roster.may_teach(store, course_id, session.person)
    return render_template("course.html", course=found, listed=listed, teaches=teaches)


@course.post("/course/<int:course_id>/copy")
@administrator
def copy(course_id: int) -> ResponseReturnValue:
    """Copy the course as a backup and restore would."""
    session, found = entered(course_id)
    new_id = activities.copy_course(here().store, course_id)
    new = roster.find_course(here().store, new_id)
    if new is not None:
        notices.announce_copy(here(), new, course_id)
    notify(here(), session, f"This is the copy of {found.title}. Its links have new ids.")
    return redirect(f"/course/{new_id}", 303)


def _links(found: Course) -> list[Link]:
    return activities.links(here().store, found.id)


def _graded(link: Link, sub: str) -> tuple[LineItem | None, Grade | None]:
    item = gradebook.coupled_item(here().store, link.id)
    grade = gradebook.find_grade(here().store, item.id, sub) if item and sub else None
    return item, grade
