"""Reading a whole imsmanifest.xml."""

from __future__ import annotations

from lxml import etree

from courses.packages.documents import parse_document
from courses.packages.files import PackageFiles
from courses.packages.manifests import ManifestRefused, line_of, refused_at
from courses.packages.refusal import shown
from scorm.manifest.bounds import Bounds
from scorm.manifest.elements import (
    Warnings,
    attribute,
    children,
    local_name,
    namespaces,
    warn_of_unknown_namespaces,
)
from scorm.manifest.lom import ReadFile, read_lom
from scorm.manifest.metadata import read_standard
from scorm.manifest.organizations import (
    LONGEST_IDENTIFIER,
    Scope,
    organization_elements,
    read_organization,
    read_scope,
    reading_of,
)
from scorm.manifest.prerequisites import identifiers, parse
from scorm.manifest.structure import Manifest, Organization, Standard
from scorm.manifest.validation import validate


def read_manifest(xml: bytes, files: frozenset[str], read_file: ReadFile | None = None) -> Manifest:
    """Read a manifest of SCORM 1.2 or SCORM 2004.

    ``files`` are the paths of the package, as `courses.packages.Archive.files` has them, and
    ``read_file`` reads one of them, for metadata in a file of its own; it may raise
    PackageRefused. What players tolerate is in the manifest's ``warnings``; what cannot be played
    raises ManifestRefused.
    """
    root = parse_document(xml)
    if local_name(root) != "manifest":
        raise refused_at(
            root,
            "not-a-manifest",
            f"The file starts with the element {shown(local_name(root))}.",
            "A manifest starts with “manifest” (SCORM CAM 2.3).",
            "Export the package again from your authoring tool.",
        )
    warnings = Warnings()
    used = namespaces(root)
    warn_of_unknown_namespaces(used, warnings)
    standard, version = read_standard(root, used, warnings)
    package = PackageFiles(files)
    bounds = Bounds()
    scope = read_scope(root, (), package, bounds, warnings)
    default, organizations = _organizations(scope, standard, bounds, warnings)
    identifier = attribute(root, "identifier")[:LONGEST_IDENTIFIER]
    if not identifier:
        warnings.at(root, "missing-identifier", "The manifest has no identifier.")
    validate(root, standard, warnings)
    played = next(found for found in organizations if found.identifier == default)
    lom = read_lom(root, _element_of(scope, default), package, read_file, warnings)
    return Manifest(
        identifier=identifier,
        standard=standard,
        schema_version=version,
        title=played.title or lom.title or identifier or default,
        description=lom.description,
        language=lom.language,
        default=default,
        organizations=organizations,
        warnings=warnings.found(),
        languages=lom.languages,
    )


def _element_of(scope: Scope, identifier: str) -> etree._Element:
    """The organization of that identifier, made up ones included."""
    elements, _ = organization_elements(scope.manifest)
    return _identified(elements, Warnings())[identifier]


def _organizations(
    scope: Scope, standard: Standard, bounds: Bounds, warnings: Warnings
) -> tuple[str, tuple[Organization, ...]]:
    """The identifier of the one to play, and all that can be read. Only that one must be, and it
    is read first, while there is all the room."""
    elements, wanted = organization_elements(scope.manifest)
    named = _identified(elements, warnings)
    default = wanted
    if wanted not in named:
        default = next(iter(named))
        code = "unknown-default" if wanted else "missing-default"
        message = f"The default organization is not named; {shown(default)} is played."
        warnings.at(scope.manifest, code, message)
    reading = reading_of(scope, standard, bounds, warnings)
    found: dict[str, Organization] = {}
    for identifier in sorted(named, key=lambda each: each != default):
        element = named[identifier]
        try:
            organization = read_organization(element, identifier, scope, reading)
            _check_launchable(element, organization)
        except ManifestRefused as refusal:
            if identifier == default:
                raise
            message = f"The organization {shown(identifier)} is left out: {refusal.what}"
            warnings.at(element, "organization-left-out", message)
            continue
        _remark_on(element, organization, warnings)
        found[identifier] = organization
    _warn_of_unreferenced(scope, reading.referenced, warnings)
    return default, tuple(found[identifier] for identifier in named if identifier in found)


def _identified(elements: list[etree._Element], warnings: Warnings) -> dict[str, etree._Element]:
    named: dict[str, etree._Element] = {}
    for number, element in enumerate(elements, start=1):
        identifier = attribute(element, "identifier")
        if not identifier:
            identifier = f"organization-{number}"
            message = f"An organization has no identifier; called {shown(identifier)}."
            warnings.at(element, "missing-identifier", message)
        if identifier in named or len(identifier) > LONGEST_IDENTIFIER:
            raise refused_at(
                element,
                "duplicate-identifier" if identifier in named else "bad-identifier",
                f"The organization {shown(identifier)} is there twice or has too long a name.",
                "It must be clear which one is played.",
                "Give each organization a short identifier of its own.",
            )
        named[identifier] = element
    return named


def _check_launchable(element: etree._Element, organization: Organization) -> None:
    if not organization.launchable():
        raise refused_at(
            element,
            "nothing-to-launch",
            f"The organization {shown(organization.identifier)} has nothing to start.",
            "None of its items refers to a resource with a file.",
            "Export the package again with at least one page or SCO in it.",
        )


def _remark_on(element: etree._Element, organization: Organization, warnings: Warnings) -> None:
    if not organization.title:
        message = f"The organization {shown(organization.identifier)} has no title."
        warnings.at(element, "missing-title", message)
    known = {item.identifier for item in organization.walk()}
    for item in organization.walk():
        asked = identifiers(parse(item.prerequisites)) if item.prerequisites else frozenset()
        for stranger in sorted(asked - known):
            message = f"{shown(item.identifier)} waits for {shown(stranger)}, which is not there."
            warnings.at(element, "unknown-prerequisite", message)


def _warn_of_unreferenced(scope: Scope, referenced: set[str], warnings: Warnings) -> None:
    needed = set(referenced)
    for resource in scope.resources.values():
        needed.update(
            attribute(dependency, "identifierref")
            for dependency in children(resource.element, "dependency")
        )
    for resource in scope.resources.values():
        if resource.href and resource.identifier not in needed:
            message = f"No item uses the resource {shown(resource.identifier)}."
            warnings.add("unreferenced-resource", message, line_of(resource.element))
