"""Olga imports a package in a real browser, whose console stays silent."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from courses.models import Edition, ImportJob
from courses.services.imports import run_import
from tests.academies.staff import olga
from tests.axe import violations
from tests.browser.playing import Hosts
from tests.courses.packages import package, package_that_opens_nothing

pytestmark = pytest.mark.browser
PASSWORD = "a password of Olga's"


@pytest.fixture
def places(tmp_path: Path, settings: Settings) -> Path:
    settings.PACKAGE_STORE = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    (tmp_path / "new.zip").write_bytes(package_that_opens_nothing())
    (tmp_path / "phishing.zip").write_bytes(package())
    return tmp_path


def sign_in(page: Page, hosts: Hosts) -> None:
    user = olga()
    user.set_password(PASSWORD)
    user.save()
    page.goto(f"{hosts.tool}/admin/")
    page.get_by_label("User name").fill("olga")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="What needs you")).to_be_visible()


def upload(page: Page, hosts: Hosts, file: Path) -> ImportJob:
    page.goto(f"{hosts.tool}/admin/courses/importjob/add/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload and import").click()
    expect(page.get_by_role("heading", name="The package is being imported")).to_be_visible()
    return ImportJob.objects.latest("pk")


def test_olga_follows_an_import_and_releases(
    context: BrowserContext, hosts: Hosts, places: Path
) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    sign_in(page, hosts)
    job = upload(page, hosts, places / "phishing.zip")

    ImportJob.objects.filter(pk=job.pk).update(percent=40, stage=ImportJob.Stage.STORING)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    expect(page.locator("#import-stage")).to_have_text("Storing the files")

    run_import(job)
    expect(page.get_by_role("heading", name="Imported: Phishing")).to_be_visible()
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("Academies that may open the course can use it now.")).to_be_visible()
    assert Edition.objects.get().status == Edition.Status.RELEASED
    assert said == []


def test_without_a_script_the_page_asks_by_itself(
    browser: Browser, hosts: Hosts, places: Path
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, hosts)
        job = upload(page, hosts, places / "new.zip")
        run_import(job)
        expect(page.get_by_text("has nothing to start.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit_a_small_screen(
    browser: Browser, hosts: Hosts, places: Path, scheme: str
) -> None:
    # axe is put in as an inline script, which the policy refuses, as it should.
    with browser.new_context(
        bypass_csp=True,
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        page = context.new_page()
        sign_in(page, hosts)
        check(page)
        for file in ("phishing.zip", "new.zip"):
            job = upload(page, hosts, places / file)
            check(page)
            run_import(job)
            expect(page.locator("#import-job")).to_have_count(0)
            check(page)


def check(page: Page) -> None:
    found = violations(page)
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
