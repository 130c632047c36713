"""Values of attributes as the sequencing schemas have them, each checked and never fatal.

A value that cannot be read is remarked on and the standard's default is taken, since players
have always played such packages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, get_args
from urllib.parse import unquote

from lxml import etree

from courses.packages.refusal import shown
from scorm.manifest.elements import Warnings, attribute

LONGEST_IDENTIFIER: Final = 4_000
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_INTEGER: Final = re.compile(r"[0-9]{1,6}")
_WORDS: Final = {"true": True, "1": True, "false": False, "0": False}


class Values:
    """Reads attributes of elements and collects remarks on the ones that cannot be read."""

    def __init__(self, warnings: Warnings) -> None:
        self._warnings = warnings

    def boolean(self, element: etree._Element | None, name: str, default: bool) -> bool:
        """xs:boolean."""
        text = _text(element, name)
        if element is None or not text:
            return default
        if text.lower() not in _WORDS:
            self._remark(element, name, text)
        return _WORDS.get(text.lower(), default)

    def word(self, element: etree._Element | None, name: str, allowed: object, default: str) -> str:
        """One of the words of a Literal type, letter for letter; another case is forgiven."""
        text = _text(element, name)
        if element is None or not text:
            return default
        for known in get_args(allowed):
            if text.lower() == known.lower():
                return str(known)
        self._remark(element, name, text)
        return default

    def decimal(
        self,
        element: etree._Element | None,
        name: str,
        default: Decimal,
        allowed: tuple[int, int] = (0, 1),
    ) -> Decimal:
        """xs:decimal between the two numbers ``allowed``, both included."""
        text = _text(element, name)
        if element is None or not text:
            return default
        return self.decimal_text(element, name, text, default, allowed)

    def decimal_text(
        self,
        element: etree._Element,
        name: str,
        text: str,
        default: Decimal,
        allowed: tuple[int, int],
    ) -> Decimal:
        """The same for the text within an element."""
        if _DECIMAL.fullmatch(text) and allowed[0] <= Decimal(text) <= allowed[1]:
            return Decimal(text)
        self._remark(element, name, text)
        return default

    def count(self, element: etree._Element | None, name: str) -> int | None:
        """xs:nonNegativeInteger, None when absent."""
        text = _text(element, name)
        if element is None or not text:
            return None
        if _INTEGER.fullmatch(text):
            return int(text)
        self._remark(element, name, text)
        return None

    def checked(
        self, element: etree._Element | None, name: str, test: Callable[[str], bool]
    ) -> str:
        """A text that passes a test, or ""."""
        text = _text(element, name)
        if element is None or not text or test(text):
            return text
        self._remark(element, name, text)
        return ""

    def _remark(self, element: etree._Element, name: str, text: str) -> None:
        message = f"{shown(text)} is no {name}; the default is taken."
        self._warnings.at(element, "bad-sequencing-value", message)


def objective_identifier(element: etree._Element, name: str) -> str:
    """xs:anyURI as the name of an objective: what "%20" stands for is a space, and white space is
    run together, so that two ways of writing one name are one name (ADL's case OB-02a). "%00" stays
    as it is, since no database keeps what it stands for."""
    written = attribute(element, name)[:LONGEST_IDENTIFIER]
    return " ".join(unquote(written).replace("\0", "%00").split())


def _text(element: etree._Element | None, name: str) -> str:
    return "" if element is None else attribute(element, name)[:LONGEST_IDENTIFIER]
