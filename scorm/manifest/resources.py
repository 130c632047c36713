"""The resources of a manifest: which files there are to launch (SCORM 1.2 CAM 2.3, resource)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from courses.packages.files import PackageFiles
from courses.packages.manifests import line_of, refused_at
from courses.packages.refusal import shown
from scorm.manifest.bounds import Bounds
from scorm.manifest.elements import Warnings, attribute, child, children, xml_base
from scorm.manifest.hrefs import Reference, resolve
from scorm.manifest.structure import Kind

EMPTY = Reference(problem="empty")
REMARKS = {
    "backslash": "has “\\” between folders; read as “/”",
    "wrong-case": "is written in another case than the file",
    "base-without-slash": "lies below an xml:base that does not end in “/”",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource with its href taken apart; ``element`` is where it stands."""

    identifier: str
    kind: Kind
    href: str
    reference: Reference
    element: etree._Element


@dataclass(frozen=True, slots=True)
class _Looking:
    """What is needed to look for the files that the resources of a manifest name."""

    files: PackageFiles
    bounds: Bounds
    warnings: Warnings

    def resolve(self, element: etree._Element, href: str, bases: tuple[str, ...]) -> Reference:
        self.bounds.reference(element, href, bases)
        return resolve(href, bases, self.files)


def read_resources(
    manifest: etree._Element,
    bases: tuple[str, ...],
    files: PackageFiles,
    bounds: Bounds,
    warnings: Warnings,
) -> dict[str, Resource]:
    """The resources of one manifest element by identifier; raises ManifestRefused on a double."""
    group = child(manifest, "resources")
    if group is None:
        return {}
    looking = _Looking(files, bounds, warnings)
    found: dict[str, Resource] = {}
    group_bases = (*bases, xml_base(manifest), xml_base(group))
    for element in children(group, "resource"):
        resource = _resource(element, (*group_bases, xml_base(element)), looking)
        if not resource.identifier:
            warnings.at(element, "resource-without-identifier", "A resource has no identifier.")
            continue
        if resource.identifier in found:
            raise refused_at(
                element,
                "duplicate-identifier",
                f"Two resources are called {shown(resource.identifier)}.",
                "An item that refers to them could mean either.",
                "Give each resource an identifier of its own.",
            )
        found[resource.identifier] = resource
    _check_dependencies(found, warnings)
    return found


def _resource(element: etree._Element, bases: tuple[str, ...], looking: _Looking) -> Resource:
    warnings = looking.warnings
    href = attribute(element, "href")
    reference = looking.resolve(element, href, bases) if href else EMPTY
    for remark in reference.remarks:
        warnings.at(element, remark, f"The href {shown(href)} {REMARKS[remark]}.")
    for file in children(element, "file"):
        _check_file(file, bases, looking)
    kind = attribute(element, "scormtype").lower()
    if kind not in ("sco", "asset"):
        # CAM: without the attribute it is an asset.
        message = f"The resource {shown(href)} says neither sco nor asset; taken as an asset."
        if href:
            warnings.at(element, "missing-scormtype", message)
        kind = "asset"
    return Resource(
        identifier=attribute(element, "identifier"),
        kind="sco" if kind == "sco" else "asset",
        href=href,
        reference=reference,
        element=element,
    )


def _check_file(element: etree._Element, bases: tuple[str, ...], looking: _Looking) -> None:
    href = attribute(element, "href")
    reference = looking.resolve(element, href, bases)
    if reference.problem:
        looking.warnings.at(element, "listed-file-missing", f"The file {shown(href)} is not there.")
    elif reference.remarks:
        remark = reference.remarks[0]
        looking.warnings.at(element, remark, f"The file {shown(href)} {REMARKS[remark]}.")


def _check_dependencies(found: dict[str, Resource], warnings: Warnings) -> None:
    for resource in found.values():
        for dependency in children(resource.element, "dependency"):
            wanted = attribute(dependency, "identifierref")
            if wanted not in found:
                warnings.add(
                    "missing-dependency",
                    f"{shown(resource.identifier)} depends on {shown(wanted)}, which is not there.",
                    line_of(dependency),
                )
