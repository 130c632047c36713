"""Olga signs in in a real browser: a code of her app, then a passkey; its console stays silent."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from tests.axe import violations
from tests.browser.playing import Hosts
from tests.config.signing_in import PASSWORD, code_of, person, secret_of, with_app

pytestmark = pytest.mark.browser
START = "What needs you"
# Where somebody who changes the look wants the pictures; nothing is written without it.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(autouse=True)
def required(settings: Settings) -> Iterator[None]:
    settings.STAFF_SECOND_FACTOR = "required"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page with a platform authenticator that always says yes (WebDriver, WebAuthn 11)."""
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    devtools = context.new_cdp_session(opened)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield opened
    assert said == []


def give_password(page: Page, hosts: Hosts) -> None:
    page.goto(f"{hosts.tool}/admin/")
    page.get_by_label("User name").fill("olga")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_olga_sets_an_app_up_at_her_first_sign_in(page: Page, hosts: Hosts) -> None:
    olga = person("olga")
    give_password(page, hosts)
    expect(page.get_by_role("heading", name="Second factor", exact=True)).to_be_visible()
    page.get_by_role("link", name="Set up an app").click()
    picture = page.get_by_role("img", name="QR code")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    page.get_by_label("Code").fill(code_of(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("list", name="Recovery codes").get_by_role("listitem")).to_have_count(
        10
    )
    page.get_by_role("link", name="go on").click()
    expect(page.get_by_role("heading", name=START)).to_be_visible()

    page.goto(f"{hosts.tool}/staff/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    give_password(page, hosts)
    page.get_by_label("Code").fill(code_of(secret_of(olga), steps=1))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=START)).to_be_visible()


def test_olga_uses_a_passkey(page: Page, hosts: Hosts) -> None:
    person("olga")
    give_password(page, hosts)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("The desk")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="go on").click()
    expect(page.get_by_role("heading", name=START)).to_be_visible()

    # As the second step.
    page.context.clear_cookies()
    give_password(page, hosts)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name=START)).to_be_visible()

    # And without a password at all.
    page.context.clear_cookies()
    page.goto(f"{hosts.tool}/admin/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name=START)).to_be_visible()

    page.goto(f"{hosts.tool}/staff/second-factor/")
    expect(page.get_by_text("The desk")).to_be_visible()


def test_a_passkey_that_is_not_used_is_explained(context: BrowserContext, hosts: Hosts) -> None:
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{hosts.tool}/staff/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit_a_small_screen(
    browser: Browser, hosts: Hosts, scheme: str
) -> None:
    # axe is put in as an inline script, which the policy refuses, as it should.
    with browser.new_context(
        bypass_csp=True,
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        page = context.new_page()
        for path in ("sign-in/",):
            visit(page, hosts, path, scheme)
        person("olga")
        give_password(page, hosts)
        for path in (
            "second-factor/",
            "second-factor/webauthn/add/",
            "second-factor/totp/activate/",
        ):
            visit(page, hosts, path, scheme)
        page.get_by_label("Code").fill("12")
        page.get_by_role("button", name="Set up").click()
        check(page, f"wrong-{scheme}")
        page.get_by_label("Code").fill(code_of(page.locator(".secret").inner_text()))
        page.get_by_role("button", name="Set up").click()
        check(page, f"codes-{scheme}")
        for path in ("sessions/", "password/", "sign-out/", "second-factor/recovery-codes/"):
            visit(page, hosts, path, scheme)
        for path in (
            "totp/deactivate/",
            "recovery-codes/generate/",
            "webauthn/",
            "reauthenticate/",
        ):
            visit(page, hosts, f"second-factor/{path}", scheme)
        visit(page, hosts, "again/", scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_second_step_and_the_lock_are_accessible(
    browser: Browser, hosts: Hosts, scheme: str
) -> None:
    with browser.new_context(
        bypass_csp=True,
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        with_app("olga")
        page = context.new_page()
        give_password(page, hosts)
        check(page, f"second-{scheme}")
        for _ in range(5):
            page.get_by_label("Code").fill("nonsense")
            page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
        check(page, f"locked-{scheme}")


def visit(page: Page, hosts: Hosts, path: str, scheme: str) -> None:
    answer = page.goto(f"{hosts.tool}/staff/{path}")
    assert answer is not None
    assert answer.status == 200, path
    check(page, f"{path.strip('/').replace('/', '-')}-{scheme}")


def check(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    found = violations(page)
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
