"""What learning object metadata says of the course: titles and descriptions, in its languages.

IMS Learning Resource Meta-data 1.2.1 (SCORM 1.2 CAM 2.2) and IEEE 1484.12.3 (SCORM 2004 CAM 4).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from courses.packages.documents import parse_document
from courses.packages.files import PackageFiles
from courses.packages.manifests import ManifestRefused
from courses.packages.refusal import PackageRefused, shown
from scorm.manifest.elements import (
    XML_NAMESPACE,
    Warnings,
    child,
    children,
    local_name,
    text_of,
    xml_base,
)
from scorm.manifest.hrefs import describe, resolve
from scorm.manifest.structure import LocalText

LONGEST_TITLE = 500
LONGEST_DESCRIPTION = 4_000
MOST_LANGUAGES = 50
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

# The content of a file of the package by its path.
ReadFile = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Lom:
    """``title`` and ``description`` are in ``language`` (an IETF tag, "" when unknown) where they
    are given in it, else as they come first; all are "" where absent. ``languages`` has every
    language that they are given in, ``language`` included."""

    title: str = ""
    description: str = ""
    language: str = ""
    languages: dict[str, LocalText] = field(default_factory=dict)


def read_lom(
    manifest: etree._Element,
    organization: etree._Element,
    files: PackageFiles,
    read_file: ReadFile | None,
    warnings: Warnings,
) -> Lom:
    """The metadata of the manifest, else that of the organization that is played.

    It stands in the manifest, or in a file that adlcp:location names (SCORM 1.2 CAM 2.3.2.5.1;
    SCORM 2004 CAM 3.4.1.4), which is read by ``read_file``; what cannot be read is remarked on.
    """
    for owner in (manifest, organization):
        metadata = child(owner, "metadata")
        if metadata is None:
            continue
        lom = child(metadata, "lom")
        if lom is None:
            lom = _elsewhere(metadata, xml_base(manifest), files, read_file, warnings)
        general = child(lom, "general") if lom is not None else None
        if general is not None:
            return _general(general)
    return Lom()


def _elsewhere(
    metadata: etree._Element,
    base: str,
    files: PackageFiles,
    read_file: ReadFile | None,
    warnings: Warnings,
) -> etree._Element | None:
    location = child(metadata, "location")
    href = text_of(location, 4_000)
    if location is None or not href or read_file is None:
        return None
    reference = resolve(href, (base,), files)
    if reference.problem:
        why, _ = describe(reference.problem)
        warnings.at(location, "metadata-file", f"The metadata file {shown(href)}: {why}")
        return None
    try:
        root = parse_document(read_file(reference.path))
    except (ManifestRefused, PackageRefused) as refused:
        message = f"The metadata file {shown(href)} cannot be read. {refused.what} {refused.why}"
        warnings.at(location, "metadata-file", message.replace("The manifest", "It"))
        return None
    return root if local_name(root) == "lom" else child(root, "lom")


def _general(general: etree._Element) -> Lom:
    titles = _texts(child(general, "title"), LONGEST_TITLE)
    descriptions = _texts(child(general, "description"), LONGEST_DESCRIPTION)
    spoken = [text_of(element, 100) for element in children(general, "language")]
    language = next((tag for tag in (*spoken, *titles) if LANGUAGE.fullmatch(tag)), "")
    tags = [tag for tag in dict.fromkeys((*titles, *descriptions)) if LANGUAGE.fullmatch(tag)]
    return Lom(
        title=_preferred(titles, language),
        description=_preferred(descriptions, language),
        language=language,
        languages={
            tag: LocalText(titles.get(tag, ""), descriptions.get(tag, ""))
            for tag in tags[:MOST_LANGUAGES]
        },
    )


def _preferred(texts: dict[str, str], language: str) -> str:
    """The text in ``language``, else in a variety of it ("en-GB" for "en"), else the first."""
    if language in texts:
        return texts[language]
    main = language.partition("-")[0].lower()
    for tag, text in texts.items():
        if main and tag.partition("-")[0].lower() == main:
            return text
    return next(iter(texts.values()), "")


def _texts(element: etree._Element | None, limit: int) -> dict[str, str]:
    """Language ("" when it is not said) to text, in the order of the metadata.

    "langstring" with xml:lang in IMS metadata, "string" with language in LOM.
    """
    if element is None:
        return {}
    strings = [*children(element, "langstring"), *children(element, "string")]
    if not strings:
        text = text_of(element, limit)
        return {"": text} if text else {}
    found: dict[str, str] = {}
    for string in strings:
        tag = string.get("language") or string.get(f"{{{XML_NAMESPACE}}}lang") or ""
        text = text_of(string, limit)
        if text:
            found.setdefault(tag.strip(), text)
    return found
