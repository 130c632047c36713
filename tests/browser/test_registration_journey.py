"""From an invitation to a launch: the owner, Northvale's administrator and Lena, in a browser.

Ada pastes one address into her LMS and presses one button; nobody types anything else. The browser
blocks third-party cookies, and the LMS is another site than the tool, as in life.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as current
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from academies.models import Academy
from courses.models import Edition
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform
from tests import cast
from tests.academies.staff import olga, signed_in
from tests.axe import violations
from tests.browser.playing import PART, Hosts
from tests.lti_provider.own_platform import own_platform
from tests.scorm.playing import ONE_PART, ONE_RESOURCE, store_package

pytestmark = pytest.mark.browser
WITHIN_SECONDS = 10
FRAME = "#contentframe"


@pytest.fixture
def northvale(hosts: Hosts) -> Academy:
    return cast.make_academy("northvale")


@pytest.fixture
def places(settings: Settings, tmp_path: Path) -> None:
    settings.PACKAGE_STORE = tmp_path / "packages"
    settings.KEYS_DIR = tmp_path / "keys"
    call_command("make_keys")


@pytest.fixture
def lms(tmp_path: Path, places: None) -> Iterator[PretendPlatform]:
    with PretendPlatform.start(tmp_path, host="academy.localhost") as running:
        yield running


def signed_in_staff(browser: Browser, hosts: Hosts) -> BrowserContext:
    """Olga's window; how she signs in is told elsewhere."""
    cookie = signed_in(olga()).cookies[current.SESSION_COOKIE_NAME]
    window = browser.new_context()
    window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": hosts.tool}])
    return window


def sign_in_at_lms(page: Page, lms: PretendPlatform, name: str) -> None:
    page.goto(f"{lms.issuer}/")
    if page.get_by_role("button", name="Sign out").count():
        page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name=re.compile(name)).click()


def test_one_address_one_button_and_lena_learns(
    browser: Browser,
    context: BrowserContext,
    hosts: Hosts,
    lms: PretendPlatform,
    northvale: Academy,
) -> None:
    module = cast.make_module()
    cast.make_entitlement(northvale, module)
    edition: Edition = cast.make_edition(module)
    store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PART.format(name="only")})
    staff = signed_in_staff(browser, hosts)
    office = staff.new_page()
    office.goto(f"{hosts.tool}/admin/lti_provider/registrationinvitation/add/")
    office.get_by_label("Academy").select_option(label=northvale.name)
    office.get_by_role("button", name="Make the address").click()
    address = office.get_by_test_id("address").input_value()

    page = context.new_page()
    sign_in_at_lms(page, lms, "Ada Aas")
    page.goto(f"{lms.issuer}/admin/tools")
    began = time.monotonic()
    page.get_by_label("Tool registration address").fill(address)
    page.get_by_role("button", name="Add LTI Advantage").click()
    tool = page.frame_locator(FRAME)
    expect(tool.get_by_text("No names and no e-mail addresses")).to_be_visible()
    tool.get_by_test_id("connect").click()
    # The tool says that it is done, and the LMS goes back to its list.
    page.wait_for_url("**/admin/tools")
    took = time.monotonic() - began
    assert took < WITHIN_SECONDS, f"{took:.1f} s"
    page.get_by_role("button", name="Activate").click()

    platform = Platform.objects.get()
    assert platform.status == Platform.Status.PENDING
    link = lms.add_activity("Scene", {"module": str(edition.module.public_id)})
    sign_in_at_lms(page, lms, "Lena Lund")
    page.goto(f"{lms.issuer}/mod/lti/view.php?id={link}")
    expect(page.frame_locator(FRAME).get_by_text("not approved yet")).to_be_visible()

    office.goto(f"{hosts.tool}/admin/lti_provider/platform/{platform.pk}/change/")
    office.get_by_role("button", name="Approve").click()
    expect(office.get_by_text("Approved:")).to_be_visible()
    staff.close()

    page.goto(f"{lms.issuer}/mod/lti/view.php?id={link}")
    part = page.frame_locator(FRAME).frame_locator("#shim").frame_locator("#content")
    expect(part.get_by_role("heading", name="only")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit_a_small_screen(
    browser: Browser, hosts: Hosts, lms: PretendPlatform, northvale: Academy, scheme: str
) -> None:
    staff = signed_in_staff(browser, hosts)
    look = {
        "bypass_csp": True,  # axe is put in as an inline script
        "viewport": {"width": 320, "height": 640},
        "color_scheme": scheme,
        "storage_state": staff.storage_state(),
    }
    staff.close()
    with browser.new_context(**look) as window:  # type: ignore[arg-type]
        page = window.new_page()
        for place in ("add/", "by-hand/", ""):
            page.goto(f"{hosts.tool}/admin/lti_provider/registrationinvitation/{place}")
            check(page)
        page.goto(f"{hosts.tool}/admin/lti_provider/registrationinvitation/add/")
        page.get_by_label("Academy").select_option(label=northvale.name)
        page.get_by_role("button", name="Make the address").click()
        check(page)
        address = page.get_by_test_id("address").input_value()
        page.goto(address)
        check(page)
        with own_platform() as own:
            page.goto(f"{address}?openid_configuration={own.configuration}")
            assert "openid" not in page.url
            check(page)
            page.get_by_test_id("connect").click()
            expect(page.get_by_test_id("registered")).to_be_visible()
            check(page)
        page.goto(address)
        expect(page.get_by_role("alert")).to_be_visible()
        check(page)


def check(page: Page) -> None:
    found = violations(page)
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
