"""Import a SCORM package: read its manifest, store its files."""

from typing import Any

from courses.importers import Imported, Progress
from courses.models import Edition, ImportJob
from courses.packages import SCORM, Archive
from courses.packages.documents import MAX_BYTES
from courses.services import unpacking
from courses.store import StoredPackage
from scorm.manifest import Manifest, ManifestRefused, encode_manifest, read_manifest
from scorm.manifest.structure import Item
from scorm.models import ScormPackage
from scorm.services.completion_report import module_decides, part_decides
from scorm.services.sequencing_report import sequencing_in_words


def import_package(job: ImportJob, progress: Progress) -> Imported:
    """Read and store the package of `job`.

    Raises NotRecognised when it has no imsmanifest.xml, PackageRejected when it cannot be played.
    """
    with unpacking.opened(job, SCORM, progress) as archive:
        try:
            manifest = read_manifest(
                unpacking.manifest_bytes(archive),
                frozenset(archive.files),
                lambda path: archive.read(path, MAX_BYTES),
            )
        except ManifestRefused as refused:
            raise unpacking.manifest_rejected(refused) from refused
        return _imported(archive, manifest, unpacking.store(archive, progress))


def _imported(archive: Archive, manifest: Manifest, stored: StoredPackage) -> Imported:
    return Imported(
        standard=Edition.Standard(manifest.standard),
        title=manifest.title,
        description=manifest.description,
        language=manifest.language,
        content_digest=stored.sha256,
        warnings=_warnings(archive, manifest),
        found=found_in(manifest, stored),
        save=lambda edition: _save(manifest, stored),
        other_titles={
            text["language"]: text["title"] for text in _other_languages(manifest) if text["title"]
        },
    )


def found_in(manifest: Manifest, stored: StoredPackage) -> dict[str, Any]:
    """What the report shows: counts, and each item that launches with what it asks for.

    mastery_score is a decimal from 0 to 100 as text, prerequisites aicc_script; "" where absent
    (SCORM 1.2 CAM 2.3.2.5.2). decides: sentences about the module, and three words for each item
    (scorm.services.completion_report). sequencing: sentences; none in SCORM 1.2.
    """
    items = manifest.organization.launchable()
    return {
        "standard": _standard(manifest),
        "title": manifest.title,
        "language": manifest.language,
        "languages": _other_languages(manifest),
        "files": stored.file_count,
        "bytes": stored.total_bytes,
        "scos": sum(item.kind == "sco" for item in items),
        "assets": sum(item.kind == "asset" for item in items),
        "items": [{**_shown(item), "decides": part_decides(item, manifest)} for item in items],
        "decides": module_decides(manifest),
        "sequencing": sequencing_in_words(manifest) if manifest.standard == "scorm2004" else [],
    }


def _other_languages(manifest: Manifest) -> list[dict[str, str]]:
    """Titles and descriptions in the languages that the edition is not in."""
    own = manifest.language.partition("-")[0].lower()
    return [
        {"language": tag, "title": text.title, "description": text.description}
        for tag, text in manifest.languages.items()
        if tag.partition("-")[0].lower() != own
    ]


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
    of_manifest = [
        {"code": w.code, "message": w.message, "line": w.line} for w in manifest.warnings
    ]
    return [*unpacking.warnings_of(archive), *of_manifest]


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
