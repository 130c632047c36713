"""Holding a manifest against a schema: every remark is only a warning.

Packages that break the schema have always been played, so nothing is refused for it; the author of
one learns where. The schemas are this project's own (`schemas/`), written from the text of the
standards. The metadata of learning objects, which no player needs, is not in them. What a manifest
has again and again is looked at for a while only, because libxml2 takes the square of the time for
many breaches among sisters.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

from lxml import etree

from scorm.manifest.elements import IMSCP_12, IMSCP_2004, MOST_OF_A_KIND, Warnings
from scorm.manifest.structure import Standard

SCHEMAS: Final = Path(__file__).resolve().parent / "schemas"
# Elements of one name below one parent, and elements in all.
MOST_SISTERS: Final = 200
MOST_ELEMENTS: Final = 10_000
MOST_PREFIXES: Final = 100
LONGEST_REMARK: Final = 300
_SCHEMA: Final[dict[Standard, tuple[str, str]]] = {
    "scorm12": (IMSCP_12, "imscp_12.xsd"),
    "scorm2004": (IMSCP_2004, "imscp_2004.xsd"),
}
_NAMESPACE: Final = re.compile(r"\{https?://[^{}]*\}")
# How a sentence of libxml2 begins.
_ID: Final = "is not a valid value of the atomic type 'xs:ID'."
_ID_IN_WORDS: Final = (
    "is used twice, or is no identifier: those start with a letter or “_” and have no space."
)
_PLACE: Final = re.compile(r"Element '(?P<element>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: ")


def validate(root: etree._Element, standard: Standard, warnings: Warnings) -> None:
    """Add a warning "schema" with element and line for each breach, twenty at most."""
    namespace, file = _SCHEMA[standard]
    found = etree.QName(root).namespace
    if found != namespace:
        message = f"The elements are not in the namespace of their SCORM, “{namespace}”."
        warnings.at(root, "schema", f"{message} They are not held against its schema.")
        return
    schema = _schema(file)
    room = [MOST_ELEMENTS]
    beginning = _beginning(root, room)
    if room[0] <= 0:
        warnings.add("schema", "The manifest is too large to be held against the schema.")
        return
    if schema.validate(beginning):
        return
    remarks: dict[str, int] = {}
    log: Any = schema.error_log
    for error in log:
        remarks.setdefault(_in_words(error), int(error.line))
        if len(remarks) > MOST_OF_A_KIND:
            break
    for remark, line in remarks.items():
        warnings.add("schema", remark, line)


def _beginning(root: etree._Element, room: list[int]) -> etree._Element:
    """A copy with the first MOST_SISTERS of each name, until there is no more ``room``.

    Prefixes are kept where the root declares them and there are few: to gather for each element
    all that are declared above it costs their product.
    """
    namespaces: Any = root.nsmap
    attributes: Any = root.attrib
    copy = etree.Element(
        root.tag, attributes, namespaces if len(namespaces) <= MOST_PREFIXES else None
    )
    _fill(copy, root, room)
    return copy


def _fill(copy: etree._Element, element: etree._Element, room: list[int]) -> None:
    room[0] -= 1
    copy.text, copy.tail, copy.sourceline = element.text, element.tail, element.sourceline
    sisters: Counter[str] = Counter()
    for child in element:
        name = str(child.tag)
        sisters[name] += 1
        if sisters[name] <= MOST_SISTERS and room[0] > 0:
            attributes: Any = child.attrib
            _fill(etree.SubElement(copy, child.tag, attributes), child, room)


@functools.cache
def _schema(file: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / file))


def _in_words(error: Any) -> str:
    """libxml2's sentence with the element in front, without namespaces and what no page shows."""
    said = _NAMESPACE.sub("", str(error.message)).strip()
    place = _PLACE.match(said)
    if place:
        attribute = f" {place['attribute']}" if place["attribute"] else ""
        said = f"<{place['element']}{attribute}>: {said[place.end() :]}"
    said = said.replace(_ID, _ID_IN_WORDS)
    said = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return said if len(said) <= LONGEST_REMARK else f"{said[:LONGEST_REMARK]}…"
