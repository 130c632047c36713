"""Whether two statements with one id are the same (Data 2.3.1, immutability)."""

import re
from typing import Any

from xapi.spec import strict_json
from xapi.spec.parts import Json, mapped, with_lists
from xapi.spec.types import instant

# The store sets these, or the standard lets them differ.
_NOT_COMPARED = ("id", "stored", "authority", "version")
_SECONDS = re.compile(r"([0-9]+)[.,]([0-9]+)S$")


def _sorted(values: list[Json]) -> list[Json]:
    return sorted(values, key=lambda value: strict_json.write(_plain(value)))


def _plain(value: Any) -> Any:
    """Keys in order and 1.0 as 1: how a number is written means nothing."""
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _actor(actor: Json) -> Json:
    plain = {"objectType": "Agent", **actor}
    if "member" in plain:
        plain["member"] = _sorted([_actor(member) for member in plain["member"]])
    return plain


def _id_alone(thing: Json) -> Json:
    # Displays and definitions are no part of what a statement says (Data 2.3.1).
    return {"id": thing["id"]}


def _normal(statement: Json) -> Json:
    normal = mapped(with_lists(statement), actor=_actor, verb=_id_alone, activity=_id_alone)
    if "timestamp" in normal:
        normal["timestamp"] = instant(normal["timestamp"]).isoformat()
    context = normal.get("context", {})
    if "contextActivities" in context:
        lists = {kind: _sorted(each) for kind, each in context["contextActivities"].items()}
        normal["context"] = {**context, "contextActivities": lists}
    duration = normal.get("result", {}).get("duration")
    if duration:
        # Data 4.6: compared to a hundredth of a second.
        short = _SECONDS.sub(lambda m: f"{m[1]}.{m[2][:2].ljust(2, '0')}S", duration)
        normal["result"] = {**normal["result"], "duration": short}
    return normal


def same(received: Json, stored: Json) -> bool:
    """Whether `received` says what `stored` says."""
    left, right = _normal(received), _normal(stored)
    dropped = _NOT_COMPARED if "timestamp" in received else (*_NOT_COMPARED, "timestamp")
    for name in dropped:
        left.pop(name, None)
        right.pop(name, None)
    return strict_json.write(_plain(left)) == strict_json.write(_plain(right))
