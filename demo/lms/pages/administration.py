"""The site administrator's pages: tools, registration, faults and the service log."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from demo.lms import service_log, tools
from demo.lms.academy import here
from demo.lms.faults import DESCRIPTIONS, ENDPOINTS, UnknownFault
from demo.lms.registration import registration_url
from demo.lms.services import number
from demo.lms.sessions import administrator, notify, required_session
from demo.lms.tools import domain_of, is_web_address

administration = Blueprint("administration", __name__, url_prefix="/admin")

SHOWN_CALLS = 60


@administration.get("/tools")
@administrator
def list_tools() -> ResponseReturnValue:
    return render_template("tools.html", tools=tools.tools(here().store))


@administration.post("/tools/register")
@administrator
def register() -> ResponseReturnValue:
    """Open the tool's registration page in a frame, with a token for a new or a known client."""
    address = request.form.get("url", "").strip()
    if not is_web_address(address):
        abort(400, "Paste the tool's registration address; it starts with http:// or https://.")
    known = [tool for tool in tools.tools(here().store) if tool.domain == domain_of(address)]
    choice = request.form.get("choice", "")
    if known and choice not in ("new", "update"):
        return render_template("register_again.html", url=address, tool=known[0])
    update = known[0] if choice == "update" and known else None
    return render_template("registering.html", url=registration_url(here(), address, update))


@administration.post("/tools/<int:tool_id>/activate")
@administrator
def activate(tool_id: int) -> ResponseReturnValue:
    tools.activate(here().store, tool_id)
    notify(here(), required_session(), "The tool is active. Trainers can add its activities now.")
    return redirect("/admin/tools", 303)


@administration.post("/tools/<int:tool_id>/remove")
@administrator
def remove(tool_id: int) -> ResponseReturnValue:
    tools.remove(here().store, tool_id)
    notify(here(), required_session(), "The tool has been removed.")
    return redirect("/admin/tools", 303)


@administration.get("/faults")
@administrator
def faults() -> ResponseReturnValue:
    current = here().faults.current()
    return render_template("faults.html", endpoints=ENDPOINTS, modes=DESCRIPTIONS, current=current)


@administration.post("/faults")
@administrator
def change_faults() -> ResponseReturnValue:
    """One of: switch_on, clear, forget_tokens, rotate_keys, named by the pressed button."""
    action = request.form.get("action", "")
    done = ACTIONS.get(action)
    if done is None:
        abort(400, "Press one of the buttons of the page.")
    notify(here(), required_session(), done())
    return redirect("/admin/faults", 303)


@administration.get("/log")
@administrator
def log() -> ResponseReturnValue:
    calls = service_log.calls(here().store, SHOWN_CALLS)
    return render_template("log.html", calls=list(reversed(calls)))


def _switch_on() -> str:
    form = request.form
    times, seconds = form.get("times", "").strip(), number(form.get("seconds", "5"))
    if (times and not (times.isascii() and times.isdigit())) or seconds is None:
        abort(400, "Times is a whole number or empty, seconds is a number.")
    try:
        here().faults.switch_on(
            form.get("endpoint", ""), form.get("mode", ""), int(times) if times else None, seconds
        )
    except UnknownFault as error:
        abort(400, f"This fault does not exist: {error}.")
    return "The fault is on."


def _clear() -> str:
    here().faults.clear()
    return "All services answer as usual again."


def _forget_tokens() -> str:
    here().forget_tokens()
    return "All access tokens have been forgotten; the next call with one gets 401."


def _rotate_keys() -> str:
    here().keys.rotate()
    return "A new key signs from now on; the old one is gone from the key set."


ACTIONS = {
    "switch_on": _switch_on,
    "clear": _clear,
    "forget_tokens": _forget_tokens,
    "rotate_keys": _rotate_keys,
}
