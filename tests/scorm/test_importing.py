"""The importer of SCORM packages: what it reads, and a hostile corpus that leaves nothing."""

from pathlib import Path

import pytest
from pytest_django import Settings

from courses.importers import importers
from courses.models import Course, Edition, ImportJob
from courses.packages import Limits
from courses.services.imports import run_import
from courses.store import FolderStore
from scorm.manifest import decode_manifest
from scorm.models import ScormPackage
from scorm.services.importing import import_package
from tests.courses import hostile
from tests.courses.hostile import HostileZip
from tests.courses.packages import job_with, package, zipped
from tests.courses.raw_zip import RawEntry
from tests.scorm.manifests import VERSION_12, manifest_xml, sco
from tests.scorm.test_manifest_lom import lom_12

pytestmark = pytest.mark.django_db
# Its one page is the manifest itself, so that it is sound in whatever zip it lies: what is left to
# refuse is the zip.
SOUND = manifest_xml(resources=sco("imsmanifest.xml")).encode()


def hostile_with_a_sound_manifest() -> list[HostileZip]:
    """Those that are hostile under the ordinary limits, which are the importer's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hostile, "MANIFEST", RawEntry("imsmanifest.xml", SOUND))
        return [found for found in hostile.hostile_zips() if found.limits == Limits()]


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings: Settings) -> Path:
    settings.PACKAGE_STORE = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path


def test_it_is_registered() -> None:
    assert importers()["SCORM"] is import_package


def test_the_files_lie_in_the_store_and_the_manifest_in_the_database(places: Path) -> None:
    job = job_with(package())
    run_import(job)
    assert job.edition is not None
    digest = job.edition.content_digest
    page = FolderStore(places / "packages").file(digest, "index.html").path
    assert page.read_bytes().startswith(b"<!doctype html>")
    row = ScormPackage.objects.get(content_digest=digest)
    assert (row.standard, row.file_count) == ("scorm12", 2)
    manifest = decode_manifest(row.manifest)
    assert [item.identifier for item in manifest.organization.launchable()] == ["i1", "quiz"]


def test_two_editions_with_the_same_content_share_one_package() -> None:
    jobs = [job_with(package()) for _ in range(2)]
    for job in jobs:
        run_import(job)
    assert Edition.objects.count() == 2
    assert ScormPackage.objects.count() == 1


def test_what_players_tolerate_is_warned_of(places: Path) -> None:
    content = package(metadata="")
    job = job_with(content)
    run_import(job)
    assert job.state == ImportJob.State.DONE
    assert "missing-schemaversion" in [w["code"] for w in job.report["warnings"]]


def test_a_course_described_in_two_languages_says_so_in_the_report() -> None:
    lom = VERSION_12.replace("</metadata>", "<adlcp:location>about.xml</adlcp:location></metadata>")
    files = {
        "imsmanifest.xml": manifest_xml(metadata=lom).encode(),
        "index.html": b"x",
        "about.xml": lom_12("fr").encode(),
    }
    job = job_with(zipped(files))
    run_import(job)
    assert job.edition is not None
    assert job.edition.language == "fr"
    assert job.edition.module.course.description == "À quoi cela ressemble."
    assert job.edition.module.course.keywords == "Phishing at work"
    (other,) = job.report["found"]["languages"]
    assert (other["language"], other["title"]) == ("en", "Phishing at work")


def test_an_xml_bomb_is_refused_with_its_line() -> None:
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE m [<!ENTITY a "aaaa">]><manifest/>'
    job = job_with(zipped({"imsmanifest.xml": bomb, "index.html": b"x"}))
    run_import(job)
    assert job.state == ImportJob.State.REFUSED
    assert "line" in job.report["refusal"]


def test_a_zip_larger_than_the_setting_is_refused(settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 100
    job = job_with(package())
    run_import(job)
    assert job.report["refusal"]["code"] == "archive-too-large"


@pytest.mark.parametrize("attack", hostile_with_a_sound_manifest(), ids=lambda a: a.name)
def test_a_hostile_zip_is_refused_and_nothing_of_it_stays(attack: HostileZip, places: Path) -> None:
    job = job_with(attack.data)

    run_import(job)

    job.refresh_from_db()
    assert job.state == ImportJob.State.REFUSED
    # Without its manifest a zip could be of any kind.
    code = "not-recognised" if attack.code == "manifest-missing" else attack.code
    assert job.report["refusal"]["code"] == code
    assert [found for found in places.rglob("*") if found.is_file()] == []
    assert not Course.objects.exists()
    assert not ScormPackage.objects.exists()


def test_a_file_where_the_players_own_page_stands_is_refused(places: Path) -> None:
    manifest = manifest_xml(resources=sco("_shim.html"))
    job = job_with(zipped({"imsmanifest.xml": manifest.encode(), "_shim.html": b"<p>Mine</p>"}))

    run_import(job)

    job.refresh_from_db()
    assert job.report["refusal"]["code"] == "reserved-name"
    assert not (places / "packages").exists()
