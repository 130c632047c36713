"""What a cmi5 course structure says (cmi5 13.1), as plain values that can be stored as JSON.

A course is a tree: blocks group assignable units (AUs) and other blocks; an AU is what is launched.
`xapi.cmi5.reading` makes one from cmi5.xml; whatever is here has passed its checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

MoveOn = Literal["NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed"]
LaunchMethod = Literal["AnyWindow", "OwnWindow"]
# Texts by language tag, in the order of the document. "und" is the tag of a text without one.
Texts = dict[str, str]


class StructureWarning(msgspec.Struct, frozen=True):
    """Something that the specification tolerates; ``line`` is 0 when unknown."""

    code: str
    message: str
    line: int = 0


class Objective(msgspec.Struct, frozen=True):
    """A learning objective (13.1.3); blocks and AUs refer to it by ``id``."""

    id: str
    title: Texts
    description: Texts


class AU(msgspec.Struct, frozen=True, omit_defaults=True, tag="au"):
    """An assignable unit (13.1.4).

    ``id``: the publisher's, as written; the id that the LMS launches with is another (8.1.5).
    ``index``: its place among all AUs of the course, from 0 in the order of the document; it names
    the AU inside this structure. ``url``: as written, without white space around it. Where that is
    relative, ``path`` is the file in the package, decoded as the package stores it, and ``suffix``
    the rest ("" or starting with "?" or "#", percent-encoded); both are "" for a fully qualified
    URL. ``mastery_score``: 0 to 1, None where absent. ``objectives``: ids of the course's.
    ``activity_type``, ``launch_parameters`` and ``entitlement_key`` are None where absent.
    """

    id: str
    index: int
    title: Texts
    description: Texts
    url: str
    path: str = ""
    suffix: str = ""
    launch_method: LaunchMethod = "AnyWindow"
    move_on: MoveOn = "NotApplicable"
    mastery_score: Decimal | None = None
    activity_type: str | None = None
    launch_parameters: str | None = None
    entitlement_key: str | None = None
    objectives: tuple[str, ...] = ()

    @property
    def in_package(self) -> bool:
        """Whether it starts with a file of the package, not with an address elsewhere."""
        return bool(self.path)

    @property
    def window(self) -> LaunchMethod:
        """Where it is shown (8.1): in a window of its own when it asks for one, and when no frame
        of a page with https shows it: not encrypted, or the address of an application."""
        framed = self.in_package or self.url.lower().startswith("https:")
        return self.launch_method if framed else "OwnWindow"


class Block(msgspec.Struct, frozen=True, omit_defaults=True, tag="block"):
    """A group of AUs and blocks (13.1.2), never empty. ``objectives``: ids of the course's."""

    id: str
    title: Texts
    description: Texts
    children: tuple[AU | Block, ...]
    objectives: tuple[str, ...] = ()

    def aus(self) -> tuple[AU, ...]:
        """The AUs in it, of blocks inside it too, in the order of the document."""
        return tuple(found for found in walk(self.children) if isinstance(found, AU))


class CourseStructure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A course (13.1.1) with its objectives and its tree, which holds one AU at least.

    ``language``: the tag of the first title, "" where it has none; what a reader is shown first.
    """

    id: str
    title: Texts
    description: Texts
    children: tuple[AU | Block, ...]
    objectives: tuple[Objective, ...] = ()
    warnings: tuple[StructureWarning, ...] = ()

    @property
    def language(self) -> str:
        return next((tag for tag in self.title if tag != "und"), "")

    def all_aus(self) -> tuple[AU, ...]:
        """Every AU; ``all_aus()[au.index]`` is ``au``."""
        return tuple(found for found in walk(self.children) if isinstance(found, AU))

    def all_blocks(self) -> tuple[Block, ...]:
        """Every block, outer before inner, in the order of the document."""
        return tuple(found for found in walk(self.children) if isinstance(found, Block))


def walk(children: tuple[AU | Block, ...]) -> Iterator[AU | Block]:
    """Everything in a tree, blocks before what is in them, in the order of the document."""
    for each in children:
        yield each
        if isinstance(each, Block):
            yield from walk(each.children)


def text_in(texts: Mapping[str, str], *wanted: str) -> str:
    """The text in the first wanted language that there is, else the first text, "" for none.

    A language fits exactly, or by its primary tag ("fr" finds "fr-CA", and the other way round).
    """
    for tag in wanted:
        for fits in (_same, _same_primary):
            for language, text in texts.items():
                if fits(language, tag):
                    return text
    return next(iter(texts.values()), "")


def other_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Those beside the first, which `text_in` gives who wants no language."""
    return dict(list(texts.items())[1:])


def encode_structure(structure: CourseStructure) -> dict[str, Any]:
    """The structure as objects, lists and text for a JSON column."""
    plain: dict[str, Any] = msgspec.to_builtins(structure)
    return plain


def decode_structure(plain: Mapping[str, Any]) -> CourseStructure:
    """The reverse of `encode_structure`; raises msgspec.ValidationError on another shape."""
    return msgspec.convert(plain, CourseStructure)


def _same(language: str, tag: str) -> bool:
    return language.lower() == tag.lower()


def _same_primary(language: str, tag: str) -> bool:
    return language.lower().partition("-")[0] == tag.lower().partition("-")[0]
