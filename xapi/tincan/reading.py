"""Reading tincan.xml: activities, their names per language, and what launches them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from lxml import etree

from courses.packages.documents import parse_document
from courses.packages.files import PackageFiles
from courses.packages.manifests import refused_at
from courses.packages.refusal import shown
from xapi.cmi5.remarks import Remarks
from xapi.cmi5.structure import Texts
from xapi.cmi5.urls import Location, UrlRefused, locate
from xapi.cmi5.values import UNDETERMINED, text
from xapi.spec.types import IRI, LANGUAGE
from xapi.tincan.structure import Activity, TinCanPackage

# What a launch adds to the url; a query of its own may not have these.
LAUNCH_PARAMETERS: Final = ("endpoint", "auth", "actor", "registration", "activity_id")
# RFC 3986: what stays as it is when a launch that was written by hand is percent-encoded.
_URL_SIGNS = "%:/?#&=+,;!*'()@$~"


def read_tincan(xml: bytes, files: frozenset[str]) -> TinCanPackage:
    """The activities of a tincan.xml.

    `files`: the paths in the package, decoded, with "/" between segments. Raises
    courses.packages.manifests.ManifestRefused when nothing in it can be launched.
    """
    root = parse_document(xml)
    if _name(root) != "tincan":
        raise refused_at(
            root,
            "not-tincan",
            f"The document is {shown(_name(root))}, not a list of activities.",
            "A Tin Can package starts with <tincan>.",
            "Export the course again as xAPI (Tin Can) from your authoring tool.",
        )
    remarks = Remarks()
    reader = _Reader(PackageFiles(files), remarks)
    activities = tuple(reader.activities(root))
    _check_launches(root, activities, remarks)
    return TinCanPackage(activities, remarks.found())


class _Reader:
    def __init__(self, files: PackageFiles, remarks: Remarks) -> None:
        self._files = files
        self._remarks = remarks

    def activities(self, root: etree._Element) -> Iterator[Activity]:
        seen: set[str] = set()
        for group in _children(root, "activities"):
            for element in _children(group, "activity"):
                activity = self._activity(element)
                if activity is None:
                    continue
                if activity.id in seen:
                    message = f"The activity {shown(activity.id)} is there twice; the first counts."
                    self._remarks.at(element, "duplicate-id", message)
                    continue
                seen.add(activity.id)
                yield activity

    def _activity(self, element: etree._Element) -> Activity | None:
        """None for one that no statement can name and nothing launches."""
        identifier = (element.get("id") or "").strip()
        launch = next((child for child in _children(element, "launch") if text(child)), None)
        if not IRI.fullmatch(identifier):
            if launch is not None:
                raise refused_at(
                    element,
                    "relative-iri",
                    f"The id {shown(identifier)} of the course is not a fully qualified IRI.",
                    "No statement about it could be stored (xAPI 1.0.3, Data 2.4.4.1).",
                    "Give the course an id such as https://example.org/courses/first-aid.",
                )
            message = f"The activity {shown(identifier)} is left out: its id is not an IRI."
            self._remarks.at(element, "relative-iri", message)
            return None
        location = self._location(launch) if launch is not None else Location()
        return Activity(
            id=identifier,
            type=self._type(element),
            name=self._texts(element, "name"),
            description=self._texts(element, "description"),
            url=text(launch) if launch is not None else "",
            path=location.path,
            suffix=location.suffix,
        )

    def _location(self, launch: etree._Element) -> Location:
        written = text(launch)
        try:
            location = locate(
                quote(written.replace("\\", "/"), safe=_URL_SIGNS), self._files, LAUNCH_PARAMETERS
            )
        except UrlRefused as refused:
            raise refused_at(
                launch,
                refused.code,
                f"The launch {shown(written)} cannot be opened.",
                refused.why,
                refused.to_do,
            ) from None
        if location.case_differs:
            message = f"The file {shown(written)} is called {shown(location.path)} in the package."
            self._remarks.at(launch, "wrong-case", message)
        return location

    def _type(self, element: etree._Element) -> str:
        written = (element.get("type") or "").strip()
        if not written or IRI.fullmatch(written):
            return written
        self._remarks.at(
            element, "unknown-type", f"The type {shown(written)} is not an IRI and is left out."
        )
        return ""

    def _texts(self, element: etree._Element, name: str) -> Texts:
        found: Texts = {}
        for child in _children(element, name):
            language = (child.get("lang") or "").strip()
            if text(child):
                tag = language if LANGUAGE.fullmatch(language) else UNDETERMINED
                found.setdefault(tag, text(child))
        return found


def _check_launches(
    root: etree._Element, activities: tuple[Activity, ...], remarks: Remarks
) -> None:
    launchable = [activity for activity in activities if activity.url]
    if not launchable:
        raise refused_at(
            root,
            "nothing-to-launch",
            "No activity has a <launch>.",
            "Nobody would know what to open.",
            "Export the course again as xAPI (Tin Can) from your authoring tool.",
        )
    for activity in launchable[1:]:
        remarks.add(
            "second-launch",
            f"{shown(activity.id)} could be launched as well; the course is the first one.",
        )


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """By local name: tools write this file with the namespace, without, or with another."""
    return (child for child in element if _name(child) == name)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
