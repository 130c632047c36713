"""The gradebook: everybody's row for trainers and administrators, a learner's own row."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from demo.lms import gradebook as columns
from demo.lms import roster
from demo.lms.academy import here
from demo.lms.pages.course import entered
from demo.lms.sessions import signed_in

gradebook = Blueprint("gradebook", __name__)


@gradebook.get("/course/<int:course_id>/gradebook")
@signed_in
def view(course_id: int) -> ResponseReturnValue:
    session, course = entered(course_id)
    store = here().store
    items = columns.line_items(store, course_id)
    learners = roster.learners(store, course_id)
    found = {(g.line_item, g.person): g for i in items for g in columns.grades(store, i.id)}
    if session.person.role == "learner":
        own = [(item, found.get((item.id, session.person.sub))) for item in items]
        return render_template("own_grades.html", course=course, own=own)
    if not (
        roster.may_teach(store, course_id, session.person) or session.person.role == "assistant"
    ):
        abort(403, "Only trainers and learners have grades here.")
    rows = [(person, [found.get((item.id, person.sub)) for item in items]) for person in learners]
    return render_template("gradebook.html", course=course, items=items, rows=rows)
