"""The importers of cmi5 and Tin Can packages: what becomes of an upload (cmi5 6.1, 14)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pytest_django import Settings

from courses.importers import importers
from courses.models import Edition, ImportJob
from courses.services.imports import run_import
from courses.store import package_store
from tests.courses.packages import PAGE, job_with, package, zipped
from tests.xapi.cmi5_courses import MIXED, PLACE, au, block, course_xml
from tests.xapi.test_tincan import COURSE, tincan_xml
from xapi.cmi5.structure import decode_structure
from xapi.models import XapiPackage
from xapi.tincan.structure import decode_package

pytestmark = pytest.mark.django_db
ELSEWHERE = course_xml(au("one", "https://content.example/one.html", moveOn="Completed"))
PARTS = {"index.html": PAGE, "story.html": PAGE}


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings: Settings) -> Path:
    settings.PACKAGE_STORE = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path


def course_zip(*children: str, **more: bytes) -> bytes:
    xml = course_xml(*(children or MIXED)).encode()
    return zipped({"cmi5.xml": xml, **PARTS, **more})


def imported(content: bytes) -> ImportJob:
    job = job_with(content)
    assert run_import(job)
    job.refresh_from_db()
    return job


def edition_of(content: bytes) -> Edition:
    job = imported(content)
    assert job.edition is not None, job.report
    return job.edition


def refusal(content: bytes) -> str:
    job = imported(content)
    assert (job.state, job.edition) == (ImportJob.State.REFUSED, None)
    assert not XapiPackage.objects.exists()
    return str(job.report["refusal"]["code"])


def codes(job: ImportJob) -> list[str]:
    return [warning["code"] for warning in job.report["warnings"]]


def test_they_are_asked_in_the_order_of_what_the_manifests_say() -> None:
    assert list(importers()) == ["cmi5", "SCORM", "xAPI"]


def test_a_course_becomes_an_edition_its_files_and_its_structure() -> None:
    job = imported(course_zip())
    edition = job.edition
    assert edition is not None
    assert (edition.standard, edition.title, edition.language) == ("cmi5", "A scene", "en")
    assert package_store().has(edition.content_digest)
    row = XapiPackage.objects.get(content_digest=edition.content_digest, standard="cmi5")
    assert (row.file_count, len(decode_structure(row.structure).all_aus())) == (3, 4)
    assert job.report["warnings"] == []


def test_the_report_says_what_is_in_it_and_what_decides_completion() -> None:
    found = imported(course_zip()).report["found"]
    assert [found[name] for name in ("standard", "aus", "blocks", "files")] == ["cmi5", 4, 1, 3]
    rows = [(row["kind"], row["depth"], row["title"]) for row in found["rows"]]
    assert rows == [
        ("block", 0, "evidence"),
        ("au", 1, "lesson"),
        ("au", 1, "quiz"),
        ("au", 0, "report"),
        ("au", 0, "glossary"),
    ]
    assert (found["rows"][2]["move_on"], found["rows"][2]["mastery_score"]) == ("Passed", "0.8")
    said = " ".join(found["decides"])
    assert "1 of its AUs is completed and 1 of its AUs is passed" in said
    assert "1 of its AUs asks for nothing" in said


def test_a_course_that_asks_for_nothing_is_reported_as_completed_when_opened() -> None:
    job = imported(course_zip(au("one")))
    assert codes(job) == ["nothing-asked"]
    assert "as soon as a learner opens it" in job.report["found"]["decides"][0]


def test_a_zip64_is_read_as_a_zip_is() -> None:
    """14.0: Zip32 and Zip64; every entry here has the extended sizes of the latter."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {"cmi5.xml": course_xml().encode(), **PARTS}.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(content)
    edition = edition_of(out.getvalue())
    assert edition.content_digest == edition_of(course_zip(au("one"))).content_digest
    assert XapiPackage.objects.count() == 1, "the same content, however it was packed"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_course_structure_alone_is_imported(encoding: str) -> None:
    """14.2, in whatever encoding XML may have."""
    xml = ELSEWHERE.replace("utf-8", encoding.removesuffix("-sig"), 1)
    edition = edition_of(xml.encode(encoding))
    assert edition.standard == "cmi5"
    row = XapiPackage.objects.get(content_digest=edition.content_digest)
    assert row.file_count == 1
    assert decode_structure(row.structure).all_aus()[0].url == "https://content.example/one.html"


