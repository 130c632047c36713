"""The actors, verbs and activities inside a statement (as JSON), and the same with others."""

from collections.abc import Callable, Iterator
from typing import Any

from xapi.spec.contexts import KINDS

Json = dict[str, Any]
Change = Callable[[Json], Json]
ACTOR_TYPES = {"Agent", "Group"}


def kind_of(thing: Json) -> str:
    """The objectType of an object; without one it is an activity (Data 2.4.4)."""
    return str(thing.get("objectType", "Activity"))


def context_activities(statement: Json) -> Iterator[Json]:
    groups = statement.get("context", {}).get("contextActivities", {})
    for kind in KINDS:
        given = groups.get(kind, [])
        yield from [given] if isinstance(given, dict) else given


def activities(statement: Json) -> Iterator[Json]:
    """Every activity, of a sub-statement too."""
    about = statement["object"]
    if kind_of(about) == "Activity":
        yield about
    elif kind_of(about) == "SubStatement":
        yield from activities(about)
    yield from context_activities(statement)


def context_actors(statement: Json) -> Iterator[Json]:
    context = statement.get("context", {})
    for name in ("instructor", "team"):
        if name in context:
            yield context[name]
    yield from (each["agent"] for each in context.get("contextAgents", []))
    yield from (each["group"] for each in context.get("contextGroups", []))


def verbs(statement: Json) -> Iterator[Json]:
    yield statement["verb"]
    if kind_of(statement["object"]) == "SubStatement":
        yield statement["object"]["verb"]


def with_lists(statement: Json) -> Json:
    """With every contextActivities property as a list (Data 2.4.6.2), on a copy."""
    changed = dict(statement)
    context = changed.get("context")
    if context and "contextActivities" in context:
        lists = {
            kind: [given] if isinstance(given, dict) else given
            for kind, given in context["contextActivities"].items()
        }
        changed["context"] = {**context, "contextActivities": lists}
    if kind_of(changed["object"]) == "SubStatement":
        changed["object"] = with_lists(changed["object"])
    return changed


def _mapped_context(context: Json, actor: Change, activity: Change) -> Json:
    changed = dict(context)
    for name in ("instructor", "team"):
        if name in changed:
            changed[name] = actor(changed[name])
    if "contextActivities" in changed:
        changed["contextActivities"] = {
            kind: [activity(each) for each in given]
            for kind, given in changed["contextActivities"].items()
        }
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in changed:
            changed[name] = [{**each, inner: actor(each[inner])} for each in changed[name]]
    return changed


def mapped(statement: Json, *, actor: Change, verb: Change, activity: Change) -> Json:
    """The statement with each actor, verb and activity replaced. Lists are already lists."""
    changed = {**statement, "actor": actor(statement["actor"]), "verb": verb(statement["verb"])}
    about = statement["object"]
    kind = kind_of(about)
    if kind == "Activity":
        changed["object"] = activity(about)
    elif kind in ACTOR_TYPES:
        changed["object"] = actor(about)
    elif kind == "SubStatement":
        changed["object"] = mapped(about, actor=actor, verb=verb, activity=activity)
    if "authority" in statement:
        changed["authority"] = actor(statement["authority"])
    if "context" in statement:
        changed["context"] = _mapped_context(statement["context"], actor, activity)
    return changed
