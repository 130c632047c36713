"""Opening an activity, and coming back from it."""

from __future__ import annotations

import re

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from demo.lms import activities, launches, oidc, tools
from demo.lms.academy import here
from demo.lms.activities import Link
from demo.lms.config import Course
from demo.lms.launches import Launch
from demo.lms.pages.course import entered
from demo.lms.sessions import Session, current_session, signed_in
from demo.lms.tools import Tool, domain_of

launching = Blueprint("launching", __name__, url_prefix="/mod/lti")

HAND_HELD = re.compile(r"iPhone|iPad|iPod|Android|Mobile", re.ASCII)
FEATURES = ("microphone", "camera", "geolocation", "midi", "encrypted-media", "autoplay")


def opened() -> tuple[Session, Course, Link, Tool]:
    """The activity named by `id` and its active tool, for people enrolled in its course."""
    link = activities.find_link(here().store, request.args.get("id", 0, int))
    if link is None:
        abort(404, "There is no such activity.")
    session, course = entered(link.course)
    tool = tools.find_tool(here().store, link.tool)
    if tool is None or not tool.active:
        abort(404, "The tool of this activity is not active. Ask your administrator.")
    return session, course, link, tool


@launching.get("/view.php")
@signed_in
def view() -> ResponseReturnValue:
    """The activity's page: in Moodle's frame, or a way to a new window; phones get all of it."""
    _, course, link, tool = opened()
    if HAND_HELD.search(request.user_agent.string):
        return redirect(f"/mod/lti/launch.php?id={link.id}&replace=1")
    target = launches.target_link_uri(tool, link, launches.RESOURCE_LINK)
    scheme = target.partition("://")[0]
    origin = f"{scheme}://{domain_of(target)}"
    allow = "; ".join(f"{feature} {origin}" for feature in FEATURES)
    return render_template(
        "activity.html", course=course, link=link, allow=allow, tool_origin=origin
    )


@launching.get("/launch.php")
@signed_in
def launch() -> ResponseReturnValue:
    """Initiate the login at the tool: a form that the browser posts."""
    session, course, link, tool = opened()
    container = "replace" if request.args.get("replace") else link.container
    wanted = Launch(course.id, tool.id, link.id, launches.RESOURCE_LINK, "", container)
    return _initiate(session, tool, wanted, link)


@launching.get("/grade.php")
@signed_in
def review() -> ResponseReturnValue:
    """Submission review: a trainer opens what one person did, a learner what they did."""
    session, course, link, tool = opened()
    person = request.args.get("userid", session.person.sub)
    if session.person.role == "learner" and person != session.person.sub:
        abort(403, "Only a trainer can review what others did.")
    message_type = launches.SUBMISSION_REVIEW
    wanted = Launch(course.id, tool.id, link.id, message_type, person, link.container)
    return _initiate(session, tool, wanted, link)


@launching.get("/return.php")
def come_back() -> ResponseReturnValue:
    """Where a tool sends people back to: shows its message, outside of any frame.

    In a frame the cookie of a cross-site navigation is missing, so the page that only breaks out
    needs no session; the whole page, loaded again by ourselves, has it.
    """
    course_id = request.args.get("course", 0, int)
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg") or ""
    if current_session() is None and "outside" in request.args:
        return redirect(f"/sign-in?next=/course/{course_id}")
    if current_session() is not None:
        entered(course_id)
    return render_template(
        "come_back.html",
        course_id=course_id,
        message=message,
        failed=bool(request.args.get("lti_errormsg")),
        outside=request.full_path + "&outside=1",
    )


def _initiate(session: Session, tool: Tool, wanted: Launch, link: Link) -> str:
    fields = launches.initiate(here(), session.digest, session.person, tool, wanted, link)
    return oidc.form_post(tool.login_url, fields.items(), "ltiInitiateLoginForm")
