"""Data privacy: a person asks a tool what it stores, an administrator asks about anybody."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from demo.lms import launches, oidc, tools
from demo.lms.academy import here
from demo.lms.launches import Launch
from demo.lms.sessions import current_session, signed_in

privacy = Blueprint("privacy", __name__, url_prefix="/mod/lti")


@privacy.get("/privacy.php")
@signed_in
def ask() -> ResponseReturnValue:
    """Initiate the login at the tool `id`, about the person `userid`."""
    session = current_session()
    tool = tools.find_tool(here().store, request.args.get("id", 0, int))
    if session is None or tool is None or not tool.active:
        abort(404, "There is no such tool.")
    about = request.args.get("userid", session.person.sub)
    if session.person.role != "administrator" and about != session.person.sub:
        abort(403, "Only an administrator can ask about others.")
    course = here().config.courses[0]
    wanted = Launch(course.id, tool.id, None, launches.DATA_PRIVACY, about, "iframe")
    fields = launches.initiate(here(), session.digest, session.person, tool, wanted, None)
    return oidc.form_post(tool.login_url, fields.items(), "ltiInitiateLoginForm")
