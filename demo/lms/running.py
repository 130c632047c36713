"""One academy running in a thread: where it is, what is in its books, and its faults."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

from demo.lms import gradebook, roster, service_log, tools
from demo.lms.browser import Browser
from demo.lms.config import LmsConfig
from demo.lms.server import Server
from demo.lms.service_log import ServiceCall

FIRST_COURSE = 2


class Refused(Exception):
    """The LMS showed a person an error page instead of a form. `status` is the HTTP status."""

    def __init__(self, status: int, page: str) -> None:
        super().__init__(f"the LMS answered {status}")
        self.status = status
        self.page = page


@dataclass(frozen=True)
class ScorePost:
    """One score a tool posted, and what the LMS answered. `at` is epoch seconds."""

    at: int
    line_item: int
    label: str
    body: Any
    status: int


class RunningAcademy:
    """A served academy; leaving the `with` block stops it."""

    def __init__(self, server: Server, config: LmsConfig) -> None:
        self._server = server
        self.academy = server.start(config)
        self._browsers: dict[str, Browser] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        for browser in self._browsers.values():
            browser.close()
        self._server.stop()

    def reset(self) -> None:
        """As on the first day: no tools, activities, grades or faults but those of the config."""
        for browser in self._browsers.values():
            browser.close()
        self._browsers.clear()
        self.academy.reset()

    # Where things are

    @property
    def config(self) -> LmsConfig:
        return self.academy.config

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def issuer(self) -> str:
        return self.config.public_url

    @property
    def jwks_url(self) -> str:
        return f"{self.base_url}/mod/lti/certs.php"

    @property
    def token_url(self) -> str:
        return f"{self.base_url}/mod/lti/token.php"

    @property
    def auth_url(self) -> str:
        return f"{self.issuer}/mod/lti/auth.php"

    @property
    def openid_configuration_url(self) -> str:
        return f"{self.base_url}/mod/lti/openid-configuration.php"

    @property
    def client_id(self) -> str:
        """The client id of the newest registered tool."""
        return self._tool().client_id

    @property
    def deployment_id(self) -> str:
        """The deployment id of the newest registered tool."""
        return self._tool().deployment_id

    def lineitems_url(self, course: int = FIRST_COURSE) -> str:
        return (
            f"{self.base_url}/mod/lti/services.php/{course}/lineitems?type_id={self.deployment_id}"
        )

    def memberships_url(self, course: int = FIRST_COURSE) -> str:
        path = f"CourseSection/{course}/bindings/{self.deployment_id}/memberships"
        return f"{self.base_url}/mod/lti/services.php/{path}"

    # What is in the books

    def gradebook(self, course: int = FIRST_COURSE) -> dict[str, dict[str, float | None]]:
        """{person sub: {column label: final grade or None}} for every learner."""
        store = self.academy.store
        items = gradebook.line_items(store, course)
        cells = {
            (g.line_item, g.person): g.final for i in items for g in gradebook.grades(store, i.id)
        }
        return {
            person.sub: {item.label: cells.get((item.id, person.sub)) for item in items}
            for person in roster.learners(store, course)
        }

    @property
    def score_log(self) -> list[ScorePost]:
        """Every score posted to a known column, oldest first, refused ones too."""
        rows = self.academy.store.all("SELECT * FROM score_posts ORDER BY id")
        return [
            ScorePost(r["at"], r["line_item"], r["label"], _parsed(r["body"]), r["status"])
            for r in rows
        ]

    @property
    def requests(self) -> list[ServiceCall]:
        """The last service calls, oldest first: endpoint, method, path and status."""
        return service_log.calls(self.academy.store)

    # Trouble

    def fail(self, endpoint: str, mode: str, times: int | None = None, seconds: float = 5) -> None:
        """Switch on a fault; see demo.lms.faults for endpoints and modes."""
        self.academy.faults.switch_on(endpoint, mode, times, seconds)

    def clear_faults(self) -> None:
        self.academy.faults.clear()

    def forget_tokens(self) -> None:
        self.academy.forget_tokens()

    def rotate_keys(self) -> None:
        self.academy.keys.rotate()

    def _tool(self) -> tools.Tool:
        known = tools.tools(self.academy.store)
        if not known:
            raise LookupError("no tool is registered here: call register_tool first")
        return known[-1]


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body
