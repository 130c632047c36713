"""The dictionary of what statements name, and what is known of each."""

import json
from collections.abc import Iterable
from typing import Any

from xapi.services import statement_rows as rows
from xapi.spec import strict_json
from xapi.spec.actors import identifier
from xapi.spec.formats import merged_definition
from xapi.spec.parts import Json, activities, verbs
from xapi.spec.types import MOST_LANGUAGES
from xapi.spec.usages import ACTIVITY, AGENT, VERB, actors, digest_of

Key = tuple[str, str]
# Of one agent.
MOST_NAMES = 100


def _told(statement: Json) -> Iterable[tuple[Key, Json]]:
    for activity in activities(statement):
        if activity.get("definition"):
            yield (ACTIVITY, activity["id"]), activity["definition"]
    for verb in verbs(statement):
        if verb.get("display"):
            yield (VERB, verb["id"]), verb["display"]
    for actor in actors(statement):
        own = identifier(actor)
        if own is not None and actor.get("name"):
            yield (AGENT, own), {"names": [actor["name"]]}


def _merged(kind: str, known: Json, newer: Json) -> Json:
    if kind == ACTIVITY:
        return merged_definition(known, newer)
    if kind == VERB:
        # Whoever stores a statement with this verb reads all that is known of it.
        return dict(list({**known, **newer}.items())[:MOST_LANGUAGES])
    names: list[Any] = known.get("names", [])
    both = [*names, *(name for name in newer["names"] if name not in names)]
    return {"names": both[:MOST_NAMES]}


def refer(
    cursor: rows.Cursor,
    academy_id: int,
    wanted: Iterable[Key],
    statements: Iterable[Json],
    *,
    define: bool,
) -> dict[Key, int]:
    """The keys of an academy's references by (kind, value); those that are missing are made.

    What the statements tell of activities, verbs and agents is merged into what is known of each.
    `define`: the credential may define (Communication 4.2); without, what is known stays as it is.
    Call it while the academy's ledger is locked.
    """
    digests = {digest_of(*key): key for key in wanted}
    there = rows.find_references(cursor, academy_id, list(digests))
    pks = {digests[digest]: pk for digest, pk, _known in there}
    known = {digests[digest]: text for digest, _pk, text in there}
    learnt = _learnt({key: known.get(key, "{}") for key in digests.values()}, statements, define)
    changed = [(text, pks[key]) for key, text in learnt.items() if key in pks]
    if changed:
        rows.change_references(cursor, changed)
    new = [
        rows.NewReference(key[0], digest, key[1], learnt.get(key, "{}"))
        for digest, key in digests.items()
        if key not in pks
    ]
    made = rows.add_references(cursor, academy_id, new)
    return pks | {digests[digest]: pk for digest, pk in made.items()}


def _may_tell(kind: str, known: str, define: bool) -> bool:
    """Communication 4.2: without `define`, nothing that is known already changes."""
    return define or (kind != ACTIVITY and known == "{}")


def _learnt(known: dict[Key, str], statements: Iterable[Json], define: bool) -> dict[Key, str]:
    """As JSON, what is known now of those of which something new was told."""
    read: dict[Key, Json] = {}
    changed: set[Key] = set()
    before: dict[Key, Json] = {}
    for statement in statements:
        for key, newer in _told(statement):
            # Within a request, most say of an activity what the one before said.
            if key not in known or before.get(key) == newer:
                continue
            if not _may_tell(key[0], known[key], define):
                continue
            before[key] = newer
            if key not in read:
                read[key] = json.loads(known[key])
            merged = _merged(key[0], read[key], newer)
            if merged != read[key]:
                read[key] = merged
                changed.add(key)
    return {key: strict_json.write(read[key]) for key in changed}
