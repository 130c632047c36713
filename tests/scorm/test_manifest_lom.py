"""What the metadata says of a course, in how many languages, and wherever it lies."""

from __future__ import annotations

import pytest

from courses.packages import PackageRefused
from scorm.manifest import Manifest, decode_manifest, encode_manifest, read_manifest
from scorm.manifest.structure import LocalText
from tests.scorm.manifests import (
    FILES,
    NAMESPACES_2004,
    VERSION_12,
    VERSION_2004,
    codes,
    manifest_xml,
    read,
)

IMS = 'xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"'
IEEE = 'xmlns="http://ltsc.ieee.org/xsd/LOM"'


def lom_12(language: str = "") -> str:
    spoken = f"<language>{language}</language>" if language else ""
    return (
        f"<lom {IMS}><general><title>"
        '<langstring xml:lang="en">Phishing at work</langstring>'
        '<langstring xml:lang="fr-FR">L’hameçonnage au travail</langstring></title>'
        f"{spoken}<description>"
        '<langstring xml:lang="en">How it looks.</langstring>'
        '<langstring xml:lang="fr-FR">À quoi cela ressemble.</langstring>'
        "</description></general></lom>"
    )


LOM_2004 = (
    f"<lom {IEEE}><general><title>"
    '<string language="ar">التصيد</string><string language="en-GB">Phishing</string></title>'
    "<language>en</language></general></lom>"
)


def with_metadata(lom: str, version: str = VERSION_12) -> str:
    return manifest_xml(metadata=version.replace("</metadata>", f"{lom}</metadata>"))


def test_the_language_of_the_course_chooses_and_the_others_are_kept() -> None:
    manifest = read(with_metadata(lom_12("fr")))
    assert manifest.language == "fr"
    assert manifest.description == "À quoi cela ressemble."
    assert manifest.languages == {
        "en": LocalText("Phishing at work", "How it looks."),
        "fr-FR": LocalText("L’hameçonnage au travail", "À quoi cela ressemble."),
    }
    assert decode_manifest(encode_manifest(manifest)) == manifest
    assert codes(manifest) == []


def test_without_a_language_the_first_text_counts() -> None:
    manifest = read(with_metadata(lom_12()))
    assert (manifest.language, manifest.description) == ("en", "How it looks.")


def test_an_organization_without_a_title_takes_it_in_its_language() -> None:
    xml = with_metadata(LOM_2004, VERSION_2004).replace(
        "<title>Phishing, an invented course</title>", ""
    )
    assert read(xml).title == "Phishing"


def test_lom_of_scorm_2004_reads_alike() -> None:
    metadata = VERSION_2004.replace("</metadata>", f"{LOM_2004}</metadata>")
    manifest = read(manifest_xml(metadata=metadata, namespaces=NAMESPACES_2004))
    assert (manifest.language, sorted(manifest.languages)) == ("en", ["ar", "en-GB"])


def test_metadata_of_the_organization_stands_in_for_that_of_the_manifest() -> None:
    xml = manifest_xml().replace(
        "</organization>", f"<metadata>{lom_12()}</metadata></organization>"
    )
    assert read(xml).description == "How it looks."


@pytest.mark.parametrize("tag", ["x-none", "", "none!", "12"])
def test_what_is_no_language_is_none(tag: str) -> None:
    lom = lom_12().replace('"en"', f'"{tag}"').replace('"fr-FR"', f'"{tag}"')
    manifest = read(with_metadata(lom))
    assert (manifest.language, manifest.languages) == ("", {})
    assert manifest.description == "How it looks."


def test_as_many_languages_as_one_likes_are_fifty() -> None:
    strings = "".join(f'<langstring xml:lang="en-x{n}">T{n}</langstring>' for n in range(999))
    lom = f"<lom {IMS}><general><title>{strings}</title></general></lom>"
    assert len(read(with_metadata(lom)).languages) == 50


LOCATION = "<adlcp:location>about/course.xml</adlcp:location>"
ABOUT = "about/course.xml"


def elsewhere(
    content: bytes, location: str = LOCATION, files: frozenset[str] | None = None
) -> Manifest:
    def read_file(path: str) -> bytes:
        if not content:
            raise PackageRefused("file-too-large", "It is too large.", "Too much.", "Cut it.")
        assert path == ABOUT
        return content

    known = FILES | {ABOUT} if files is None else files
    return read_manifest(with_metadata(location).encode(), known, read_file)


def test_metadata_in_a_file_of_its_own_is_read() -> None:
    manifest = elsewhere(lom_12("fr").encode())
    assert (manifest.description, codes(manifest)) == ("À quoi cela ressemble.", [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b'<!DOCTYPE lom [<!ENTITY a SYSTEM "file:///etc/passwd">]><lom>&a;</lom>',
            "document type",
        ),
        (b"<lom>", "not well-formed"),
        (b"", "too large"),
    ],
)
def test_metadata_that_cannot_be_read_is_remarked_on(content: bytes, said: str) -> None:
    manifest = elsewhere(content)
    assert (manifest.description, codes(manifest)) == ("", ["metadata-file"])
    assert said in manifest.warnings[0].message


@pytest.mark.parametrize("href", ["missing.xml", "../about/course.xml", "https://a.example/x.xml"])
def test_metadata_that_is_not_in_the_package_is_remarked_on(href: str) -> None:
    location = f"<adlcp:location>{href}</adlcp:location>"
    assert codes(elsewhere(lom_12().encode(), location)) == ["metadata-file"]


def test_where_nobody_can_read_files_nothing_is_said_of_them() -> None:
    assert codes(read(with_metadata(LOCATION))) == []
