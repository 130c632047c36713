"""What a tincan.xml says, as plain values that can be stored as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from xapi.cmi5.structure import StructureWarning, Texts


class Activity(msgspec.Struct, frozen=True, omit_defaults=True):
    """An activity that the course's statements are about.

    ``id`` and ``type`` are IRIs, ``type`` is "" where absent. ``name`` and ``description`` are by
    language tag ("und" without one) and may be empty. ``url`` is what launches it, as written, ""
    where nothing does; where that is relative, ``path`` is the file in the package, decoded, and
    ``suffix`` the rest ("" or with its "?" or "#", percent-encoded).
    """

    id: str
    type: str = ""
    name: Texts = {}
    description: Texts = {}
    url: str = ""
    path: str = ""
    suffix: str = ""


class TinCanPackage(msgspec.Struct, frozen=True, omit_defaults=True):
    """All activities in the order of the document; one of them at least can be launched."""

    activities: tuple[Activity, ...]
    warnings: tuple[StructureWarning, ...] = ()

    def launchable(self) -> tuple[Activity, ...]:
        """The activities with something to launch; the first is the course."""
        return tuple(activity for activity in self.activities if activity.url)

    @property
    def course(self) -> Activity:
        """The activity that is launched, and that completion and score are taken from."""
        return self.launchable()[0]


def encode_package(package: TinCanPackage) -> dict[str, Any]:
    """The package as objects, lists and text for a JSON column."""
    plain: dict[str, Any] = msgspec.to_builtins(package)
    return plain


def decode_package(plain: Mapping[str, Any]) -> TinCanPackage:
    """The reverse of `encode_package`; raises msgspec.ValidationError on another shape."""
    return msgspec.convert(plain, TinCanPackage)
