"""What every importer does with a package: check the zip, then store its files.

The manifest is read before a file is unpacked, so that what cannot be played leaves nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from courses.content_types import SHIM
from courses.importers import NotRecognised, PackageRejected, Progress
from courses.models import ImportJob
from courses.packages import Archive, Kind, Limits, PackageRefused, inspect
from courses.packages.manifests import ManifestRefused
from courses.store import StoredPackage, package_store

# Manifests of large real courses stay below 1 MiB.
MOST_MANIFEST_BYTES = 8 * 1024 * 1024
# Percentages of the whole, at the end of each stage.
INSPECTED, READ, STORED = 10, 15, 98


@contextmanager
def opened(job: ImportJob, kind: Kind, progress: Progress) -> Iterator[Archive]:
    """The job's zip, its headers checked, open while the block runs.

    Raises NotRecognised when it has no manifest of this kind, PackageRejected when it cannot be
    played; a PackageRefused that the block raises becomes one of the two.
    """
    with job.file.open("rb") as file:
        try:
            archive = inspect(file, Limits(max_archive_bytes=settings.IMPORT_MAX_BYTES), kind)
            progress(ImportJob.Stage.READING, INSPECTED)
            yield archive
        except PackageRefused as refused:
            raise _rejected(refused) from refused


def manifest_bytes(archive: Archive) -> bytes:
    """The manifest as it lies in the zip, at most MOST_MANIFEST_BYTES. Raises PackageRefused."""
    return archive.read(archive.manifest_path, MOST_MANIFEST_BYTES)


def store(archive: Archive, progress: Progress) -> StoredPackage:
    """Keep the files under the sha256 of their content. Raises PackageRejected, PackageRefused."""
    _check_names(archive)
    progress(ImportJob.Stage.STORING, READ)

    def stored_so_far(files: int, total: int) -> None:
        progress(ImportJob.Stage.STORING, READ + (STORED - READ) * files // max(total, 1))

    return package_store().add(archive, stored_so_far, progress.arriving)


def warnings_of(archive: Archive) -> list[dict[str, Any]]:
    """What was odd about the zip, as the report shows it."""
    return [{"code": w.code, "message": w.message} for w in archive.warnings]


def manifest_rejected(refused: ManifestRefused) -> PackageRejected:
    """What a manifest's reader refused, as the job's page shows it, with element and line."""
    return PackageRejected(
        {
            "code": refused.code,
            "what": refused.what,
            "why": refused.why,
            "to_do": refused.to_do,
            "element": refused.element,
            "line": refused.line,
        }
    )


def _check_names(archive: Archive) -> None:
    if SHIM in archive.files:
        raise PackageRejected(
            {
                "code": "reserved-name",
                "what": f"The package has a file named {SHIM}.",
                "why": "The player's own page stands there, so the file could never be shown.",
                "to_do": f"Rename {SHIM} in the authoring tool and export the course again.",
            }
        )


def _rejected(refused: PackageRefused) -> PackageRejected:
    # In a folder of the zip, it may be what another kind's course carries along.
    elsewhere = refused.code in ("manifest-missing", "manifest-nested")
    kind = NotRecognised if elsewhere else PackageRejected
    return kind(
        {
            "code": refused.code,
            "what": refused.what,
            "why": refused.why,
            "to_do": refused.to_do,
        }
    )
