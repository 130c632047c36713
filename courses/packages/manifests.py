"""What a reader of manifests (imsmanifest.xml, cmi5.xml, tincan.xml) says when it refuses one."""

from __future__ import annotations

from typing import Any

from lxml import etree


class ManifestRefused(Exception):
    """A manifest that cannot be played.

    ``code`` is a stable word in kebab case for tests and translations, ``what`` says what was
    found, ``why`` why that stops the package, ``to_do`` what its author can do. ``element`` is
    the local name of the element ("" for the whole document), ``line`` its line (0: unknown).
    All are safe to show: values out of the manifest are cut and have no control characters.
    """

    def __init__(
        self, code: str, what: str, why: str, to_do: str, element: str = "", line: int = 0
    ) -> None:
        super().__init__(code, what, why, to_do, element, line)
        self.code = code
        self.what = what
        self.why = why
        self.to_do = to_do
        self.element = element
        self.line = line

    def __str__(self) -> str:
        place = f" (line {self.line} of the manifest)" if self.line else ""
        return f"{self.what} {self.why} {self.to_do}{place}"


def refused_at(
    element: etree._Element, code: str, what: str, why: str, to_do: str
) -> ManifestRefused:
    """A refusal that points at an element."""
    name = etree.QName(element).localname
    return ManifestRefused(code, what, why, to_do, name, line_of(element))


def line_of(element: etree._Element) -> int:
    """The line of an element in the document, 0 when the parser does not know it."""
    line: Any = element.sourceline
    return int(line or 0)
