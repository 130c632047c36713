"""The staff pages of the catalogue and of imports, as Olga, Ada, an auditor and Oscar see them."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from academies.models import Academy, Learner
from courses.models import Attempt, Course, Edition, ImportJob, Module
from courses.services.imports import run_import
from tests import cast
from tests.academies.staff import ada, aud, olga, oscar, signed_in
from tests.courses.packages import job_with, package, package_that_opens_nothing, zipped

pytestmark = pytest.mark.django_db
State = ImportJob.State
ADD = "admin:courses_importjob_add"


def upload(client: Client, content: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("phishing.zip", content, content_type="application/zip")
    return client.post(reverse(ADD), {"file": file, **fields})


def job_page(client: Client, job: ImportJob) -> str:
    return client.get(reverse("admin:courses_importjob_change", args=[job.pk])).content.decode()


def job_url(name: str, job: ImportJob) -> str:
    return reverse(f"admin:courses_importjob_{name}", args=[job.pk])


class TestImporting:
    def test_olga_uploads_follows_and_releases(self) -> None:
        client = signed_in(olga())
        assert "Import a package" in client.get(reverse(ADD)).content.decode()

        answer = upload(client, package())
        job = ImportJob.objects.get()
        assert answer.status_code == 302
        assert answer.headers["Location"] == job_url("change", job)
        assert (job.original_name, job.state) == ("phishing.zip", State.WAITING)
        assert job.requested_by is not None
        waiting = job_page(client, job)
        assert "The package is being imported" in waiting
        assert '<noscript><meta http-equiv="refresh"' in waiting
        status = client.get(job_url("status", job)).json()
        assert (status["percent"], status["finished"]) == (0, False)

        run_import(job)

        assert client.get(job_url("status", job)).json()["finished"] is True
        done = job_page(client, job)
        assert "It has 2 SCOs" in done
        assert "<td>passed from a score of 70 on, else failed</td>" in done
        assert "The module is completed when every part is through" in done
        assert "<code>i1</code>" in done
        client.post(job_url("release", job))
        assert Edition.objects.get().status == Edition.Status.RELEASED
        assert job_url("release", job) not in job_page(client, job), "nothing left to release"

    def test_into_a_module_or_a_new_course_but_not_both(self) -> None:
        module = cast.make_module()
        client = signed_in(olga())
        answer = upload(client, package(), module=module.pk, course_title="Another")
        assert "not both" in answer.content.decode()
        upload(client, package(), module=module.pk)
        assert ImportJob.objects.get().module == module

    def test_what_is_no_zip_is_said_at_once(self, places: Path) -> None:
        answer = upload(signed_in(olga()), b"<html>a page, not a package")
        assert answer.status_code == 200
        assert "This is not a zip file." in answer.content.decode()
        assert not ImportJob.objects.exists()
        assert not (places / "uploads").exists()

    def test_what_is_too_large_is_said_at_once(self, settings: Settings) -> None:
        settings.IMPORT_MAX_BYTES = 64
        answer = upload(signed_in(olga()), package())
        assert "at most 64" in answer.content.decode()
        assert not ImportJob.objects.exists()

    def test_a_disk_without_room_is_said_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=5))
        answer = upload(signed_in(olga()), package())
        assert "no room for this file" in answer.content.decode()
        assert not ImportJob.objects.exists()

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (package_that_opens_nothing(), "has nothing to start."),
            (zipped({"../../etc/cron.d/x": b"*", "imsmanifest.xml": b"<manifest/>"}), "climbs"),
            (zipped({"imsmanifest.xml": b"0" * 40_000_000}), "zip bomb"),
            (b"PK" + b"\0" * 100, "is not a zip file"),
        ],
    )
    def test_a_hostile_package_is_refused_in_words_and_nothing_is_stored(
        self, content: bytes, words: str, places: Path
    ) -> None:
        client = signed_in(olga())
        upload(client, content)
        job = ImportJob.objects.get()
        run_import(job)

        page = job_page(client, job)
        assert "The package was refused" in page
        assert words in page
        assert job.public_id.hex[:16] in page
        assert "Traceback" not in page
        assert [found for found in places.rglob("*") if found.is_file()] == []
        assert not Course.objects.exists()
        again = client.post(job_url("again", job))
        assert again.headers["Location"] == reverse(ADD), "the file is gone: another is needed"

    def test_markup_in_a_package_is_shown_as_text(self) -> None:
        evil = "&lt;script&gt;alert(1)&lt;/script&gt;"
        item = f'<item identifier="i1" identifierref="r1"><title>{evil}</title></item>'
        job = job_with(package(items=item))
        run_import(job)
        page = job_page(signed_in(olga()), job)
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_after_a_fault_of_ours_the_same_file_is_tried_again(self) -> None:
        refusal = {"code": "internal-error", "what": "a.", "why": "b.", "to_do": "c."}
        job = job_with(package(), state=State.REFUSED, report={"refusal": refusal})
        client = signed_in(olga())
        assert "Try again" in job_page(client, job)
        answer = client.post(job_url("again", job))
        assert answer.headers["Location"] == job_url("change", job)
        job.refresh_from_db()
        assert job.state == State.WAITING

    @pytest.mark.parametrize("name", ["again", "release"])
    def test_a_link_changes_nothing(self, name: str) -> None:
        job = job_with(package())
        assert signed_in(olga()).get(job_url(name, job)).status_code == 405

    def test_ada_and_oscar_have_no_part_in_imports(self, northvale: Academy) -> None:
        job = job_with(package())
        run_import(job)
        for user in (ada(northvale), oscar()):
            client = signed_in(user)
            assert client.get(reverse(ADD)).status_code == 403
            assert upload(client, package()).status_code == 403
            assert client.get(job_url("status", job)).status_code == 403
            assert client.post(job_url("release", job)).status_code == 403
            assert "SCO" not in job_page(client, job)
        assert ImportJob.objects.count() == 1
        assert Edition.objects.get().status == Edition.Status.DRAFT

    def test_an_auditor_reads_the_report_and_has_no_buttons(self) -> None:
        job = job_with(package())
        run_import(job)
        client = signed_in(aud())
        page = job_page(client, job)
        assert "It has 2 SCOs" in page
        assert "staff-button" not in page
        assert client.post(job_url("again", job)).status_code == 403
        assert client.post(job_url("release", job)).status_code == 403


class TestCatalogue:
    def test_olga_releases_and_withdraws_from_the_list_and_the_page(self, module: Module) -> None:
        draft = cast.make_edition(module, status=Edition.Status.DRAFT)
        client = signed_in(olga())
        listed = reverse("admin:courses_edition_changelist")
        client.post(listed, {"action": "release_selected", "_selected_action": [draft.pk]})
        draft.refresh_from_db()
        assert draft.status == Edition.Status.RELEASED

        page = reverse("admin:courses_edition_change", args=[draft.pk])
        assert "Withdraw" in client.get(page).content.decode()
        client.post(page, {"courses_edition_withdraw_this": "1"})
        draft.refresh_from_db()
        assert draft.status == Edition.Status.WITHDRAWN

    def test_an_auditor_cannot_release(self, module: Module) -> None:
        draft = cast.make_edition(module, status=Edition.Status.DRAFT)
        client = signed_in(aud())
        listed = reverse("admin:courses_edition_changelist")
        client.post(listed, {"action": "release_selected", "_selected_action": [draft.pk]})
        page = reverse("admin:courses_edition_change", args=[draft.pk])
        assert client.post(page, {"courses_edition_release_this": "1"}).status_code == 403
        draft.refresh_from_db()
        assert draft.status == Edition.Status.DRAFT

    def test_ada_sees_the_courses_that_northvale_may_open(
        self, northvale: Academy, edition: Edition
    ) -> None:
        other = cast.make_edition(cast.make_module("For Southmere only"))
        client = signed_in(ada(northvale))
        for model, row in (
            ("course", other.module.course),
            ("module", other.module),
            ("edition", other),
        ):
            listed = client.get(reverse(f"admin:courses_{model}_changelist")).content.decode()
            assert "Securing a phone" in listed, model
            assert "For Southmere only" not in listed, model
            page = client.get(reverse(f"admin:courses_{model}_change", args=[row.pk]))
            assert page.status_code == 302, model

    def test_ada_does_not_see_who_else_may_open_a_course(
        self, northvale: Academy, edition: Edition
    ) -> None:
        cast.make_entitlement(cast.make_academy("southmere"), edition.module)
        page = reverse("admin:courses_course_change", args=[edition.module.course.pk])
        shown = signed_in(ada(northvale)).get(page).content.decode()
        assert "Northvale" in shown
        assert "Securing a phone at the scene" in shown, "the modules are listed"
        assert "Southmere" not in shown


class TestAttempts:
    def test_ada_sees_lena_and_not_sami(self, northvale: Academy, attempt: Attempt) -> None:
        southmere = cast.make_academy("southmere")
        sami = Learner.objects.create(academy=southmere)
        offering = cast.make_offering(southmere, attempt.edition.module)
        his = cast.make_attempt(sami, attempt.edition, offering)
        client = signed_in(ada(northvale))

        page = client.get(reverse("admin:courses_attempt_changelist")).content.decode()
        assert str(attempt.learner.pseudonym)[:8] in page
        assert str(sami.pseudonym)[:8] not in page
        assert "Southmere" not in page, "not even among the filters"
        answer = client.get(reverse("admin:courses_attempt_change", args=[his.pk]))
        assert answer.status_code == 302
        assert (
            "Learners: 1. Attempts begun: 1" in client.get(reverse("admin:index")).content.decode()
        )

    def test_nobody_writes_an_attempt_by_hand(self, attempt: Attempt) -> None:
        client = signed_in(olga())
        page = reverse("admin:courses_attempt_change", args=[attempt.pk])
        assert client.get(page).status_code == 200
        assert client.post(page, {"completion": "completed"}).status_code == 403
        assert client.get(reverse("admin:courses_attempt_add")).status_code == 403


def test_the_start_page_says_what_needs_olga(module: Module) -> None:
    cast.make_academy("southmere", status=Academy.Status.APPLIED)
    cast.make_edition(module, status=Edition.Status.DRAFT)
    job_with(package())
    page = signed_in(olga()).get(reverse("admin:index")).content.decode()
    assert "1 academy has applied and waits for approval." in page
    assert "1 edition is a draft" in page
    assert "1 package is being imported." in page


def test_the_start_page_of_oscar_is_empty(northvale: Academy, attempt: Attempt) -> None:
    page = signed_in(oscar()).get(reverse("admin:index")).content.decode()
    assert "Nothing waits for you." in page
    assert "Northvale" not in page
    assert "Learners: 0. Attempts begun: 0" in page


@pytest.mark.parametrize("model", ["attempt", "course", "edition", "entitlement", "importjob"])
def test_lists_ask_as_much_for_twelve_rows_as_for_two(
    model: str, northvale: Academy, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(olga())
    listed = reverse(f"admin:courses_{model}_changelist")

    def rows(numbers: range) -> None:
        for number in numbers:
            module = cast.make_module(f"Module {number}")
            cast.make_entitlement(northvale, module)
            offering = cast.make_offering(northvale, module)
            learner = Learner.objects.create(academy=northvale)
            cast.make_attempt(learner, cast.make_edition(module), offering)
            job_with(package(), module=module)

    queries = {"attempt": 8, "course": 6, "edition": 5, "entitlement": 7, "importjob": 5}[model]
    rows(range(2))
    with django_assert_num_queries(queries):
        client.get(listed)
    rows(range(2, 12))
    with django_assert_num_queries(queries):
        client.get(listed)
