"""What a statement is about (Data 2.4.4), apart from actors and sub-statements."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from xapi.spec.types import Extensions, Iri, LanguageMap, Uuid

InteractionType = Literal[
    "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing",
    "likert", "numeric", "other",
]  # fmt: skip
# Which component lists an interaction may have (Data 2.4.4.1, table of interaction components).
COMPONENTS: dict[str, tuple[str, ...]] = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
}
ALL_COMPONENTS = ("choices", "scale", "source", "target", "steps")


class Component(Struct, forbid_unknown_fields=True):
    """One possible answer of an interaction."""

    id: str
    description: LanguageMap | UnsetType = UNSET


Components = list[Component] | UnsetType


class Definition(Struct, forbid_unknown_fields=True, rename="camel"):
    """Data 2.4.4.1: what an activity is."""

    name: LanguageMap | UnsetType = UNSET
    description: LanguageMap | UnsetType = UNSET
    type: Iri | UnsetType = UNSET
    more_info: Iri | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET
    interaction_type: InteractionType | UnsetType = UNSET
    correct_responses_pattern: list[str] | UnsetType = UNSET
    choices: Components = UNSET
    scale: Components = UNSET
    source: Components = UNSET
    target: Components = UNSET
    steps: Components = UNSET

    def __post_init__(self) -> None:
        given = [name for name in ALL_COMPONENTS if getattr(self, name) is not UNSET]
        kind = self.interaction_type
        if kind is UNSET:
            if given or self.correct_responses_pattern is not UNSET:
                raise ValueError("an interaction's properties need its interactionType")
            return
        for name in given:
            if name not in COMPONENTS.get(kind, ()):
                raise ValueError(f"an interaction of type {kind} has no {name}")
            ids = [component.id for component in getattr(self, name)]
            if len(set(ids)) != len(ids):
                raise ValueError(f"two components of {name} share an id")


class Activity(Struct, forbid_unknown_fields=True, tag_field="objectType", tag="Activity"):
    """Data 2.4.4.1."""

    id: Iri
    definition: Definition | UnsetType = UNSET


class StatementRef(Struct, forbid_unknown_fields=True, tag_field="objectType", tag="StatementRef"):
    """Data 2.4.4.3: another statement."""

    id: Uuid
