"""Import a Tin Can package: a zip with tincan.xml, whose course reports by xAPI alone."""

from courses.importers import Imported, Progress
from courses.models import Edition, ImportJob
from courses.packages import TIN_CAN, Archive
from courses.packages.manifests import ManifestRefused
from courses.services import unpacking
from courses.store import StoredPackage
from xapi.cmi5.structure import other_texts, text_in
from xapi.services.import_reports import package_found
from xapi.services.importing import remember, warned
from xapi.tincan.reading import read_tincan
from xapi.tincan.structure import TinCanPackage, encode_package


def import_tincan(job: ImportJob, progress: Progress) -> Imported:
    """Read and store the package of `job`.

    Raises NotRecognised when it has no tincan.xml, PackageRejected when it cannot be played.
    """
    with unpacking.opened(job, TIN_CAN, progress) as archive:
        try:
            package = read_tincan(unpacking.manifest_bytes(archive), frozenset(archive.files))
        except ManifestRefused as refused:
            raise unpacking.manifest_rejected(refused) from refused
        return _imported(archive, package, unpacking.store(archive, progress))


def _imported(archive: Archive, package: TinCanPackage, stored: StoredPackage) -> Imported:
    course = package.course
    return Imported(
        standard=Edition.Standard.XAPI,
        title=text_in(course.name),
        description=text_in(course.description),
        language=next((tag for tag in course.name if tag != "und"), ""),
        content_digest=stored.sha256,
        warnings=[*unpacking.warnings_of(archive), *warned(package.warnings)],
        found=package_found(package, stored),
        save=lambda edition: remember(Edition.Standard.XAPI, encode_package(package), stored),
        other_titles=other_texts(course.name),
    )
