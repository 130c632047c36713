"""Looking at elements by the names of the standards, whatever the namespace is called.

Packages in the field use the namespaces of the wrong edition, of a draft, or none at all; players
look at the local name. A namespace that no edition has gets a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from courses.packages.manifests import line_of
from scorm.manifest.structure import ManifestWarning

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
# IMS content packaging, ADL's extensions, learning object metadata, and W3C's own.
KNOWN_NAMESPACES = (
    "http://www.imsglobal.org/",
    "http://www.imsproject.org/",
    "http://www.adlnet.org/",
    "http://ltsc.ieee.org/",
    "http://www.w3.org/",
)
ADLCP_2004 = "http://www.adlnet.org/xsd/adlcp_v1p3"
ADLCP_12 = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
IMSCP_2004 = "http://www.imsglobal.org/xsd/imscp_v1p1"
IMSCP_12 = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
SEQUENCING_2004 = "http://www.imsglobal.org/xsd/imsss"
MOST_OF_A_KIND = 20
_MORE = "There is more of the same kind"


class Warnings:
    """Collects remarks in order; the same remark is made once, and MOST_OF_A_KIND of each code."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], ManifestWarning] = {}
        self._kinds: Counter[str] = Counter()

    def add(self, code: str, message: str, line: int = 0) -> None:
        if (code, message) in self._found or self._kinds[code] > MOST_OF_A_KIND:
            return
        self._kinds[code] += 1
        if self._kinds[code] > MOST_OF_A_KIND:
            message = f"{_MORE} ({code})."
        self._found[code, message] = ManifestWarning(code, message, line)

    def at(self, element: etree._Element, code: str, message: str) -> None:
        self.add(code, message, line_of(element))

    def found(self) -> tuple[ManifestWarning, ...]:
        return tuple(self._found.values())


def local_name(element: etree._Element) -> str:
    return _local(str(element.tag))


def _local(name: str) -> str:
    """Of "{namespace}name". A QName of lxml would say the same, several times as slowly."""
    return name.rpartition("}")[2]


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements with that local name."""
    return (child for child in element if local_name(child) == name)


def child(element: etree._Element, *names: str) -> etree._Element | None:
    """The first element down a path of local names, or None."""
    found: etree._Element | None = element
    for name in names:
        found = next(children(found, name), None) if found is not None else None
    return found


def text_of(element: etree._Element | None, limit: int) -> str:
    """The text within an element, white space run together, cut at ``limit`` characters."""
    if element is None:
        return ""
    return " ".join("".join(str(part) for part in element.itertext()).split())[:limit]


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name in any case ("scormtype" is 1.2, "scormType" 2004), or ""."""
    exact = element.get(name)
    if exact is not None:
        return exact.strip()
    wanted = name.lower()
    for key in element.keys():  # noqa: SIM118 - five times as fast as an iterator of lxml
        if _local(str(key)).lower() == wanted:
            return str(element.get(key)).strip()
    return ""


def xml_base(element: etree._Element) -> str:
    return (element.get(f"{{{XML_NAMESPACE}}}base") or "").strip()


def namespaces(root: etree._Element) -> dict[str, int]:
    """Every namespace of an element or attribute, with the line of its first use."""
    found: dict[str, int] = {}
    for element in root.iter():
        for tag in (element.tag, *element.keys()):
            namespace, closed, _ = str(tag).removeprefix("{").rpartition("}")
            if closed and namespace not in found:
                found[namespace] = line_of(element)
    return found


def warn_of_unknown_namespaces(found: dict[str, int], warnings: Warnings) -> None:
    for namespace, line in found.items():
        if not namespace.startswith(KNOWN_NAMESPACES):
            warnings.add(
                "unknown-namespace", f"The namespace “{namespace[:120]}” is none of SCORM's.", line
            )
