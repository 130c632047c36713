"""Import a cmi5 course (cmi5 6.1): a zip with cmi5.xml in its root, or a cmi5.xml alone.

Which of the two it is, the content says (14.0): the name that somebody chose proves nothing.
"""

import codecs
import io
import zipfile
from typing import Any, Final

from courses.importers import Imported, NotRecognised, Progress
from courses.models import Edition, ImportJob
from courses.packages import CMI5, Archive, inspect
from courses.packages.manifests import ManifestRefused
from courses.services import unpacking
from courses.store import StoredPackage
from xapi.cmi5.reading import read_course_structure
from xapi.cmi5.structure import (
    CourseStructure,
    StructureWarning,
    encode_structure,
    other_texts,
    text_in,
)
from xapi.models import XapiPackage
from xapi.services.import_reports import course_found

_LOOKED_AT: Final = 400
# UTF-16 with and without a byte order mark; a zip starts with neither.
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")


def import_cmi5(job: ImportJob, progress: Progress) -> Imported:
    """Read and store the course of `job`.

    Raises NotRecognised when it is neither XML nor a zip with cmi5.xml in its root,
    PackageRejected when it cannot be played.
    """
    xml = _bare_document(job)
    if xml is not None:
        return _import_document(xml, progress)
    with unpacking.opened(job, CMI5, progress) as archive:
        _check_root(archive)
        structure = _structure(unpacking.manifest_bytes(archive), frozenset(archive.files))
        return _imported(archive, structure, unpacking.store(archive, progress))


def remember(standard: Edition.Standard, plain: dict[str, Any], stored: StoredPackage) -> None:
    """Keep the structure of a stored package; one with the same content is there already."""
    XapiPackage.objects.get_or_create(
        content_digest=stored.sha256,
        standard=standard,
        defaults={
            "structure": plain,
            "file_count": stored.file_count,
            "total_bytes": stored.total_bytes,
        },
    )


def warned(warnings: tuple[StructureWarning, ...]) -> list[dict[str, Any]]:
    """What the manifest's reader noticed, as the job's page shows it."""
    return [{"code": w.code, "message": w.message, "line": w.line} for w in warnings]


def _bare_document(job: ImportJob) -> bytes | None:
    """The whole upload when it is an XML document, None when it can only be a zip."""
    with job.file.open("rb") as file:
        start = file.read(_LOOKED_AT)
        text = start.removeprefix(codecs.BOM_UTF8).lstrip()
        if not (start.startswith(_WIDE) or text.startswith(b"<")):
            return None
        # One byte above the limit is enough for the reader to refuse it by its size.
        return bytes(start + file.read(unpacking.MOST_MANIFEST_BYTES + 1))


def _import_document(xml: bytes, progress: Progress) -> Imported:
    """A cmi5.xml alone (14.2) is kept as the package that it stands for: one with that file."""
    progress(ImportJob.Stage.READING, unpacking.INSPECTED)
    structure = _structure(xml, None)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("cmi5.xml", xml)
    archive = inspect(file, kind=CMI5)
    return _imported(archive, structure, unpacking.store(archive, progress))


def _check_root(archive: Archive) -> None:
    """14.1: the file is in the root directory, and it is called cmi5.xml and nothing else."""
    in_a_folder = any(warning.code == "top-folder" for warning in archive.warnings)
    if archive.manifest_path == CMI5.manifest and not in_a_folder:
        return
    raise NotRecognised(
        {
            "code": "manifest-nested" if in_a_folder else "manifest-name",
            "what": "The zip has its cmi5.xml in a folder, or under a name in other letters.",
            "why": "It is called cmi5.xml and lies in the root directory (cmi5 14.0, 14.1).",
            "to_do": "Select everything in the folder of the course and zip that.",
        }
    )


def _structure(xml: bytes, files: frozenset[str] | None) -> CourseStructure:
    try:
        return read_course_structure(xml, files)
    except ManifestRefused as refused:
        raise unpacking.manifest_rejected(refused) from refused


def _imported(archive: Archive, structure: CourseStructure, stored: StoredPackage) -> Imported:
    return Imported(
        standard=Edition.Standard.CMI5,
        title=text_in(structure.title),
        description=text_in(structure.description),
        language=structure.language,
        content_digest=stored.sha256,
        warnings=[
            *unpacking.warnings_of(archive),
            *_of_other_manifests(archive),
            *warned(structure.warnings),
        ],
        found=course_found(structure, stored),
        save=lambda edition: remember(Edition.Standard.CMI5, encode_structure(structure), stored),
        other_titles=other_texts(structure.title),
    )


def _of_other_manifests(archive: Archive) -> list[dict[str, Any]]:
    others = [name for name in ("imsmanifest.xml", "tincan.xml") if name in archive.files]
    if not others:
        return []
    message = (
        f"The zip also holds {' and '.join(others)}; it was imported as cmi5. To import it as "
        "the other, take cmi5.xml out of the zip."
    )
    return [{"code": "several-manifests", "message": message}]
