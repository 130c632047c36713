"""What a manifest says, as plain values that can be stored as JSON and read back.

The names are those of the SCORM Content Aggregation Model (CAM): an organization is a tree of
items, an item points at a resource, and a resource is a SCO (it talks to the LMS) or an asset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from scorm.manifest.sequencing import Sequencing

Standard = Literal["scorm12", "scorm2004"]
Kind = Literal["sco", "asset", ""]


class ManifestWarning(msgspec.Struct, frozen=True):
    """Something that players tolerate; ``line`` is 0 when unknown."""

    code: str
    message: str
    line: int = 0


class LocalText(msgspec.Struct, frozen=True, omit_defaults=True):
    """Title and description of the course in one language, "" where not given."""

    title: str = ""
    description: str = ""


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of the table of contents.

    ``kind`` is "" for an entry that only groups others. ``href`` is the path in the package of
    what to launch ("" when nothing), decoded, as the package stores it. ``query`` is "" or
    starts with "?" or "#", is percent-encoded, and is appended to the encoded path. The
    ``adlcp`` values are "" when absent or not valid: ``prerequisites`` is aicc_script that
    `scorm.manifest.prerequisites.parse` reads, ``mastery_score`` a decimal from 0 to 100,
    ``max_time_allowed`` a CMITimespan (SCORM 1.2) and ``time_limit_action`` one of the four
    words of the standard. ``prerequisites``, ``mastery_score`` and ``max_time_allowed`` are
    SCORM 1.2 only; ``sequencing`` is SCORM 2004 only, None when nothing is said.
    """

    identifier: str
    title: str
    resource: str = ""
    kind: Kind = ""
    href: str = ""
    query: str = ""
    visible: bool = True
    prerequisites: str = ""
    mastery_score: str = ""
    max_time_allowed: str = ""
    time_limit_action: str = ""
    data_from_lms: str = ""
    children: tuple[Item, ...] = ()
    sequencing: Sequencing | None = None


class Organization(msgspec.Struct, frozen=True, omit_defaults=True):
    """One table of contents; for SCORM 2004 also the root of the activity tree."""

    identifier: str
    title: str
    items: tuple[Item, ...]
    sequencing: Sequencing | None = None

    def walk(self) -> Iterator[Item]:
        """Every item, parents before their children, in the order of the manifest."""
        return _walk(self.items)

    def launchable(self) -> tuple[Item, ...]:
        """The items with something to launch, in the order of the manifest."""
        return tuple(item for item in self.walk() if item.href)


class Manifest(msgspec.Struct, frozen=True):
    """A whole manifest. ``default`` is the identifier of the organization to play, which exists
    and has something to launch. ``schema_version`` is as written, "" when absent. ``language``
    is an IETF tag or "", and ``languages`` what the metadata says in each language, that one
    included."""

    identifier: str
    standard: Standard
    schema_version: str
    title: str
    description: str
    language: str
    default: str
    organizations: tuple[Organization, ...]
    warnings: tuple[ManifestWarning, ...] = ()
    languages: dict[str, LocalText] = {}

    @property
    def organization(self) -> Organization:
        """The default organization."""
        return next(found for found in self.organizations if found.identifier == self.default)


def encode_manifest(manifest: Manifest) -> dict[str, Any]:
    """The manifest as objects, lists and text for a JSON column."""
    plain: dict[str, Any] = msgspec.to_builtins(manifest)
    return plain


def decode_manifest(plain: Mapping[str, Any]) -> Manifest:
    """The reverse of `encode_manifest`; raises msgspec.ValidationError on another shape."""
    return msgspec.convert(plain, Manifest)


def _walk(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _walk(item.children)
