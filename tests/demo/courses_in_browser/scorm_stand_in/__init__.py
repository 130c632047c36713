"""A small LMS that plays SCORM 1.2 content: nested frames on two origins, and an API adapter."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import FrameLocator, Page

HERE = Path(__file__).resolve().parent
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-src *"
)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves ``/lms/…`` from this folder and everything else from the site, with a strict CSP."""

    def translate_path(self, path: str) -> str:
        if path.startswith("/lms/"):
            return str(HERE / Path(path.partition("?")[0]).name)
        return super().translate_path(path)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the parent's name
        del format, args


@contextmanager
def serving(site: Path) -> Iterator[int]:
    """Serve a folder on a free loopback port; give the port."""
    handler = partial(_Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Player:
    """One browser page of the academy, which opens content from another origin.

    Two ports of one host, so that the browser's blocking of third-party storage leaves the
    adapter its localStorage; the content needs none.
    """

    page: Page
    academy_port: int
    port: int

    @property
    def content_origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, sco: str, **query: str) -> FrameLocator:
        """Open a SCO in two nested frames; ``query`` is described in ``api.js``."""
        player = f"{self.content_origin}/lms/player.html?" + urlencode({"sco": f"/{sco}", **query})
        self._open(player)
        content = self.page.frame_locator("iframe").frame_locator("iframe")
        content.locator("h1").wait_for()
        return content

    def open_without_api(self, sco: str) -> FrameLocator:
        """Open a SCO in a frame of another origin where nobody offers an adapter."""
        self._open(f"{self.content_origin}/{sco}")
        content = self.page.frame_locator("iframe")
        content.locator("h1").wait_for()
        return content

    def _open(self, address: str) -> None:
        query = urlencode({"open": address})
        self.page.goto(f"http://127.0.0.1:{self.academy_port}/lms/academy.html?{query}")

    @contextmanager
    def open_in_window(self, sco: str) -> Iterator[Page]:
        """Open a SCO in a window of its own; the adapter is in the page that opens it."""
        self.page.goto(f"{self.content_origin}/lms/player.html?sco=/lms/empty.html")
        with self.page.expect_popup() as opened:
            self.page.evaluate("address => { window.open(address); }", f"/{sco}")
        window = opened.value
        window.locator("h1").wait_for()
        yield window
        window.goto("about:blank")
        window.close()

    def close(self) -> None:
        """Take the content off the page, as a learner does who goes elsewhere in the LMS."""
        self.page.locator("iframe").evaluate("frame => { frame.src = 'about:blank'; }")
        self.page.frame_locator("iframe").locator("body:empty").wait_for(state="attached")

    def kept(self, sco: str) -> dict[str, str]:
        """The data model of a SCO as the LMS has it."""
        data: dict[str, str] = json.loads(self._storage().get(f"/{sco}", "{}"))
        return data

    def calls(self) -> list[list[str]]:
        """Every call so far: name, arguments, error code."""
        calls: list[list[str]] = json.loads(self._storage().get("calls", "[]"))
        return calls

    def refused(self) -> list[list[str]]:
        """The calls that the adapter refused."""
        return [call for call in self.calls() if call[-1] != "0"]

    def values(self, element: str) -> list[str]:
        """The values set for an element, in order."""
        return [call[2] for call in self.calls() if call[:2] == ["LMSSetValue", element]]

    def _storage(self) -> dict[str, str]:
        # Storage is the content origin's, so only a frame of that origin can read it.
        frame = self.page.frames[1]
        if not frame.url.startswith(self.content_origin):
            self._open(f"{self.content_origin}/lms/empty.html")
            self.page.frame_locator("iframe").locator("title").wait_for(state="attached")
            frame = self.page.frames[1]
        found: dict[str, str] = frame.evaluate("({...localStorage})")
        return found
