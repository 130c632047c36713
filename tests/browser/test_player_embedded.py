"""The player inside the page of Lena's LMS: three sites in one window, storage denied to two."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from courses.models import Attempt, Edition
from scorm.models import Commit
from tests.browser.playing import PART, Hosts, Player, eventually
from tests.scorm.playing import ONE_PART, ONE_RESOURCE, store_package, ticket_for

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>An invented academy</title>
<iframe name="activity" title="Activity" width="900" height="600"></iframe>
<form action="{arrival}" target="activity"><button>Open the activity</button></form></html>"""
# As the answer to a launch does: only a page of the tool posts a ticket to the player.
HAND_OVER = """<!doctype html><html lang="en"><title>One moment</title>
<form method="post" action="{action}"><input name="ticket" value="{ticket}"></form>
<script>document.forms[0].submit();</script></html>"""


class Academy:
    """A page of the LMS that launches into its own frame."""

    def __init__(self) -> None:
        self.page = self.hand_over = self.arrival = ""
        academy = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = academy.page.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing to say."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://academy.localhost:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def offer(self, hosts: Hosts, attempt: Attempt, *ancestors: str) -> None:
        ticket = ticket_for(attempt, ancestors=ancestors, return_url=f"{self.origin}/back")
        self.arrival = f"{hosts.tool}/arrive"
        self.page = PAGE.format(arrival=self.arrival)
        self.hand_over = HAND_OVER.format(
            action=f"{hosts.tool}/scorm/player/", ticket=html.escape(ticket)
        )


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


@pytest.fixture
def academy() -> Iterator[Academy]:
    running = Academy()
    running.thread.start()
    yield running
    running.server.shutdown()
    running.thread.join()
    running.server.server_close()


@pytest.fixture
def module_of_one(edition: Edition) -> Path:
    return store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PART.format(name="only")})


def launch(page: Page, academy: Academy) -> FrameLocator:
    answer = {"body": academy.hand_over, "content_type": "text/html"}
    page.route(f"{academy.arrival}*", lambda route: route.fulfill(**answer))
    page.goto(f"{academy.origin}/course")
    page.get_by_role("button", name="Open the activity").click()
    return page.frame_locator("iframe[name=activity]")


def test_lena_works_inside_the_page_of_her_lms(
    player: Player, hosts: Hosts, academy: Academy, attempt: Attempt, module_of_one: Path
) -> None:
    academy.offer(hosts, attempt, academy.origin)
    activity = launch(player.page, academy)
    heading = activity.frame_locator("#shim").frame_locator("#content").get_by_role("heading")
    expect(heading).to_have_text("only")
    part = next(f for f in player.page.frames if f.url.endswith("only.html"))
    part.evaluate("() => window.parent.API.LMSInitialize('')")
    eventually(Commit.objects.exists)
    # Neither frame may store anything here, and the page does not pretend otherwise.
    expect(activity.locator("#unsafe")).to_be_visible()
    part.evaluate("() => window.parent.API.LMSSetValue('cmi.core.score.raw', '90')")
    player.page.goto(f"{academy.origin}/back")
    eventually(Commit.objects.filter(finish=True).exists)
    attempt.refresh_from_db()
    assert attempt.success == "passed"


def test_no_other_page_may_frame_it(
    player: Player, hosts: Hosts, academy: Academy, attempt: Attempt, module_of_one: Path
) -> None:
    academy.offer(hosts, attempt, "https://lms.elsewhere.example")
    of_the_player = re.compile("/scorm/player/$")
    with player.page.expect_event(
        "requestfailed", lambda request: of_the_player.search(request.url) is not None
    ) as refused:
        activity = launch(player.page, academy)
    assert refused.value.failure == "net::ERR_BLOCKED_BY_RESPONSE"
    expect(activity.locator("#shim")).to_have_count(0)
    assert not Commit.objects.exists()
