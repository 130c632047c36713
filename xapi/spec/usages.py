"""By what a statement can be found (Communication 2.1.3, the filters)."""

import hashlib
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from xapi.spec.actors import identifier
from xapi.spec.parts import ACTOR_TYPES, Json, activities, context_actors, kind_of

AGENT, VERB, ACTIVITY, REGISTRATION = "agent", "verb", "activity", "registration"


class Usage(IntEnum):
    """In what role a statement names something. The related ones include the direct ones."""

    AGENT = 1
    RELATED_AGENT = 2
    VERB = 3
    ACTIVITY = 4
    RELATED_ACTIVITY = 5
    REGISTRATION = 6


def digest_of(kind: str, value: str) -> str:
    """What stands for a reference in an index."""
    return hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()


Named = tuple[str, str, Usage]


def _identifiers(actor: Json) -> Iterator[str]:
    """Of an actor and, for a group, of its members: they match the filter too."""
    own = identifier(actor)
    if own is not None:
        yield own
    for member in actor.get("member", []):
        yield from _identifiers(member)


def _direct_actors(statement: Json) -> Iterator[Json]:
    yield statement["actor"]
    if kind_of(statement["object"]) in ACTOR_TYPES:
        yield statement["object"]


def _all_actors(statement: Json) -> Iterator[Json]:
    yield from _direct_actors(statement)
    yield from context_actors(statement)
    if "authority" in statement:
        yield statement["authority"]
    if kind_of(statement["object"]) == "SubStatement":
        yield from _all_actors(statement["object"])


def usages(statement: Json) -> set[Named]:
    """(kind, value, usage) of everything by which the statement (as JSON, checked) is found."""
    found: set[Named] = {(VERB, statement["verb"]["id"], Usage.VERB)}
    for actor in _direct_actors(statement):
        found |= {(AGENT, own, Usage.AGENT) for own in _identifiers(actor)}
    for actor in _all_actors(statement):
        found |= {(AGENT, own, Usage.RELATED_AGENT) for own in _identifiers(actor)}
    if kind_of(statement["object"]) == "Activity":
        found.add((ACTIVITY, statement["object"]["id"], Usage.ACTIVITY))
    found |= {(ACTIVITY, each["id"], Usage.RELATED_ACTIVITY) for each in activities(statement)}
    registration = statement.get("context", {}).get("registration")
    if registration:
        found.add((REGISTRATION, registration.lower(), Usage.REGISTRATION))
    return found


def actors(statement: Json) -> Iterator[Json]:
    """Every actor with an identifier, of groups their members too."""
    pending: list[dict[str, Any]] = list(_all_actors(statement))
    for actor in pending:
        if identifier(actor) is not None:
            yield actor
        pending.extend(actor.get("member", []))
