"""The browser, the served courses and the player."""

import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from demo.courses import build
from tests.chromium import QUICK
from tests.demo.courses_in_browser.scorm_stand_in import Player, serving


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not QUICK.exists():
        pytest.skip(f"NOT TESTED: the sample courses in a browser, for there is no {QUICK}")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=QUICK, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="package")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports of the academy and of the unpacked courses."""
    site = tmp_path_factory.mktemp("site")
    for package in build.build_all(tmp_path_factory.mktemp("packages")):
        with zipfile.ZipFile(package) as archive:
            archive.extractall(site / package.stem)
    with serving(site) as academy, serving(site) as content:
        yield academy, content


@pytest.fixture
def port(ports: tuple[int, int]) -> int:
    """The port of the unpacked courses."""
    return ports[1]


@pytest.fixture
def page(browser: Browser, ports: tuple[int, int]) -> Iterator[Page]:
    """A fresh browser; at the end nothing may have failed or left the machine."""
    context = browser.new_context(reduced_motion="reduce")
    opened = context.new_page()
    failures: list[str] = []
    hosts: set[str] = set()
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.on("console", lambda m: failures.append(m.text) if m.type == "error" else None)
    opened.on("request", lambda request: hosts.add(request.url.partition("?")[0]))
    yield opened
    context.close()
    assert failures == []
    local = re.compile(rf"http://127\.0\.0\.1:({ports[0]}|{ports[1]})/|data:,|about:blank")
    assert [url for url in hosts if not local.match(url)] == []


@pytest.fixture
def player(page: Page, ports: tuple[int, int]) -> Player:
    return Player(page, *ports)
