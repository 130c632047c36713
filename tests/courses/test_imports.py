"""Olga imports a package: what becomes of it, and what is left when it cannot be."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from courses import importers
from courses.importers import Imported, PackageRejected, Progress
from courses.models import Course, Edition, ImportJob
from courses.services.imports import (
    MOST_TRIES,
    discard_old_files,
    retry,
    run_import,
    waiting_jobs,
)
from tests import cast
from tests.courses.packages import (
    job_with,
    package,
    package_2004,
    package_that_opens_nothing,
    zipped,
)

State, Stage = ImportJob.State, ImportJob.Stage


def files_below(folder: Path) -> list[Path]:
    return [found for found in folder.rglob("*") if found.is_file()]


def nothing_is_left(places: Path) -> bool:
    none_stored = not files_below(places)
    return none_stored and not Course.objects.exists() and not Edition.objects.exists()


@pytest.mark.django_db
def test_a_package_becomes_a_course_with_a_draft(places: Path) -> None:
    job = job_with(package())

    assert run_import(job)

    job.refresh_from_db()
    assert (job.state, job.stage, job.percent) == (State.DONE, Stage.FINISHED, 100)
    edition = job.edition
    assert edition is not None
    assert (edition.number, edition.status) == (1, Edition.Status.DRAFT)
    assert edition.title == "Phishing, an invented course"
    assert job.module == edition.module
    assert edition.module.course.slug == "phishing-an-invented-course"
    found = job.report["found"]
    assert (found["scos"], found["files"]) == (2, 2)
    assert found["items"][1]["mastery_score"] == "70"
    assert found["items"][1]["prerequisites"] == "i1"
    assert not job.file
    assert files_below(places / "uploads") == []


@pytest.mark.django_db
def test_a_course_may_be_given_a_title() -> None:
    job = job_with(package(), course_title="Online fraud")
    run_import(job)
    assert job.edition is not None
    assert job.edition.module.course.title == "Online fraud"
    assert job.edition.module.title == "Phishing, an invented course"


@pytest.mark.django_db
def test_the_next_package_of_a_module_is_its_next_edition_and_may_be_released() -> None:
    first = job_with(package())
    run_import(first)
    second = job_with(package(b"<p>Mended."), module=first.module, release=True)

    run_import(second)

    assert second.edition is not None
    assert (second.edition.module, second.edition.number) == (first.module, 2)
    assert second.edition.status == Edition.Status.RELEASED
    assert second.report["warnings"] == []


@pytest.mark.django_db
def test_the_same_content_again_is_taken_with_a_warning() -> None:
    first = job_with(package())
    run_import(first)
    again = job_with(package(), module=first.module)
    run_import(again)
    assert again.edition is not None
    assert [warning["code"] for warning in again.report["warnings"]] == ["same-content"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (package_that_opens_nothing(), "nothing-to-launch"),
        (package(resources=""), "missing-resource"),
        (zipped({"index.html": b"<p>No manifest"}), "not-recognised"),
        (b"PK, and then nothing that is a zip", "not-a-zip"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words_and_leaves_nothing(
    content: bytes, code: str, places: Path
) -> None:
    job = job_with(content)

    assert run_import(job)

    job.refresh_from_db()
    assert (job.state, job.edition) == (State.REFUSED, None)
    refusal = job.report["refusal"]
    assert refusal["code"] == code
    assert all(refusal[part].endswith(".") for part in ("what", "why", "to_do"))
    assert refusal["correlation_id"] == job.public_id.hex[:16]
    assert refusal["can_retry"] is False
    assert nothing_is_left(places)


@pytest.mark.django_db
def test_scorm_2004_becomes_an_edition_too() -> None:
    job = job_with(package_2004())
    run_import(job)
    assert job.edition is not None
    assert job.edition.standard == "scorm2004"
    assert job.report["found"]["standard"] == "SCORM 2004 4th Edition"
    assert job.report["found"]["sequencing"] == ["Learners choose parts in the contents."]


@pytest.mark.django_db
def test_progress_only_grows_and_names_each_stage() -> None:
    seen: list[tuple[str, int]] = []
    run_import(job_with(package()), lambda stage, percent: seen.append((stage, percent)))
    assert [stage for stage, _ in seen] == [Stage.INSPECTING, Stage.READING, Stage.STORING]
    percentages = [percent for _, percent in seen]
    assert percentages == sorted(percentages)


@pytest.mark.django_db(transaction=True)
def test_two_workers_ring_at_one_job_and_one_runs_it() -> None:
    job = job_with(package())
    start = threading.Barrier(2)
    ran: list[bool] = []

    def worker() -> None:
        mine = ImportJob.objects.get(pk=job.pk)
        start.wait()
        ran.append(run_import(mine))
        connection.close()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert sorted(ran) == [False, True]
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_a_job_whose_worker_was_killed_is_run_again_once_the_lease_is_over() -> None:
    now = timezone.now()
    job = job_with(package(), state=State.RUNNING, percent=40, stage=Stage.STORING, tries=1)
    ImportJob.objects.update(lease_until=now + dt.timedelta(minutes=1))
    assert waiting_jobs() == []
    assert not run_import(job)

    ImportJob.objects.update(lease_until=now - dt.timedelta(seconds=1))
    assert waiting_jobs() == [job.pk]
    assert run_import(job)
    assert job.state == State.DONE
    assert not run_import(job), "a finished job is not run again"
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scorm = importers.importers()["SCORM"]
    slow_once = iter([True])

    def slow(job: ImportJob, progress: Progress) -> Imported:
        imported = scorm(job, progress)
        if next(slow_once, False):
            ImportJob.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
            assert run_import(ImportJob.objects.get(pk=job.pk)), "the other worker takes over"
        return imported

    monkeypatch.setattr(importers, "_importers", {"slow": slow})
    job = job_with(package())
    run_import(job)
    assert (job.state, job.tries) == (State.DONE, 2)
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_a_package_at_which_workers_die_is_given_up_but_can_be_tried_again() -> None:
    job = job_with(package(), state=State.RUNNING, tries=MOST_TRIES)
    ImportJob.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))

    run_import(job)

    assert job.report["refusal"]["code"] == "stopped-too-often"
    assert job.file
    assert retry(job)
    assert run_import(job)
    assert job.state == State.DONE


@pytest.mark.django_db
def test_a_fault_of_ours_is_raised_recorded_and_can_be_retried(
    places: Path, settings: Settings
) -> None:
    settings.PACKAGE_STORE = places / "no-folder"
    settings.PACKAGE_STORE.write_text("where the store should be, there is a file")
    job = job_with(package())

    with pytest.raises(OSError, match="no-folder"):
        run_import(job)

    job.refresh_from_db()
    assert job.state == State.REFUSED
    refusal = job.report["refusal"]
    assert (refusal["code"], refusal["can_retry"]) == ("internal-error", True)
    assert "no-folder" not in str(refusal), "no path of ours on a page"
    assert not Course.objects.exists()

    settings.PACKAGE_STORE = places / "packages"
    assert retry(job)
    run_import(job)
    assert job.state == State.DONE


@pytest.mark.django_db
def test_a_refused_package_cannot_be_tried_again_without_its_file() -> None:
    job = job_with(package_that_opens_nothing())
    run_import(job)
    assert not retry(job)


@pytest.mark.django_db
def test_an_upload_kept_for_another_try_goes_after_a_week(places: Path) -> None:
    job = job_with(package(), state=State.REFUSED, finished_at=timezone.now())
    assert discard_old_files() == 0
    ImportJob.objects.update(finished_at=timezone.now() - dt.timedelta(days=8))
    assert discard_old_files() == 1
    job.refresh_from_db()
    assert not job.file
    assert files_below(places / "uploads") == []


@pytest.mark.django_db
def test_with_two_kinds_installed_a_stranger_is_told_both(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {name: importers.importers()["SCORM"] for name in ("one kind", "another")}
    monkeypatch.setattr(importers, "_importers", both)
    job = job_with(zipped({"letter.txt": b"Dear all"}))
    run_import(job)
    assert job.report["refusal"]["code"] == "not-recognised"
    assert "one kind, another" in job.report["refusal"]["why"]


@pytest.mark.django_db
def test_a_refusal_by_the_first_that_recognises_is_final(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(job: ImportJob, progress: Progress) -> Imported:
        raise AssertionError("not asked")

    def refuses(job: ImportJob, progress: Progress) -> Imported:
        raise PackageRejected({"code": "mine", "what": "a.", "why": "b.", "to_do": "c."})

    monkeypatch.setattr(importers, "_importers", {"first": refuses, "second": never})
    job = job_with(package(), module=cast.make_module())
    run_import(job)
    assert job.report["refusal"]["code"] == "mine"
