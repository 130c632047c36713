"""Olga uploads a package over a bad line, reads its report, sees it as a learner, releases it."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect
from pytest_django import Settings

from courses.admin import import_jobs
from courses.models import Attempt, Edition, ImportJob, Upload
from courses.services.imports import run_import
from tests.browser.playing import Hosts
from tests.browser.test_staff_journey import check, sign_in
from tests.cast import make_edition, make_module
from tests.courses.packages import QUIZ
from tests.scorm.manifests import manifest_xml

pytestmark = pytest.mark.browser
PIECE = 64 * 1024
PAGE = b"<!doctype html><html lang='en'><title>Invented</title><h1>An invented page</h1>"


class Line:
    """The connection of Olga's browser to the uploads: it may be cut after a number of pieces."""

    def __init__(self, page: Page) -> None:
        self.offsets: list[int] = []
        self.pieces_left = 1_000
        page.route("**/importjob/uploads/**", self._pass)

    def _pass(self, route: Route, request: Request) -> None:
        if request.method == "PATCH" and self.pieces_left:
            self.pieces_left -= 1
            self.offsets.append(int(request.headers["upload-offset"]))
            route.continue_()
        elif self.pieces_left:
            route.continue_()
        else:
            route.abort("connectionreset")


@pytest.fixture
def file(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five pieces: most of it is a picture that does not shrink."""
    settings.PACKAGE_STORE = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    monkeypatch.setattr(import_jobs, "BYTES_BETWEEN_SAVES", PIECE)
    place = tmp_path / "phishing.zip"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest_xml(items=QUIZ))
        archive.writestr("index.html", PAGE)
        archive.writestr("picture.png", os.urandom(4 * PIECE))
    place.write_bytes(out.getvalue())
    return place


def choose(page: Page, hosts: Hosts, file: Path) -> None:
    page.goto(f"{hosts.tool}/admin/courses/importjob/add/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload and import").click()


def test_a_package_over_a_bad_line_is_seen_and_released(
    context: BrowserContext, hosts: Hosts, file: Path
) -> None:
    page = context.new_page()
    sign_in(page, hosts)
    line = Line(page)
    line.pieces_left = 2

    choose(page, hosts, file)
    expect(page.locator("#upload-state")).to_contain_text("interrupted; trying again")
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#upload-state")).to_contain_text("Paused.")
    expect(page.get_by_role("button", name="Resume")).to_be_focused()
    assert Upload.objects.get().offset == 2 * PIECE

    # The next day: the page is opened anew, and the same file is chosen.
    line.pieces_left = 1_000
    choose(page, hosts, file)
    expect(page.get_by_role("heading", name="The package is being imported")).to_be_visible()
    assert line.offsets == [0, PIECE, 2 * PIECE, 3 * PIECE, 4 * PIECE]
    assert not Upload.objects.exists()
    job = ImportJob.objects.get()
    assert Path(job.file.path).read_bytes() == file.read_bytes()

    ImportJob.objects.update(percent=40, stage=ImportJob.Stage.STORING)
    expect(page.locator("#import-stage")).to_have_text("Storing the files")
    run_import(job)
    expect(page.get_by_role("heading", name="Imported: Phishing")).to_be_visible()
    expect(page.get_by_role("heading", name="What will be reported")).to_be_visible()

    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview as a learner").click()
    preview = opened.value
    expect(preview.get_by_test_id("banner")).to_contain_text("Preview")
    inner = preview.frame_locator("#shim").frame_locator("#content")
    expect(inner.get_by_role("heading", name="An invented page")).to_be_visible()
    preview.close()
    attempt = Attempt.objects.get()
    assert (attempt.kind, attempt.edition.status) == (Attempt.Kind.PREVIEW, Edition.Status.DRAFT)

    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("Academies that may open the course can use it now.")).to_be_visible()
    assert Edition.objects.get().status == Edition.Status.RELEASED


def test_the_states_of_an_upload_are_accessible_and_fit_a_small_screen(
    browser: Browser, hosts: Hosts, file: Path
) -> None:
    with browser.new_context(
        bypass_csp=True, viewport={"width": 320, "height": 640}, color_scheme="dark"
    ) as context:
        page = context.new_page()
        sign_in(page, hosts)
        line = Line(page)
        line.pieces_left = 2
        choose(page, hosts, file)
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("#upload-state")).to_contain_text("Paused.")
        check(page)
        page.goto(f"{hosts.tool}/admin/courses/importjob/add/")
        expect(page.get_by_role("heading", name="Your unfinished uploads")).to_be_visible()
        check(page)
        page.get_by_role("button", name="Discard phishing.zip").click()
        expect(page.get_by_role("heading", name="Your unfinished uploads")).to_have_count(0)
        assert not Upload.objects.exists()

        line.pieces_left = 1_000
        choose(page, hosts, file)
        page.get_by_role("button", name="Cancel the import").click()
        expect(page.get_by_role("heading", name="The import was cancelled")).to_be_visible()
        check(page)
        edition = make_edition(make_module(), status=Edition.Status.DRAFT)
        page.goto(f"{hosts.tool}/admin/courses/edition/{edition.pk}/change/")
        expect(page.get_by_role("button", name="Preview as a learner")).to_be_visible()
        check(page)
