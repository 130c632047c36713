"""From the invitation to the approval, in a browser; and the page of an agreement that ended."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from academies.models import Academy, AuditEntry, StaffUser
from tests.academies.staff import olga
from tests.academies.vetting import NEXT_YEAR, TODAY, publish_text
from tests.axe import violations
from tests.browser.playing import Hosts

pytestmark = pytest.mark.browser
DISPLAYS = [("light", "en"), ("dark", "en"), ("light", "ar"), ("dark", "ar")]


def signed_in_as(user: StaffUser, context: BrowserContext, hosts: Hosts) -> Page:
    """A page of somebody who has signed in already."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": hosts.tool}]
    )
    return context.new_page()


def fill_in(page: Page) -> None:
    page.get_by_label("Organisation").fill("Southmere Police College")
    page.get_by_label("Country").fill("XS")
    page.get_by_label("Contact person", exact=False).first.fill("Anton Sarr")
    page.get_by_label("E-mail of the contact person").fill("anton@southmere.example")
    page.get_by_label("What the courses are for").fill("First responders.")
    page.get_by_label("We accept this agreement.").check()


def test_southmere_comes_in(context: BrowserContext, hosts: Hosts, tmp_path: Path) -> None:
    publish_text()
    owner = olga()
    page = signed_in_as(owner, context, hosts)
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.goto(f"{hosts.tool}/admin/academies/academyinvitation/")
    page.get_by_role("link", name="Invite an organisation").click()
    page.get_by_label("Organisation").fill("Southmere")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_test_id("invitation-link").inner_text()

    anton = context.new_page()
    anton.goto(hosts.tool + link.removeprefix(settings.TOOL_ORIGIN))
    fill_in(anton)
    anton.get_by_role("button", name="Send the application").click()
    expect(anton.get_by_role("heading", name="The application has arrived")).to_be_visible()

    page.goto(f"{hosts.tool}/admin/academies/application/")
    page.get_by_role("link", name="Southmere Police College").click()
    page.get_by_role("link", name="Approve the application").click()
    page.get_by_label("First day").fill(TODAY.isoformat())
    page.get_by_label("Last day").fill(NEXT_YEAR.isoformat())
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The academy is approved.")).to_be_visible()
    assert Academy.objects.get().may_enter(TODAY)

    page.goto(f"{hosts.tool}/admin/academies/auditentry/")
    expect(page.get_by_text("application.approved").first).to_be_visible()
    page.get_by_role("link", name="Export the audit log").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert "application.approved" in Path(download.value.path()).read_text("utf-8")
    assert AuditEntry.objects.filter(action="audit.exported").exists()
    assert said == []


@pytest.mark.parametrize(("scheme", "language"), DISPLAYS)
def test_the_form_is_accessible_and_fits_a_small_screen(
    browser: Browser, hosts: Hosts, scheme: str, language: str
) -> None:
    from academies.services import invitations

    publish_text()
    link = invitations.invite(olga(), "Southmere Police College")[1]
    with browser.new_context(
        bypass_csp=True,
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
    ) as context:
        page = context.new_page()
        page.goto(hosts.tool + link.removeprefix(settings.TOOL_ORIGIN))
        check(page)
        page.get_by_role("button").click()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()
        check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_staff_are_accessible(browser: Browser, hosts: Hosts, scheme: str) -> None:
    publish_text()
    academy = Academy.objects.create(slug="n", name="Northvale", country="XN", status="approved")
    pages = [
        "academyinvitation/invite/",
        f"academy/{academy.pk}/suspend/",
        f"academy/{academy.pk}/agree/",
        "auditentry/export/",
    ]
    with browser.new_context(
        bypass_csp=True,
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        page = signed_in_as(olga(), context, hosts)
        for path in pages:
            answer = page.goto(f"{hosts.tool}/admin/academies/{path}")
            assert answer is not None
            assert answer.status == 200
            check(page)


def check(page: Page) -> None:
    found = violations(page)
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
