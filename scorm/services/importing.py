"""Import a SCORM package: check the zip, read its manifest, store its files.

The manifest is read before a file is unpacked, so that what cannot be played leaves nothing.
"""

from typing import Any, BinaryIO

from django.conf import settings

from courses.importers import Imported, PackageRejected, Progress
from courses.models import Edition, ImportJob
from courses.services.imports import NotRecognised
from scorm.content_types import SHIM
from scorm.manifest import Manifest, ManifestRefused, encode_manifest, read_manifest
from scorm.manifest.structure import Item
from scorm.models import ScormPackage
from scorm.packages import Archive, Limits, PackageRefused, inspect
from scorm.services.sequencing_report import sequencing_in_words
from scorm.store import PackageStore, StoredPackage

# Manifests of large real courses stay below 1 MiB.
MOST_MANIFEST_BYTES = 8 * 1024 * 1024
# Percentages of the whole, at the end of each stage.
INSPECTED, READ, STORED = 10, 15, 98


def import_package(job: ImportJob, progress: Progress) -> Imported:
    """Read and store the package of `job`.

    Raises NotRecognised when it has no imsmanifest.xml, PackageRejected when it cannot be played.
    """
    with job.file.open("rb") as file:
        try:
            return _import(file, progress)
        except PackageRefused as refused:
            raise _rejected(refused) from refused
        except ManifestRefused as refused:
            raise PackageRejected(
                {**_words(refused), "element": refused.element, "line": refused.line}
            ) from refused


def _import(file: BinaryIO, progress: Progress) -> Imported:
    archive = inspect(file, Limits(max_archive_bytes=settings.IMPORT_MAX_BYTES))
    progress(ImportJob.Stage.READING, INSPECTED)
    manifest = read_manifest(
        archive.read(archive.manifest_path, MOST_MANIFEST_BYTES), frozenset(archive.files)
    )
    _check_playable(archive)
    progress(ImportJob.Stage.STORING, READ)

    def stored_so_far(files: int, total: int) -> None:
        progress(ImportJob.Stage.STORING, READ + (STORED - READ) * files // max(total, 1))

    stored = PackageStore(settings.PACKAGE_STORE).add(archive, stored_so_far)
    return Imported(
        standard=Edition.Standard(manifest.standard),
        title=manifest.title,
        description=manifest.description,
        language=manifest.language,
        content_digest=stored.sha256,
        warnings=_warnings(archive, manifest),
        found=found_in(manifest, stored),
        save=lambda edition: _save(manifest, stored),
    )


def _check_playable(archive: Archive) -> None:
    if SHIM in archive.files:
        raise PackageRejected(
            {
                "code": "reserved-name",
                "what": f"The package has a file named {SHIM}.",
                "why": "The player's own page stands there, so the file could never be shown.",
                "to_do": f"Rename {SHIM} in the authoring tool and export the course again.",
            }
        )


def found_in(manifest: Manifest, stored: StoredPackage) -> dict[str, Any]:
    """What the report shows: counts, and each item that launches with what it asks for.

    mastery_score is a decimal from 0 to 100 as text, prerequisites aicc_script; "" where absent
    (SCORM 1.2 CAM 2.3.2.5.2). sequencing: sentences; none in SCORM 1.2.
    """
    items = manifest.organization.launchable()
    return {
        "standard": _standard(manifest),
        "title": manifest.title,
        "language": manifest.language,
        "files": stored.file_count,
        "bytes": stored.total_bytes,
        "scos": sum(item.kind == "sco" for item in items),
        "assets": sum(item.kind == "asset" for item in items),
        "items": [_shown(item) for item in items],
        "sequencing": sequencing_in_words(manifest) if manifest.standard == "scorm2004" else [],
    }


def _standard(manifest: Manifest) -> str:
    """With the edition that a SCORM 2004 manifest names: "SCORM 2004 4th Edition"."""
    if manifest.standard == "scorm12":
        return "SCORM 1.2"
    edition = manifest.schema_version.removeprefix("2004").strip()
    return f"SCORM 2004 {edition}".strip() if edition[:1].isdigit() else "SCORM 2004"


def _shown(item: Item) -> dict[str, Any]:
    return {
        "identifier": item.identifier,
        "title": item.title,
        "kind": item.kind,
        "mastery_score": item.mastery_score,
        "prerequisites": item.prerequisites,
        "max_time_allowed": item.max_time_allowed,
    }


def _warnings(archive: Archive, manifest: Manifest) -> list[dict[str, Any]]:
    of_zip = [{"code": w.code, "message": w.message} for w in archive.warnings]
    of_manifest = [
        {"code": w.code, "message": w.message, "line": w.line} for w in manifest.warnings
    ]
    return [*of_zip, *of_manifest]


def _save(manifest: Manifest, stored: StoredPackage) -> None:
    ScormPackage.objects.get_or_create(
        content_digest=stored.sha256,
        defaults={
            "standard": manifest.standard,
            "manifest": encode_manifest(manifest),
            "file_count": stored.file_count,
            "total_bytes": stored.total_bytes,
        },
    )


def _rejected(refused: PackageRefused) -> PackageRejected:
    kind = NotRecognised if refused.code == "manifest-missing" else PackageRejected
    return kind(_words(refused))


def _words(refused: PackageRefused | ManifestRefused) -> dict[str, Any]:
    return {
        "code": refused.code,
        "what": refused.what,
        "why": refused.why,
        "to_do": refused.to_do,
    }
