"""Choosing who to be. There are no passwords: everybody here is invented."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from demo.lms import roster
from demo.lms.academy import here
from demo.lms.sessions import (
    close_session,
    cookie_name,
    current_session,
    notify,
    open_session,
    required_session,
    signed_in,
)

signing_in = Blueprint("signing_in", __name__)
# What a person may prefer; the pages of this LMS themselves are in English.
LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}


@signing_in.get("/sign-in")
def choose() -> ResponseReturnValue:
    people = roster.people(here().store)
    return render_template("sign_in.html", people=people, next=_inside(request.args.get("next")))


@signing_in.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Open a session for the chosen person; a former one of this browser ends."""
    person = roster.find_person(here().store, request.form.get("person", ""))
    if person is None:
        abort(400, "Nobody with this number has an account here. Choose a person from the list.")
    former = current_session()
    if former is not None:
        close_session(here(), former)
    answer = redirect(_inside(request.form.get("next")), 303)
    secure = here().config.public_url.startswith("https:")
    answer.set_cookie(
        cookie_name(here()),
        open_session(here(), person),
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
    )
    return answer


@signing_in.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    close_session(here(), required_session())
    answer = redirect("/sign-in", 303)
    answer.delete_cookie(cookie_name(here()))
    return answer


@signing_in.post("/language")
@signed_in
def prefer() -> ResponseReturnValue:
    """The person's preferred language, as in a profile of Moodle: it goes along with launches."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400, "Choose one of the languages in the list.")
    session = required_session()
    roster.add_person(here().store, replace(session.person, locale=wanted))
    notify(here(), session, f"Tools are told from now on that you prefer {LANGUAGES[wanted]}.")
    return redirect("/", 303)


def _inside(target: str | None) -> str:
    """A path of this site, else the dashboard: `next` comes from the address bar."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return "/"
    return target
