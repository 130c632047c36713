"""Adding an activity, by hand or with what a tool's deep link returned."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from demo.lms import activities, tools
from demo.lms.academy import here
from demo.lms.activities import NewLink
from demo.lms.config import CONTAINERS
from demo.lms.deep_linking import drop_selection, find_selection
from demo.lms.pages.course import taught
from demo.lms.services import number
from demo.lms.sessions import notify, signed_in
from demo.lms.tools import Tool, custom_lines, custom_values, is_web_address

adding = Blueprint("adding", __name__)


def _active_tools() -> list[Tool]:
    return [tool for tool in tools.tools(here().store) if tool.active]


@adding.get("/course/<int:course_id>/add")
@signed_in
def form(course_id: int) -> ResponseReturnValue:
    """The activity form, filled from one selected item; several items are previewed instead."""
    session, course = taught(course_id)
    selection = find_selection(session, course_id, request.args.get("selection", ""))
    if selection and len(selection.items) > 1:
        return render_template("preview.html", course=course, selection=selection)
    link = selection.items[0] if selection else NewLink(title="", graded=100.0)
    return render_template(
        "add.html",
        course=course,
        tools=_active_tools(),
        chosen=selection.tool if selection else 0,
        link=link,
        custom=custom_lines(link.custom),
        review_custom=custom_lines(link.review_custom),
    )


@adding.post("/course/<int:course_id>/add")
@signed_in
def save(course_id: int) -> ResponseReturnValue:
    session, course = taught(course_id)
    selection = find_selection(session, course_id, request.form.get("selection", ""))
    if selection:
        for item in selection.items:
            activities.add_link(here().store, course.id, selection.tool, item)
        drop_selection(selection)
        notify(here(), session, f"{len(selection.items)} activities have been added.")
        return redirect(f"/course/{course_id}", 303)
    chosen = [t for t in _active_tools() if str(t.id) == request.form.get("tool")]
    if not chosen:
        abort(400, "Choose the tool of the new activity.")
    new = _posted(request.form)
    activities.add_link(here().store, course.id, chosen[0].id, new)
    notify(here(), session, f"{new.title} has been added.")
    return redirect(f"/course/{course_id}", 303)


def _posted(posted: MultiDict[str, str]) -> NewLink:
    title = posted.get("title", "").strip()
    maximum = number(posted.get("maximum", "100"))
    if not title:
        abort(400, "Give the activity a name.")
    if posted.get("graded") and (maximum is None or maximum <= 0):
        abort(400, "The maximum grade must be a number above 0.")
    container = posted.get("container", "iframe")
    return NewLink(
        title=title,
        description=posted.get("description", "").strip(),
        url=_web_address(posted.get("url", "")),
        container=container if container in CONTAINERS else "iframe",
        custom=custom_values(posted.get("custom", "")),
        graded=maximum if posted.get("graded") else None,
        resource_id=posted.get("resource_id", "").strip(),
        tag=posted.get("tag", "").strip(),
        review_url=_web_address(posted.get("review_url", "")),
        review_custom=custom_values(posted.get("review_custom", "")),
    )


def _web_address(text: str) -> str:
    text = text.strip()
    if text and not is_web_address(text):
        abort(400, "The tool address must start with http:// or https://.")
    return text
