"""Who can import a package: the players' rooms register here, since this room knows none of them.

An importer recognises a package by the files in its root and turns the stored job into an edition.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from courses.models import Edition, ImportJob
from courses.packages import CMI5, SCORM, TIN_CAN

# A zip may hold the manifests of several standards: the first of these that is there counts
# (docs/decisions/0021).
_ORDER = (CMI5.name, SCORM.name, TIN_CAN.name)


class PackageRejected(Exception):
    """The package cannot be imported: `refusal` says code, what, why and what to do."""

    def __init__(self, refusal: dict[str, Any]) -> None:
        super().__init__(refusal.get("what", ""))
        self.refusal = refusal


class NotRecognised(PackageRejected):
    """The package is of another kind than this importer reads: the next one is asked."""


class Progress(Protocol):
    """Told how far an import is: the stage and the percentage within the whole."""

    def __call__(self, stage: ImportJob.Stage, percent: int) -> None: ...

    def arriving(self, sha256: str) -> None:
        """Told which package will be in the store from now on."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an importer made of a package, before it becomes an edition.

    `save` stores the importer's own rows for the new edition, in the same transaction.
    `other_titles`: what the course is called in languages (BCP 47) that the edition is not in.
    """

    standard: Edition.Standard
    title: str
    description: str
    language: str
    content_digest: str
    warnings: list[dict[str, Any]]
    found: dict[str, Any]
    save: Callable[[Edition], None]
    other_titles: Mapping[str, str] = field(default_factory=dict)


Importer = Callable[[ImportJob, Progress], Imported]
_importers: dict[str, Importer] = {}


def register_importer(name: str, importer: Importer) -> None:
    """Called from AppConfig.ready of a player's room; the name is for messages."""
    _importers[name] = importer


def importers() -> dict[str, Importer]:
    """All registered importers by name, in the order in which they are asked."""
    known = [name for name in _ORDER if name in _importers]
    others = [name for name in _importers if name not in _ORDER]
    return {name: _importers[name] for name in (*known, *others)}
