"""The context of a statement (Data 2.4.6), with what 2.0 added."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from xapi.spec.actors import Agent, Group
from xapi.spec.objects import Activity, StatementRef
from xapi.spec.types import Extensions, Iri, LanguageTag, Uuid

KINDS = ("parent", "grouping", "category", "other")


class ContextActivities(Struct, forbid_unknown_fields=True):
    """Data 2.4.6.2: lists; a single activity stands for a list of one."""

    parent: list[Activity] | Activity | UnsetType = UNSET
    grouping: list[Activity] | Activity | UnsetType = UNSET
    category: list[Activity] | Activity | UnsetType = UNSET
    other: list[Activity] | Activity | UnsetType = UNSET


class ContextAgent(Struct, forbid_unknown_fields=True, rename="camel"):
    """IEEE 9274.1.1 4.2.2.5: an agent that has to do with the statement, and in what way."""

    object_type: Literal["contextAgent"]
    agent: Agent
    relevant_types: list[Iri] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.relevant_types is not UNSET and not self.relevant_types:
            raise ValueError("relevantTypes is not empty where it is given")


class ContextGroup(Struct, forbid_unknown_fields=True, rename="camel"):
    """IEEE 9274.1.1 4.2.2.5: the same for a group."""

    object_type: Literal["contextGroup"]
    group: Group
    relevant_types: list[Iri] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.relevant_types is not UNSET and not self.relevant_types:
            raise ValueError("relevantTypes is not empty where it is given")


class Context(Struct, forbid_unknown_fields=True, rename="camel"):
    """Data 2.4.6."""

    registration: Uuid | UnsetType = UNSET
    instructor: Agent | Group | UnsetType = UNSET
    team: Group | UnsetType = UNSET
    context_activities: ContextActivities | UnsetType = UNSET
    context_agents: list[ContextAgent] | UnsetType = UNSET
    context_groups: list[ContextGroup] | UnsetType = UNSET
    revision: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    language: LanguageTag | UnsetType = UNSET
    statement: StatementRef | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET
