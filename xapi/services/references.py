"""The dictionary of what statements name, and what is known of each."""

from collections.abc import Iterable
from typing import Any

from xapi.models import Reference
from xapi.spec.actors import identifier
from xapi.spec.formats import merged_definition
from xapi.spec.parts import Json, activities, verbs
from xapi.spec.usages import ACTIVITY, AGENT, VERB, actors, digest_of

Key = tuple[str, str]


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
        return {**known, **newer}
    names: list[Any] = known.get("names", [])
    return {"names": [*names, *(name for name in newer["names"] if name not in names)]}


def referenced(academy_id: int, wanted: set[Key]) -> dict[Key, Reference]:
    """The references of an academy by (kind, value); those that are missing are made."""
    digests = {digest_of(*key): key for key in wanted}
    found = _by_digest(academy_id, digests)
    missing = [key for key in digests.values() if key not in found]
    if missing:
        new = [
            Reference(academy_id=academy_id, kind=kind, value=value, digest=digest_of(kind, value))
            for kind, value in missing
        ]
        Reference.objects.bulk_create(new, ignore_conflicts=True)
        found |= _by_digest(academy_id, {digest_of(*key): key for key in missing})
    return found


def _by_digest(academy_id: int, digests: dict[str, Key]) -> dict[Key, Reference]:
    rows = Reference.objects.filter(academy_id=academy_id, digest__in=list(digests))
    return {digests[row.digest]: row for row in rows}


def learn(found: dict[Key, Reference], statements: Iterable[Json], *, define: bool) -> None:
    """Merge what statements tell of activities, verbs and agents into `found`, and save that.

    `define`: the credential may define activities (Communication 4.2); names are kept anyway.
    """
    changed: dict[Key, Reference] = {}
    for statement in statements:
        for key, newer in _told(statement):
            reference = found.get(key)
            if reference is None or (key[0] == ACTIVITY and not define):
                continue
            merged = _merged(key[0], reference.known, newer)
            if merged != reference.known:
                reference.known = merged
                changed[key] = reference
    if changed:
        Reference.objects.bulk_update(changed.values(), ["known"])
