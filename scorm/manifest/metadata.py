"""Which standard a manifest follows: SCORM 1.2 CAM 2.3 (schema, schemaversion), 2004 CAM 3.4."""

from __future__ import annotations

import re

from lxml import etree

from courses.packages.manifests import refused_at
from courses.packages.refusal import shown
from scorm.manifest.elements import (
    ADLCP_12,
    ADLCP_2004,
    IMSCP_12,
    IMSCP_2004,
    SEQUENCING_2004,
    Warnings,
    child,
    text_of,
)
from scorm.manifest.structure import Standard

VERSION_2004 = re.compile(r"(?:CAM )?1\.3(?:\.\d)?|2004.*", re.IGNORECASE)


def read_standard(
    manifest: etree._Element, used: dict[str, int], warnings: Warnings
) -> tuple[Standard, str]:
    """The standard and its version as written; raises ManifestRefused for what is no SCORM."""
    metadata = child(manifest, "metadata")
    schema = text_of(child(metadata, "schema") if metadata is not None else None, 100)
    version = text_of(child(metadata, "schemaversion") if metadata is not None else None, 100)
    if schema and "scorm" not in schema.lower():
        raise refused_at(
            manifest,
            "not-scorm",
            f"The manifest says that it is {shown(schema)}.",
            "This player plays SCORM 1.2 and SCORM 2004.",
            "Export the course as SCORM from your authoring tool.",
        )
    by_namespace = _by_namespace(used)
    if not version:
        warnings.at(
            manifest,
            "missing-schemaversion",
            "The manifest does not say which version of SCORM it is; found out from its names.",
        )
        return by_namespace or "scorm12", ""
    declared = _by_version(version)
    if declared is None:
        message = f"The version {shown(version)} is none of SCORM's; found out from its names."
        warnings.at(manifest, "unknown-schemaversion", message)
        return by_namespace or "scorm12", version
    if by_namespace and by_namespace != declared:
        message = f"The version is {shown(version)}, the namespaces are of the other SCORM."
        warnings.at(manifest, "version-conflict", message)
    return declared, version


def _by_version(version: str) -> Standard | None:
    if version == "1.2":
        return "scorm12"
    return "scorm2004" if VERSION_2004.fullmatch(version) else None


def _by_namespace(used: dict[str, int]) -> Standard | None:
    if ADLCP_2004 in used or SEQUENCING_2004 in used:
        return "scorm2004"
    if ADLCP_12 in used or IMSCP_12 in used:
        return "scorm12"
    return "scorm2004" if IMSCP_2004 in used else None
