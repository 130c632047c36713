"""Who is signed in: a cookie, its row, and the session key that guards every form.

On http Moodle sets its cookie without SameSite, which Chromium treats as Lax; newer Moodles write
Lax themselves. So the browser does not send it when the tool's page posts here from its own site,
and `reposting` answers the way Moodle does: a page of ours posts the same fields again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import quote

from flask import abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from demo.lms import roster
from demo.lms.academy import Academy, here
from demo.lms.config import Person

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `digest` stands for the cookie's secret, which is not kept."""

    digest: str
    person: Person
    sesskey: str
    notice: str


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def cookie_name(academy: Academy) -> str:
    """Two academies on one host would otherwise share a cookie: cookies ignore ports."""
    return f"lms_session_{academy.config.slug}"


def open_session(academy: Academy, person: Person) -> str:
    """Sign the person in. Returns the secret for the cookie."""
    secret = secrets.token_urlsafe(24)
    academy.store.add(
        "sessions", digest=digest(secret), person=person.sub, sesskey=secrets.token_urlsafe(8)
    )
    return secret


def close_session(academy: Academy, session: Session) -> None:
    academy.store.run("DELETE FROM launches WHERE session = ?", session.digest)
    academy.store.run("DELETE FROM sessions WHERE digest = ?", session.digest)


def current_session() -> Session | None:
    """The session of this request's cookie, looked up once for each request."""
    if "session" not in g:
        g.session = _find(here(), request.cookies.get(cookie_name(here()), ""))
    found: Session | None = g.session
    return found


def _find(academy: Academy, secret: str) -> Session | None:
    row = academy.store.one("SELECT * FROM sessions WHERE digest = ?", digest(secret))
    person = roster.find_person(academy.store, row["person"]) if row else None
    if row is None or person is None:
        return None
    return Session(row["digest"], person, row["sesskey"], row["notice"])


def required_session() -> Session:
    """The session, or 403 where a page has been reached without signing in."""
    return current_session() or abort(403)


def signed_in(view: View) -> View:
    """Send people who are not signed in to the sign-in page, and check each form's sesskey."""

    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
        session = current_session()
        if session is None:
            return redirect(f"/sign-in?next={quote(request.full_path.rstrip('?'))}")
        if request.method == "POST":
            check_sesskey(session, request.form.get("sesskey", ""))
        return view(*args, **kwargs)

    return guarded


def check_sesskey(session: Session, sesskey: str) -> None:
    if not secrets.compare_digest(session.sesskey.encode(), sesskey.encode()):
        abort(403, "This form is out of date. Go back, reload the page and send it again.")


def administrator(view: View) -> View:
    """As signed_in, for site administrators only."""

    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
        if required_session().person.role != "administrator":
            abort(403, "Only an administrator of the academy can open this page.")
        return view(*args, **kwargs)

    return signed_in(guarded)


def reposting(view: View) -> View:
    """Without a session and without `repost`, answer a form that posts the same fields again."""

    @wraps(view)
    def reposted(*args: object, **kwargs: object) -> ResponseReturnValue:
        if current_session() is None and not request.form.get("repost"):
            fields = [*request.form.items(), ("repost", "1")]
            action = request.full_path.rstrip("?")
            return render_template("form_post.html", action=action, fields=fields, name="repost")
        return view(*args, **kwargs)

    return reposted


def notify(academy: Academy, session: Session, text: str) -> None:
    """Leave a message that the person's next page shows once."""
    academy.store.run("UPDATE sessions SET notice = ? WHERE digest = ?", text, session.digest)


def take_notice() -> str:
    """The message left for this person, if any; showing it uses it up."""
    session = current_session()
    if session is None or not session.notice:
        return ""
    here().store.run("UPDATE sessions SET notice = '' WHERE digest = ?", session.digest)
    return session.notice
