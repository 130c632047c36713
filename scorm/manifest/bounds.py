"""How much a manifest may come to once everything that refers to something has it for itself.

A document has bounds of its own (courses.packages.documents). But many items can refer to one
sequencing of the collection, to one resource or to one inner manifest, and many organizations have
the same items: a file of 50 KB then says gigabytes. So what is counted here is what all of them
have, before they get it, and the bounds are those of a document in which it is written out.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from courses.packages.documents import MAX_BYTES, MAX_ELEMENTS
from courses.packages.manifests import ManifestRefused, refused_at
from courses.packages.refusal import shown

MAX_ITEMS: Final = 5_000
MAX_ITEM_DEPTH: Final = 32
# Elements of sequencing.
MOST_PARTS: Final = MAX_ELEMENTS
# Of one item: whatever asks for a rule looks through what it has.
MOST_PARTS_OF_ONE: Final = 2_000
# Of values that items have; percent-encoding makes up to nine of one.
MOST_CHARACTERS: Final = 2 * MAX_BYTES
# Of hrefs, each with the xml:base values above it.
MOST_OF_REFERENCES: Final = MAX_BYTES


class Bounds:
    """Counts over all organizations of one manifest; each method raises ManifestRefused."""

    def __init__(self) -> None:
        self._items = 0
        self._parts = 0
        self._characters = 0
        self._of_references = 0

    def item(self, element: etree._Element, identifier: str, depth: int) -> None:
        """One more item, so many levels deep."""
        self._items += 1
        if depth > MAX_ITEM_DEPTH or self._items > MAX_ITEMS:
            raise refused_at(
                element,
                "too-many-items",
                f"The item {shown(identifier)} is one too many or too deep.",
                f"At most {MAX_ITEMS:,} items in {MAX_ITEM_DEPTH} levels are read.",
                "Split the course.",
            )

    def values(self, element: etree._Element, *values: str) -> None:
        """What an item is given to keep."""
        self._add_characters(element, sum(map(len, values)))

    def sequencing(self, element: etree._Element, parts: int, characters: int) -> None:
        """What an item or organization says of sequencing, with what it refers to."""
        self._parts += parts
        if self._parts > MOST_PARTS or parts > MOST_PARTS_OF_ONE:
            raise refused_at(
                element,
                "too-many-rules",
                "The items have more sequencing than can be read.",
                f"At most {MOST_PARTS:,} elements are, and {MOST_PARTS_OF_ONE:,} of one item, "
                "counted for every item that refers to them.",
                "Split the course, or export it without sequencing.",
            )
        self._add_characters(element, characters)

    def reference(self, element: etree._Element, href: str, bases: tuple[str, ...]) -> None:
        """An href that is looked for."""
        self._of_references += len(href) + sum(map(len, bases))
        if self._of_references > MOST_OF_REFERENCES:
            raise self._too_large(
                element,
                "The names of its files, each with its xml:base, are too long together.",
                f"At most {MOST_OF_REFERENCES:,} characters are looked for.",
            )

    def _add_characters(self, element: etree._Element, count: int) -> None:
        self._characters += count
        if self._characters > MOST_CHARACTERS:
            raise self._too_large(
                element,
                "The items have more text than can be kept.",
                f"At most {MOST_CHARACTERS:,} characters are, counted for every item that refers "
                "to them.",
            )

    def _too_large(self, element: etree._Element, what: str, why: str) -> ManifestRefused:
        return refused_at(element, "manifest-too-large", what, why, "Split the course.")
