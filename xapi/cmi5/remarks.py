"""What a reader noticed in a course structure and did not refuse."""

from __future__ import annotations

from lxml import etree

from courses.packages.manifests import line_of
from xapi.cmi5.structure import StructureWarning

MOST = 200


class Remarks:
    """Collects remarks in order; the same remark is made once, and at most MOST are kept."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], StructureWarning] = {}

    def add(self, code: str, message: str, line: int = 0) -> None:
        if len(self._found) < MOST:
            self._found.setdefault((code, message), StructureWarning(code, message, line))

    def at(self, element: etree._Element, code: str, message: str) -> None:
        self.add(code, message, line_of(element))

    def found(self) -> tuple[StructureWarning, ...]:
        return tuple(self._found.values())
