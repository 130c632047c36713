"""Puts one academy's web application together."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.security import safe_join

from demo.lms import pages, services, sessions
from demo.lms.academy import Academy, here
from demo.lms.ags.lineitems import lineitems
from demo.lms.ags.results import results
from demo.lms.ags.scores import scores
from demo.lms.config import LmsConfig
from demo.lms.control import control
from demo.lms.deep_linking import deep_linking
from demo.lms.groups import groups
from demo.lms.notices import notices
from demo.lms.nrps import nrps
from demo.lms.oidc import oidc
from demo.lms.registration import registration
from demo.lms.tokens import tokens

MOST_BYTES = 1024 * 1024
STATIC = Path(__file__).parent / "static"
BLUEPRINTS = (
    *(oidc, tokens, lineitems, scores, results, nrps, groups, notices),
    *(deep_linking, registration, control),
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " frame-src http: https:; base-uri 'none'; frame-ancestors 'self'"
)


def create_app(config: LmsConfig) -> Flask:
    """The WSGI application of one academy, its configuration applied to its database."""
    app = Flask("demo.lms", static_folder=None)
    app.add_url_rule("/static/<path:filename>", "static", _static)
    academy = Academy(config)
    app.extensions["academy"] = academy
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    urls = (config.public_url, config.service_url)
    app.config["TRUSTED_HOSTS"] = [urlsplit(url).hostname for url in urls]
    app.before_request(services.before_service)
    app.after_request(services.after_service)
    app.after_request(_protect)
    app.register_error_handler(HTTPException, _explain)
    app.jinja_env.filters["moment"] = _moment
    app.jinja_env.filters["grade"] = _grade
    app.context_processor(_page_context)
    for blueprint in (*BLUEPRINTS, *pages.BLUEPRINTS):
        app.register_blueprint(blueprint)
    return app


def _static(filename: str) -> Response:
    """A style, script or picture of ours, whole: all are small.

    Flask's own view hands over an open file, which a browser that goes away may leave open.
    """
    path = safe_join(str(STATIC), filename)
    if path is None or not Path(path).is_file():
        raise NotFound
    kind, _encoding = mimetypes.guess_type(filename)
    return Response(Path(path).read_bytes(), content_type=kind or "application/octet-stream")


def _protect(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _explain(error: HTTPException) -> ResponseReturnValue:
    """An error page that says what happened and where to go, and nothing of the inside."""
    return render_template("error.html", error=error), error.code or 500


def _page_context() -> dict[str, object]:
    return {
        "academy": here().config,
        "session": sessions.current_session(),
        "take_notice": sessions.take_notice,
    }


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %b %Y, %H:%M:%S UTC")


def _grade(value: float) -> str:
    return f"{value:.2f}"