def test_a_course_of_more_than_a_thousand_aus_is_imported() -> None:
    aus = (au(f"{i}", f"https://content.example/{i}", moveOn="Passed") for i in range(1_001))
    found = imported(course_xml(block("all", *aus)).encode()).report["found"]
    assert found["aus"] == 1_001


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (course_xml().encode(), "relative-url"),
        (package(), None),
        (b"# Letter\n\nDear all", "not-a-zip"),
        (b"PK, and then nothing that is a zip", "not-a-zip"),
        (b"<manifest/>", "not-a-course-structure"),
        (zipped({"README.md": b"nothing", **PARTS}), "not-recognised"),
        (zipped({"scene/cmi5.xml": course_xml().encode(), "scene/index.html": PAGE}),
         "manifest-nested"),
        (zipped({"a/cmi5.xml": course_xml().encode(), **PARTS}), "manifest-nested"),
        (zipped({"CMI5.xml": course_xml().encode(), **PARTS}), "manifest-name"),
        (course_zip(au("one", "two.html")), "missing-file"),
        (course_zip(au("one"), au("one")), "duplicate-id"),
    ],
)  # fmt: skip
def test_what_is_no_course_package_is_rejected(content: bytes, code: str | None) -> None:
    if code is None:
        assert edition_of(content).standard == "scorm12", "another kind's, and left to it"
    else:
        assert refusal(content) == code


def test_a_refusal_names_element_and_line() -> None:
    job = imported(course_zip(au("one", masteryScore="80")))
    refused = job.report["refusal"]
    assert (refused["code"], refused["element"], refused["line"]) == ("mastery-score", "au", 2)
    assert PLACE not in refused["what"]


def test_cmi5_comes_before_scorm_and_scorm_before_tin_can() -> None:
    """Where a zip has the manifests of several standards."""
    scorm = zipfile.ZipFile(io.BytesIO(package())).read("imsmanifest.xml")
    tincan = tincan_xml(COURSE).encode()
    every = {"cmi5.xml": course_xml().encode(), "imsmanifest.xml": scorm, "tincan.xml": tincan}
    job = imported(zipped({**every, **PARTS}))
    assert job.edition is not None
    assert job.edition.standard == "cmi5"
    assert "several-manifests" in codes(job)
    del every["cmi5.xml"]
    assert edition_of(zipped({**every, **PARTS})).standard == "scorm12"
    carried = {"extra/imsmanifest.xml": scorm, "extra/cmi5.xml": b"<x/>", "tincan.xml": tincan}
    assert edition_of(zipped({**carried, **PARTS})).standard == "xapi", "in a folder: carried along"


def test_a_tin_can_package_becomes_an_edition_and_its_list() -> None:
    content = zipped({"tincan.xml": tincan_xml(COURSE).encode(), **PARTS})
    job = imported(content)
    edition = job.edition
    assert edition is not None
    assert (edition.standard, edition.title, edition.language) == ("xapi", "A scene", "en-US")
    row = XapiPackage.objects.get(content_digest=edition.content_digest, standard="xapi")
    assert decode_package(row.structure).course.path == "story.html"
    found = job.report["found"]
    assert (found["standard"], found["activities"]) == ("xAPI", 1)
    assert "is completed when a statement about" in found["decides"][0]


def test_a_tin_can_package_that_opens_nothing_is_refused() -> None:
    tincan = tincan_xml(COURSE.replace("story.html", "gone.html")).encode()
    assert refusal(zipped({"tincan.xml": tincan, **PARTS})) == "missing-file"
