"""The parameters of a call, checked. Each function raises Refused, which names the parameter."""

import datetime as dt
from typing import Any

import msgspec

from xapi.spec import strict_json
from xapi.spec.actors import Agent, Group, identifier
from xapi.spec.refused import Refused
from xapi.spec.types import IRI, LONGEST_IRI, UUID, instant
from xapi.views.call import Call


def text(call: Call, name: str) -> str:
    value = call.parameters.get(name, "")
    if not value:
        raise Refused("this parameter is required", name)
    return value


def iri(call: Call, name: str) -> str:
    value = text(call, name)
    if not IRI.match(value):
        raise Refused("not an absolute IRI", name)
    if len(value) > LONGEST_IRI:
        raise Refused(f"longer than {LONGEST_IRI} characters", name)
    return value


def uuid(call: Call, name: str) -> str:
    value = text(call, name)
    if not UUID.match(value):
        raise Refused("not a UUID", name)
    return value.lower()


def boolean(call: Call, name: str) -> bool:
    value = call.parameters.get(name, "false")
    if value not in {"true", "false"}:
        raise Refused("neither true nor false", name)
    return value == "true"


def moment(call: Call, name: str) -> dt.datetime | None:
    if name not in call.parameters:
        return None
    try:
        # A plus sign that was not encoded arrives as a space.
        return instant(call.parameters[name].strip().replace(" ", "+"))
    except ValueError as wrong:
        raise Refused(str(wrong), name) from wrong


def actor(call: Call, name: str, *, groups: bool = False) -> dict[str, Any]:
    """An agent as JSON (or a group with an identifier), with one identifier."""
    try:
        value: dict[str, Any] = strict_json.read(text(call, name))
        # Whatever is no object is refused by its shape.
        typed: Any = {"objectType": "Agent", **value} if type(value) is dict else value
        shape: Any = Agent | Group if groups else Agent
        msgspec.convert(typed, shape)
    except msgspec.ValidationError as wrong:
        raise Refused(str(wrong).partition(" matching regex")[0], name) from wrong
    except Refused as wrong:
        raise Refused(wrong.why, name) from wrong
    if identifier(value) is None:
        raise Refused("a group without an identifier cannot be found", name)
    return value


def actor_id(call: Call, name: str, *, groups: bool = False) -> str:
    found = identifier(actor(call, name, groups=groups))
    if found is None:
        raise Refused("no identifier", name)
    return found
