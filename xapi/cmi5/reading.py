"""Reading cmi5.xml: from bytes to a course structure, or a refusal that says what and where.

cmi5 3.0, 8.1, 13 and 14. White space around every value is dropped (13.1).
"""

from __future__ import annotations

import msgspec
from lxml import etree

from courses.packages.documents import parse_document
from courses.packages.files import PackageFiles
from courses.packages.manifests import refused_at
from courses.packages.refusal import shown
from xapi.cmi5 import schema
from xapi.cmi5.remarks import Remarks
from xapi.cmi5.structure import AU, Block, CourseStructure, Objective
from xapi.cmi5.urls import Location, UrlRefused, locate
from xapi.cmi5.values import (
    iri,
    language_map,
    launch_method,
    mastery_score,
    move_on,
    optional_iri,
    text,
)
from xapi.cmi5.vendors import check_vendor_elements


def read_course_structure(xml: bytes, files: frozenset[str] | None) -> CourseStructure:
    """The course of a cmi5.xml.

    `files`: the paths in the package, decoded, with "/" between segments; None for a cmi5.xml
    without a package. Raises courses.packages.manifests.ManifestRefused.
    """
    root = parse_document(xml)
    schema.check(root)
    remarks = Remarks()
    check_vendor_elements(root, files or frozenset(), remarks)
    return _Reader(files, remarks).course(root)


class _Reader:
    """Goes through one document, whose elements stand where they may."""

    def __init__(self, files: frozenset[str] | None, remarks: Remarks) -> None:
        self._files = None if files is None else PackageFiles(files)
        self._remarks = remarks
        # Where each id was given: it is unique within the course structure (13.1.2 to 13.1.4).
        self._ids: set[str] = set()
        self._objectives: dict[str, Objective] = {}
        self._count = 0

    def course(self, root: etree._Element) -> CourseStructure:
        course = next(schema.own_children(root, "course"))
        identifier = iri(course, "id")
        for objectives in schema.own_children(root, "objectives"):
            for element in schema.own_children(objectives, "objective"):
                self._add_objective(element)
        children = self._children(root)
        if identifier in self._ids:
            self._remarks.at(
                course, "id-of-course", f"The id of the course, {shown(identifier)}, is used again."
            )
        structure = CourseStructure(
            id=identifier,
            title=language_map(course, "title", self._remarks),
            description=language_map(course, "description", self._remarks),
            children=children,
            objectives=tuple(self._objectives.values()),
        )
        self._remark_on_what_is_asked(structure)
        return msgspec.structs.replace(structure, warnings=self._remarks.found())

    def _add_objective(self, element: etree._Element) -> None:
        identifier = self._new_id(element)
        self._objectives[identifier] = Objective(
            id=identifier,
            title=language_map(element, "title", self._remarks),
            description=language_map(element, "description", self._remarks),
        )

    def _children(self, parent: etree._Element) -> tuple[AU | Block, ...]:
        return tuple(
            self._au(child) if etree.QName(child).localname == "au" else self._block(child)
            for child in schema.own_children(parent, "au", "block")
        )

    def _block(self, element: etree._Element) -> Block:
        return Block(
            id=self._new_id(element),
            title=language_map(element, "title", self._remarks),
            description=language_map(element, "description", self._remarks),
            children=self._children(element),
            objectives=self._references(element),
        )

    def _au(self, element: etree._Element) -> AU:
        identifier = self._new_id(element)
        index, self._count = self._count, self._count + 1
        url = next(schema.own_children(element, "url"))
        location = self._location(url)
        return AU(
            id=identifier,
            index=index,
            title=language_map(element, "title", self._remarks),
            description=language_map(element, "description", self._remarks),
            url=text(url),
            path=location.path,
            suffix=location.suffix,
            launch_method=launch_method(element),
            move_on=move_on(element),
            mastery_score=mastery_score(element, self._remarks),
            activity_type=optional_iri(element, "activityType"),
            launch_parameters=self._optional(element, "launchParameters"),
            entitlement_key=self._optional(element, "entitlementKey"),
            objectives=self._references(element),
        )

    def _new_id(self, element: etree._Element) -> str:
        identifier = iri(element, "id")
        if identifier in self._ids:
            raise refused_at(
                element,
                "duplicate-id",
                f"The id {shown(identifier)} is given twice.",
                "Ids are unique within the course structure (cmi5 13.1.2, 13.1.3, 13.1.4).",
                "Give each objective, block and AU an id of its own.",
            )
        self._ids.add(identifier)
        return identifier

    def _references(self, element: etree._Element) -> tuple[str, ...]:
        """The ids of objectives that a block or an AU refers to, each once."""
        found: dict[str, None] = {}
        for objectives in schema.own_children(element, "objectives"):
            for reference in schema.own_children(objectives, "objective"):
                wanted = (reference.get("idref") or "").strip()
                if wanted not in self._objectives:
                    raise refused_at(
                        reference,
                        "unknown-objective",
                        f"The objective {shown(wanted)} is referred to.",
                        "The course has no objective with this id (cmi5 13.1.3).",
                        "Add the objective to <objectives> of the course, or drop the reference.",
                    )
                found[wanted] = None
        return tuple(found)

    def _location(self, url: etree._Element) -> Location:
        written = text(url)
        try:
            location = locate(written, self._files)
        except UrlRefused as refused:
            raise refused_at(
                url,
                refused.code,
                f"The url of an AU, {shown(written)}, cannot be launched.",
                refused.why,
                refused.to_do,
            ) from None
        if location.case_differs:
            message = f"The file {shown(written)} is called {shown(location.path)} in the package."
            self._remarks.at(url, "wrong-case", message)
        if location.scheme == "http":
            message = f"{shown(written)} is not encrypted: it opens in a window of its own only."
            self._remarks.at(url, "plain-http", message)
        elif location.scheme not in ("", "https"):
            message = f"{shown(written)} opens only where an application for it is installed."
            self._remarks.at(url, "application-url", message)
        return location

    def _optional(self, element: etree._Element, name: str) -> str | None:
        return next((text(child) for child in schema.own_children(element, name)), None)

    def _remark_on_what_is_asked(self, structure: CourseStructure) -> None:
        if all(au.move_on == "NotApplicable" for au in structure.all_aus()):
            self._remarks.add(
                "nothing-asked",
                "No AU has a moveOn: the course counts as completed as soon as it is opened.",
            )
