"""The formats in which statements are handed out (Communication 2.1.3: ids, exact, canonical)."""

from collections.abc import Callable, Mapping
from typing import Any

from xapi.spec.actors import IDENTIFIERS
from xapi.spec.parts import Json, mapped

FORMATS = ("ids", "exact", "canonical")
# Of the languages that somebody asks for, so many count.
MOST_WISHES = 50


def _actor_id(actor: Json) -> Json:
    named = {name: actor[name] for name in ("objectType", *IDENTIFIERS) if name in actor}
    if not any(name in actor for name in IDENTIFIERS):
        # Of an anonymous group, its members identify it.
        named["member"] = [_actor_id(member) for member in actor.get("member", [])]
    return named


def _id_alone(thing: Json) -> Json:
    return {"id": thing["id"]}


def ids(statement: Json) -> Json:
    """Only what identifies the actors, verbs and activities."""
    return mapped(statement, actor=_actor_id, verb=_id_alone, activity=_id_alone)


def preferred(header: str) -> list[str]:
    """The language tags of an Accept-Language header, best first (RFC 9110 12.5.4)."""
    weighed = []
    for position, part in enumerate(header[:1000].split(",")[:MOST_WISHES]):
        tag, _semicolon, weight = part.strip().partition(";")
        value = weight.strip().removeprefix("q=").strip()
        try:
            quality = float(value) if value else 1.0
        except ValueError:
            quality = 0.0
        if tag and quality > 0:
            weighed.append((-quality, position, tag.strip().lower()))
    return [tag for _quality, _position, tag in sorted(weighed)]


def one_language(languages: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    """Of a language map, the one best entry: exact, then the same primary language, then any."""
    found = _best(languages, wanted)
    return {} if found is None else {found: languages[found]}


def _best(languages: Mapping[str, Any], wanted: list[str]) -> str | None:
    if len(languages) < 2:
        return next(iter(languages), None)
    exact: dict[str, str] = {}
    near: dict[str, str] = {}
    for key in languages:
        tag = key.lower()
        exact.setdefault(tag, key)
        near.setdefault(tag.partition("-")[0], key)
    for tag in wanted:
        found = exact.get(tag) or near.get(tag.partition("-")[0])
        if found is not None:
            return found
    return "und" if "und" in languages else next(iter(languages))


def _definition(definition: Json, wanted: list[str]) -> Json:
    changed = dict(definition)
    for name in ("name", "description"):
        if name in changed:
            changed[name] = one_language(changed[name], wanted)
    for name in ("choices", "scale", "source", "target", "steps"):
        if name in changed:
            changed[name] = [
                {**each, "description": one_language(each["description"], wanted)}
                if "description" in each
                else each
                for each in changed[name]
            ]
    return changed


def canonical(
    statement: Json,
    wanted: list[str],
    definition_of: Callable[[str], Json | None],
    display_of: Callable[[str], Json | None],
) -> Json:
    """With the definitions and displays that the store knows, each in one language.

    `definition_of`, `display_of`: by the IRI of an activity or verb; None: not known.
    """

    def activity(thing: Json) -> Json:
        known = definition_of(thing["id"]) or thing.get("definition")
        return {**thing, "definition": _definition(known, wanted)} if known else thing

    def verb(thing: Json) -> Json:
        known = display_of(thing["id"]) or thing.get("display")
        return {**thing, "display": one_language(known, wanted)} if known else thing

    return mapped(statement, actor=lambda actor: actor, verb=verb, activity=activity)


def merged_definition(known: Json, newer: Json) -> Json:
    """What is known of an activity after one more statement: languages are added, the rest new."""
    merged = {**known, **newer}
    for name in ("name", "description", "extensions"):
        if name in known and name in newer:
            merged[name] = {**known[name], **newer[name]}
    return merged
