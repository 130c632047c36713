"""The tool on both of its hosts, a real Chromium, and parts of a module that do as told."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Frame, Page, Request, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from courses.models import Attempt
from tests.scorm.playing import ticket_for

# An invented part: a page that says who it is and leaves the rest to the story.
PART = """<!doctype html><html lang="en"><title>{name}</title>
<body><h1>{name}</h1><p>Invented content of a test.</p></body></html>"""

# Every window of the player notes the kinds of the messages that it was sent.
NOTE_MESSAGES = """
window.told = [];
window.addEventListener("message", ({ data }) => window.told.push(data?.type));
"""


@dataclass(frozen=True)
class Hosts:
    """The origins of the running tool."""

    tool: str
    content: str


def put_on_two_hosts(server: LiveServer, settings: Settings) -> Hosts:
    """Let the live server answer as the tool and as the content host, on one port as in life."""
    port = urlsplit(server.url).port
    hosts = Hosts(f"http://tool.localhost:{port}", f"http://content.localhost:{port}")
    settings.TOOL_ORIGIN, settings.CONTENT_ORIGIN = hosts.tool, hosts.content
    settings.CONTENT_HOST = urlsplit(hosts.content).netloc
    settings.ALLOWED_HOSTS = ["tool.localhost", "content.localhost"]
    policy = settings.CONTENT_SECURITY_POLICY
    directives = {**policy["DIRECTIVES"], "frame-src": ["'self'", hosts.content]}
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": directives}
    return hosts


def eventually(condition: Callable[[], Any]) -> None:
    """Wait until the server, which is not the page's, has come to it."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def times_told(window: Page | Frame, kind: str) -> int:
    """How many messages of a kind a window has been sent, and has dealt with."""
    times: int = window.evaluate("(kind) => told.filter((told) => told === kind).length", kind)
    return times


class Player:
    """Lena's window with the player in it."""

    def __init__(self, context: BrowserContext, hosts: Hosts) -> None:
        self.context = context
        self.hosts = hosts
        self.page = context.new_page()
        self.page.add_init_script(NOTE_MESSAGES)

    def launch(self, attempt: Attempt, **ticket: Any) -> Page:
        """Arrive from the LMS: a form posts the ticket."""
        return self.arrive(ticket_for(attempt, **ticket), "/scorm/player/")

    def arrive(self, signed: str, path: str) -> Page:
        """The same with a ticket that is signed already, at the player of its standard."""
        self.page.goto(f"{self.hosts.tool}/static/icon.svg")
        self.page.evaluate(
            """([url, ticket]) => {
                const form = document.createElementNS("http://www.w3.org/1999/xhtml", "form");
                form.method = "post";
                form.action = url;
                const field = document.createElementNS("http://www.w3.org/1999/xhtml", "input");
                field.name = "ticket";
                field.value = ticket;
                form.append(field);
                document.documentElement.append(form);
                form.submit();
            }""",
            [f"{self.hosts.tool}{path}", signed],
        )
        self.page.wait_for_url(f"**{path}")
        return self.page

    def part(self, name: str) -> Frame:
        """The frame in which a part of the module runs, once it is there."""
        expect(self.inner.get_by_role("heading", name=name)).to_be_visible()
        return next(f for f in self.page.frames if f.url.partition("?")[0].endswith(f"{name}.html"))

    @property
    def inner(self) -> Any:
        return self.page.frame_locator("#shim").frame_locator("#content")

    @property
    def save_state(self) -> Any:
        return self.page.get_by_test_id("save-state")

    def call(self, name: str, function: str, *arguments: str) -> str:
        """The content of part `name` calls its API (RTE 3.3.2)."""
        answer: str = self.part(name).evaluate(
            "([name, given]) => window.parent.API[name](...given)", [function, arguments]
        )
        return answer

    def set(self, name: str, **values: str) -> None:
        """LMSSetValue for each value; `core__exit` stands for cmi.core.exit."""
        for element, value in values.items():
            named = f"cmi.{element.replace('__', '.')}"
            assert self.call(name, "LMSSetValue", named, value) == "true", named

    def begin(self, name: str) -> None:
        assert self.call(name, "LMSInitialize", "") == "true"

    def begin_and_be_answered(self, name: str) -> None:
        """The same, until the shim has the server's answer and nothing left to send.

        Stories that count sends, or say what a send holds, start from there: what is set while
        one is under way goes out as soon as its answer is there.
        """
        before = times_told(self.page, "committed")
        self.begin(name)
        eventually(lambda: times_told(self.page, "committed") > before)

    @contextmanager
    def without_connection(self) -> Iterator[None]:
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)


def is_ours(request: Request, hosts: Hosts) -> bool:
    """Whether a request stays with the tool, its content host and the academy."""
    return bool(
        re.match(
            rf"({hosts.tool}|{hosts.content}|http://academy\.localhost:\d+)/|data:|about:|blob:",
            request.url,
        )
    )
