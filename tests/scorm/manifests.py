"""Manifests for the tests: an invented course, and a way to write variations of it."""

from __future__ import annotations

from scorm.manifest import Manifest, read_manifest

NAMESPACES_12 = (
    'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
)
NAMESPACES_2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
    'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)
VERSION_12 = "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>"
VERSION_2004 = (
    "<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>"
)
ITEM = '<item identifier="i1" identifierref="r1"><title>First steps</title></item>'
RESOURCE = (
    '<resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="index.html">'
    '<file href="index.html"/></resource>'
)
FILES = frozenset({"imsmanifest.xml", "index.html", "content/page one.html"})


def manifest_xml(
    *,
    items: str = ITEM,
    resources: str = RESOURCE,
    metadata: str = VERSION_12,
    namespaces: str = NAMESPACES_12,
    organizations: str | None = None,
    attributes: str = "",
    resources_attributes: str = "",
    extra: str = "",
) -> str:
    if organizations is None:
        organizations = (
            '<organizations default="o1"><organization identifier="o1">'
            f"<title>Phishing, an invented course</title>{items}</organization></organizations>"
        )
    return (
        f'<manifest identifier="m1" {namespaces} {attributes}>{metadata}{organizations}'
        f"<resources {resources_attributes}>{resources}</resources>{extra}</manifest>"
    )


def read(xml: str, files: frozenset[str] = FILES) -> Manifest:
    return read_manifest(xml.encode(), files)


def codes(manifest: Manifest) -> list[str]:
    """Those of the reader's own remarks; breaches of the schema have tests of their own."""
    return [warning.code for warning in manifest.warnings if warning.code != "schema"]


def sco(href: str, identifier: str = "r1", attributes: str = "") -> str:
    return (
        f'<resource identifier="{identifier}" type="webcontent" adlcp:scormtype="sco" '
        f'href="{href}" {attributes}/>'
    )


def asset(href: str, identifier: str = "r1") -> str:
    return sco(href, identifier).replace('"sco"', '"asset"')
