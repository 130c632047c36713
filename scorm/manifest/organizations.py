"""Organizations and items: what a learner sees and what each entry launches (SCORM CAM 2.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from courses.packages.files import PackageFiles
from courses.packages.manifests import ManifestRefused, refused_at
from courses.packages.refusal import shown
from scorm.manifest import adlcp
from scorm.manifest.bounds import Bounds
from scorm.manifest.elements import Warnings, attribute, child, children, text_of, xml_base
from scorm.manifest.hrefs import Problem, describe, launch_query
from scorm.manifest.imsss import SequencingReader
from scorm.manifest.lom import LONGEST_TITLE
from scorm.manifest.resources import Resource, read_resources
from scorm.manifest.structure import Item, Kind, Organization, Standard

LONGEST_IDENTIFIER = 255
REFUSAL_CODES: dict[Problem, str] = {
    "external": "external-href",
    "unsafe-scheme": "unsafe-href",
    "absolute": "absolute-href",
    "climbing": "climbing-href",
    "missing": "file-missing",
    "empty": "sco-without-href",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """One manifest element: its resources, those of manifests within it, and these themselves.

    SCORM 1.2 CAM 2.3 lets an item refer to a resource or to a (sub)manifest.
    """

    manifest: etree._Element
    resources: dict[str, Resource]
    manifests: dict[str, Scope]


@dataclass(slots=True)
class Reading:
    """What is known while the organizations are read, one after the other: ``identifiers`` are of
    the items of one, ``referenced`` the resources that any of them uses, and ``inner`` the items of
    an inner manifest, so that it is looked through once, however many refer to it."""

    standard: Standard
    warnings: Warnings
    bounds: Bounds
    sequencing: SequencingReader | None
    identifiers: set[str] = field(default_factory=set)
    referenced: set[str] = field(default_factory=set)
    inner: dict[etree._Element, tuple[etree._Element, ...]] = field(default_factory=dict)


def reading_of(scope: Scope, standard: Standard, bounds: Bounds, warnings: Warnings) -> Reading:
    is_2004 = standard == "scorm2004"
    sequencing = SequencingReader(scope.manifest, bounds, warnings) if is_2004 else None
    return Reading(standard, warnings, bounds, sequencing)


def read_scope(
    manifest: etree._Element,
    bases: tuple[str, ...],
    files: PackageFiles,
    bounds: Bounds,
    warnings: Warnings,
) -> Scope:
    """The resources of a manifest and, outermost first, of the manifests within it."""
    resources = read_resources(manifest, bases, files, bounds, warnings)
    manifests: dict[str, Scope] = {}
    for element in children(manifest, "manifest"):
        inner = read_scope(element, (*bases, xml_base(manifest)), files, bounds, warnings)
        # In place: many manifests side by side must not cost their number squared.
        for identifier, resource in inner.resources.items():
            resources.setdefault(identifier, resource)
        for identifier, found in (
            (attribute(element, "identifier"), inner),
            *inner.manifests.items(),
        ):
            manifests.setdefault(identifier, found)
    return Scope(manifest, resources, manifests)


def organization_elements(manifest: etree._Element) -> tuple[list[etree._Element], str]:
    """The organizations, and the identifier that ``default`` names ("" when it names none)."""
    group = child(manifest, "organizations")
    found = list(children(group, "organization")) if group is not None else []
    if group is None or not found:
        raise refused_at(
            manifest,
            "no-organization",
            "The manifest has no organization.",
            "It only lists files and does not say what a learner starts with.",
            "Export the package as a course, not as a collection of resources.",
        )
    return found, attribute(group, "default")


def read_organization(
    element: etree._Element, identifier: str, scope: Scope, reading: Reading
) -> Organization:
    """One organization with all its items; raises ManifestRefused."""
    reading.identifiers.clear()
    title = text_of(child(element, "title"), LONGEST_TITLE)
    return Organization(
        identifier,
        title,
        _items(children(element, "item"), scope, reading, depth=1),
        reading.sequencing.read(element) if reading.sequencing else None,
    )


def _items(
    elements: Iterable[etree._Element], scope: Scope, reading: Reading, depth: int
) -> tuple[Item, ...]:
    return tuple(_item(element, scope, reading, depth) for element in elements)


def _item(element: etree._Element, scope: Scope, reading: Reading, depth: int) -> Item:
    identifier = _identifier(element, reading)
    reading.bounds.item(element, identifier, depth)
    title = text_of(child(element, "title"), LONGEST_TITLE)
    if not title:
        message = f"The item {shown(identifier)} has no title."
        reading.warnings.at(element, "missing-title", message)
    below = _items(children(element, "item"), scope, reading, depth + 1)
    wanted = attribute(element, "identifierref")
    kind, href, query = _launch(element, wanted, scope, reading)
    if href and below:
        message = f"The item {shown(identifier)} launches something and has items below it."
        reading.warnings.at(element, "launchable-branch", message)
    if wanted in scope.manifests and wanted not in scope.resources:
        below += _items_of_manifest(scope.manifests[wanted], reading, depth + 1)
    is_12 = reading.standard == "scorm12"
    item = Item(
        identifier=identifier,
        title=title or identifier,
        resource=wanted if kind else "",
        kind=kind,
        href=href,
        query=query,
        visible=attribute(element, "isvisible").lower() not in ("false", "0"),
        prerequisites=adlcp.prerequisites(element, reading.warnings) if is_12 else "",
        mastery_score=adlcp.mastery_score(element, reading.warnings) if is_12 else "",
        max_time_allowed=adlcp.max_time_allowed(element, reading.warnings) if is_12 else "",
        time_limit_action=adlcp.time_limit_action(element, reading.warnings),
        data_from_lms=adlcp.data_from_lms(element, reading.warnings),
        children=below,
        sequencing=reading.sequencing.read(element) if reading.sequencing else None,
    )
    reading.bounds.values(
        element, item.title, item.href, item.query, item.prerequisites, item.data_from_lms
    )
    return item


def _identifier(element: etree._Element, reading: Reading) -> str:
    identifier = attribute(element, "identifier")
    if not identifier or len(identifier) > LONGEST_IDENTIFIER:
        raise refused_at(
            element,
            "bad-identifier",
            f"An item has {'too long an' if identifier else 'no'} identifier.",
            f"The work of a learner is stored under it (1 to {LONGEST_IDENTIFIER} characters).",
            "Give each item a short identifier of its own.",
        )
    if identifier in reading.identifiers:
        raise refused_at(
            element,
            "duplicate-identifier",
            f"Two items are called {shown(identifier)}.",
            "The work of a learner is stored under it and would be mixed up.",
            "Give each item an identifier of its own.",
        )
    reading.identifiers.add(identifier)
    return identifier


def _launch(
    element: etree._Element, wanted: str, scope: Scope, reading: Reading
) -> tuple[Kind, str, str]:
    """Kind, href and query of what an item launches, all "" when it only groups."""
    if not wanted or (wanted in scope.manifests and wanted not in scope.resources):
        return "", "", ""
    resource = scope.resources.get(wanted)
    if resource is None:
        raise refused_at(
            element,
            "missing-resource",
            f"The item refers to the resource {shown(wanted)}.",
            "There is none of that name, so nothing can be started.",
            "Correct the identifierref, or add the resource.",
        )
    reading.referenced.add(wanted)
    problem = resource.reference.problem
    if problem is None:
        query = launch_query(resource.reference, attribute(element, "parameters"))
        return resource.kind, resource.reference.path, query
    if resource.kind == "asset" and problem in ("external", "empty"):
        what = "lies on another server" if problem == "external" else "has no file"
        message = f"The asset {shown(wanted)} {what}; its item opens nothing."
        reading.warnings.at(element, f"asset-{problem}", message)
        return "", "", ""
    raise _unplayable(resource, problem)


def _unplayable(resource: Resource, problem: Problem) -> ManifestRefused:
    why, to_do = describe(problem)
    what = f"The resource {shown(resource.identifier)} has the href {shown(resource.href)}."
    return refused_at(resource.element, REFUSAL_CODES[problem], what, why, to_do)


def _items_of_manifest(scope: Scope, reading: Reading, depth: int) -> tuple[Item, ...]:
    """The items of a (sub)manifest's default organization.

    An item can only mean a manifest within its own, so this ends; one that is used twice brings
    its items a second time and is refused for that.
    """
    manifest = scope.manifest
    if manifest not in reading.inner:
        elements, default = organization_elements(manifest)
        chosen = next(
            (found for found in elements if attribute(found, "identifier") == default), elements[0]
        )
        reading.inner[manifest] = tuple(children(chosen, "item"))
    return _items(reading.inner[manifest], scope, reading, depth)
