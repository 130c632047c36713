"""Ada tests her academy's LMS in a real browser, whose console stays silent."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from academies.models import Academy, StaffUser
from lti_provider.models import Platform
from lti_provider.services import self_test
from tests import cast
from tests.axe import violations
from tests.browser.playing import Hosts
from tests.config.signing_in import PASSWORD, person

pytestmark = pytest.mark.browser
# Where somebody who changes the look wants the pictures; nothing is written without it.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def platform(hosts: Hosts) -> Platform:
    """An LMS that nobody finds at its addresses."""
    del hosts
    academy = cast.make_academy("northvale")
    nowhere = "http://127.0.0.1:9/"
    return cast.make_platform(academy, jwks_url=nowhere, token_url=nowhere, product_family="moodle")


def open_status(page: Page, hosts: Hosts, platform: Platform) -> None:
    person("ada", StaffUser.Role.ACADEMY_ADMINISTRATOR, academy=Academy.objects.get())
    page.goto(f"{hosts.tool}/admin/")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{hosts.tool}/admin/lti_provider/platform/{platform.pk}/status/")


def test_ada_follows_the_test_and_reads_what_to_do(
    context: BrowserContext, hosts: Hosts, platform: Platform
) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    open_status(page, hosts, platform)
    page.get_by_role("button", name="Test now").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    self_test.run(platform.pk)
    expect(page.get_by_role("button", name="Test again")).to_be_visible()
    keys = page.get_by_role("listitem").filter(has_text="The platform's keys")
    expect(keys).to_contain_text("cannot be had")
    expect(keys).to_contain_text("View configuration details")
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_a_small_screen(
    browser: Browser, hosts: Hosts, platform: Platform, scheme: str
) -> None:
    # axe is put in as an inline script, which the policy refuses, as it should.
    with browser.new_context(
        bypass_csp=True,
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        page = context.new_page()
        open_status(page, hosts, platform)
        check(page, f"status-new-{scheme}")
        page.get_by_role("button", name="Test now").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        check(page, f"status-running-{scheme}")
        self_test.run(platform.pk)
        expect(page.get_by_role("button", name="Test again")).to_be_visible()
        check(page, f"status-done-{scheme}")


def check(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = violations(page)
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
