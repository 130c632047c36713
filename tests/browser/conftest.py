"""Chromium, and the tool on its two hosts."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.playing import Hosts, Player, is_ours, put_on_two_hosts
from tests.chromium import CHROMIUM, QUICK


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """One for all: a thread can run no second."""
    if not CHROMIUM.exists():
        pytest.skip(f"NOT TESTED: there is no {CHROMIUM}")
    # Playwright runs an event loop in this thread; the stories read the database from it too.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=QUICK, args=["--no-sandbox"])
    yield running
    running.close()


@pytest.fixture(scope="package")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """For stories about what it keeps from the frames of others, such as their storage."""
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield running
    running.close()


@pytest.fixture
def hosts(transactional_db: None, live_server: LiveServer, settings: Settings) -> Hosts:
    return put_on_two_hosts(live_server, settings)


@pytest.fixture
def context(browser: Browser, hosts: Hosts) -> Iterator[BrowserContext]:
    """A fresh browser profile; no script may fail in it, and nothing may leave the machine."""
    opened = browser.new_context(reduced_motion="reduce")
    failures: list[str] = []
    strangers: list[str] = []
    opened.on("weberror", lambda error: failures.append(str(error.error)))
    opened.on("request", lambda r: None if is_ours(r, hosts) else strangers.append(r.url))
    yield opened
    opened.close()
    assert failures == []
    assert strangers == []


@pytest.fixture
def player(context: BrowserContext, hosts: Hosts) -> Player:
    return Player(context, hosts)


# The shim sends what waits every few seconds. A story about what one certain send holds stops
# that clock, or a slow machine puts a send of its own between two steps.
NO_AUTOSAVE = "window.setInterval = () => 0;"


@pytest.fixture
def no_autosave(context: BrowserContext) -> None:
    context.add_init_script(NO_AUTOSAVE)
