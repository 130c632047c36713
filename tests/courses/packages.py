"""Invented SCORM packages as zip files, and jobs that import them."""

import io
import zipfile
from typing import Any

from django.core.files.base import ContentFile

from courses.models import ImportJob
from tests.scorm.manifests import NAMESPACES_2004, VERSION_2004, manifest_xml

PAGE = b"<!doctype html><title>Invented</title><p>An invented page."
QUIZ = (
    '<item identifier="i1" identifierref="r1"><title>First steps</title></item>'
    '<item identifier="quiz" identifierref="r1"><title>Final check</title>'
    "<adlcp:prerequisites type='aicc_script'>i1</adlcp:prerequisites>"
    "<adlcp:masteryscore>70</adlcp:masteryscore></item>"
)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def package(page: bytes = PAGE, **manifest: Any) -> bytes:
    """A sound SCORM 1.2 package, unless `manifest` (see manifest_xml) says otherwise."""
    xml = manifest_xml(**{"items": QUIZ, **manifest})
    return zipped({"imsmanifest.xml": xml.encode(), "index.html": page})


def package_2004() -> bytes:
    return package(
        items="<item identifier='i1' identifierref='r1'><title>One</title></item>",
        metadata=VERSION_2004,
        namespaces=NAMESPACES_2004,
    )


def package_that_opens_nothing() -> bytes:
    """A sound zip whose manifest has no item to start: refused."""
    return package(items="")


def job_with(content: bytes, **values: Any) -> ImportJob:
    """A job that waits, with the file as uploaded."""
    job = ImportJob(**{"original_name": "course.zip", **values})
    job.file.save("course.zip", ContentFile(content), save=False)
    job.save()
    return job
