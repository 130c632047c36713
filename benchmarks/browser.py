"""A learner's browser that goes the whole way of a launch, and measures each request.

The pretend LMS's part, signing the token, is done here with its key: it is not in the server and
not in the times.
"""

import html
import json
import re
import time
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.server import Tool
from demo.lms.cast import LENA
from demo.lms.config import Person

PATHS = {"login": "/lti/login/", "launch": "/lti/launch/", "first page": "/scorm/player/"}
_CONTINUE = re.compile(r'id="continue"[^>]*href="([^"]+)"')
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')
_ACTION = re.compile(r'<form[^>]*\saction="([^"]+)"')
_CONFIG = re.compile(r'<script id="player-config" type="application/json">(.*?)</script>', re.S)
_FORM = "application/x-www-form-urlencoded"


class Failed(Exception):
    """The tool did not do what a launch or a commit asks of it."""


@dataclass(frozen=True)
class Answer:
    """One answer.

    cookies: those it sets, as the next request brings them; seconds: from the first byte sent to
    the last one read.
    """

    status: int
    headers: dict[str, str]
    cookies: str
    body: str
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Launched:
    """The three answers of a whole launch, by the names in PATHS."""

    answers: dict[str, Answer]

    @property
    def seconds(self) -> float:
        return sum(answer.seconds for answer in self.answers.values())

    @property
    def config(self) -> dict[str, Any]:
        """What the player page tells its script: the ticket, the progress."""
        found = _CONFIG.search(self.answers["first page"].body)
        if not found:
            raise Failed("the first page is not the player")
        config: dict[str, Any] = json.loads(found[1])
        return config


class LearnersBrowser:
    """One browser: a connection that is kept, and one learner in front of it."""

    def __init__(self, tool: Tool, number: int) -> None:
        """number: which of the invented learners, from 1."""
        self._tool = tool
        self._connection = HTTPConnection("127.0.0.1", tool.port, timeout=30)
        self._person = learner(number)

    def close(self) -> None:
        self._connection.close()

    def launch(self) -> Launched:
        """Login, launch and first page. Raises Failed."""
        login = self.post_form("login", self._login_form())
        found = _CONTINUE.search(login.body)
        if not found:
            raise Failed("the login page has no way on")
        query = parse_qs(urlsplit(html.unescape(found[1])).query)
        token = self._id_token(query["nonce"][0])
        fields = {"id_token": token, "state": query["state"][0]}
        launch = self.post_form("launch", fields, {"Cookie": login.cookies})
        ticket = _TICKET.search(launch.body)
        if not ticket:
            raise Failed("the launch does not lead to the player")
        action = _ACTION.search(launch.body)
        path = urlsplit(html.unescape(action[1])).path if action else PATHS["first page"]
        page = self.request(
            "POST", path, urlencode({"ticket": html.unescape(ticket[1])}), {"Content-Type": _FORM}
        )
        launched = Launched({"login": login, "launch": launch, "first page": page})
        if 'id="player-config"' not in page.body:
            raise Failed("the first page is not the player")
        return launched

    def post_form(
        self, name: str, fields: dict[str, str], headers: dict[str, str] | None = None
    ) -> Answer:
        more = {"Content-Type": _FORM, **(headers or {})}
        return self.request("POST", PATHS[name], urlencode(fields), more)

    def post_json(self, path: str, ticket: str, message: dict[str, Any]) -> Answer:
        """As the player page and the shim do."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {ticket}"}
        return self.request("POST", path, json.dumps(message), headers)

    def request(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        """Any request. Raises Failed unless the answer is 200."""
        started = time.perf_counter()
        self._connection.request(method, path, body, {"Host": self._tool.host, **headers})
        response = self._connection.getresponse()
        content = response.read().decode()
        seconds = time.perf_counter() - started
        if response.status != 200:
            raise Failed(f"{path} answered {response.status}: {content[:500]}")
        found = {name.lower(): value for name, value in response.getheaders()}
        cookies = [c.partition(";")[0] for c in response.headers.get_all("Set-Cookie", [])]
        return Answer(response.status, found, "; ".join(cookies), content, seconds)

    def _login_form(self) -> dict[str, str]:
        lms = self._tool.lms
        return {
            "iss": lms.issuer,
            "login_hint": self._person.sub,
            "target_link_uri": f"http://{self._tool.host}/lti/launch/",
            "client_id": lms.client_id,
            "lti_deployment_id": lms.deployment_id,
            "lti_message_hint": json.dumps({"cmid": self._tool.link}),
        }

    def _id_token(self, nonce: str) -> str:
        lms = self._tool.lms
        return lms.sign(lms.claims_for(self._person, self._tool.link, nonce))


def learner(number: int) -> Person:
    """One of as many invented learners as are needed."""
    return replace(LENA, sub=str(10_000 + number), given_name=f"Learner {number}")
