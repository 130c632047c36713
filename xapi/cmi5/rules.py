"""What an AU may say (7.1, 9, 10.2): each statement against its session, by clauses.

The statements have passed xapi.spec, and their contextActivities are lists. Order is that of the
timestamps (9.3) as far as statements come together; what comes later counts as later, since the
clock of a learner's machine may be set back between the two.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from xapi.cmi5 import vocabulary as words
from xapi.cmi5.results import check_result
from xapi.cmi5.terms import Broken, Json, Terms
from xapi.spec.parts import kind_of
from xapi.spec.statements import VOIDED
from xapi.spec.types import instant

# The verbs of an AU (9.3); the other cmi5 verbs are the LMS's.
_OF_AN_AU: Final = {
    words.INITIALIZED,
    words.COMPLETED,
    words.PASSED,
    words.FAILED,
    words.TERMINATED,
}
_JUDGEMENTS: Final = {words.PASSED, words.FAILED}
_UTC: Final = re.compile(r"(?:[Zz]|\+00(?::?00)?)\Z")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a session has said so far, and its AU in the registration.

    `preferences_read`: the learner preferences were asked for (11). `said`: verbs of the cmi5
    defined statements of this session. `ended`: the timestamp of its "terminated". `completed`,
    `passed`: such a statement was accepted in any session of the registration.
    """

    preferences_read: bool = False
    said: frozenset[str] = frozenset()
    ended: dt.datetime | None = None
    completed: bool = False
    passed: bool = False


def is_defined(statement: Json) -> bool:
    """Whether it is "cmi5 defined": it claims to be, by its category (7.1.3, 9.6.2.1)."""
    return words.CMI5_CATEGORY in _ids(statement, "category")


def in_order(statements: Iterable[Json]) -> list[tuple[int, Json]]:
    """The statements of one request with their places in it, by their timestamps (9.3).

    Of two of one moment, "initialized" is the first and "terminated" the last one.
    """
    ranks = {words.INITIALIZED: 0, words.TERMINATED: 2}

    def key(placed: tuple[int, Json]) -> tuple[dt.datetime, int]:
        statement = placed[1]
        rank = ranks.get(statement["verb"]["id"], 1) if is_defined(statement) else 1
        moment = statement.get("timestamp")
        return instant(moment) if moment else dt.datetime.max.replace(tzinfo=dt.UTC), rank

    return sorted(enumerate(statements), key=key)


def hear(statements: Sequence[Json], terms: Terms, heard: Heard) -> Heard:
    """What has been heard with these statements of one request. Raises Broken for the first wrong
    one, whose place is in the error."""
    for place, statement in in_order(statements):
        try:
            heard = hear_one(statement, terms, heard)
        except Broken as broken:
            raise broken.at(place if len(statements) > 1 else None) from None
    return heard


def hear_one(statement: Json, terms: Terms, heard: Heard) -> Heard:
    """What has been heard with one more statement. Raises Broken."""
    _check_frame(statement)
    _check_context(statement, terms)
    defined = is_defined(statement)
    _check_moveon_category(statement, defined=defined)
    _check_place(statement, heard, defined=defined)
    if not defined:
        return heard
    verb = _check_defined(statement, terms)
    _check_once(verb, heard)
    check_result(statement, terms)
    return replace(
        heard,
        said=heard.said | {verb},
        ended=instant(statement["timestamp"]) if verb == words.TERMINATED else heard.ended,
        completed=heard.completed or verb == words.COMPLETED,
        passed=heard.passed or verb == words.PASSED,
    )


def _check_frame(statement: Json) -> None:
    """What every statement of an AU has, cmi5 defined or allowed."""
    if "id" not in statement:
        raise Broken("9.1", "a statement of an AU has an id that the AU gave it", "$.id")
    if statement["verb"]["id"] == VOIDED:
        raise Broken("6.3", "an AU may void nothing", "$.verb.id")
    if "timestamp" not in statement:
        raise Broken("9.7", "a statement of an AU has a timestamp", "$.timestamp")
    if not _UTC.search(statement["timestamp"]):
        raise Broken("9.7", "the timestamp is not in UTC", "$.timestamp")


def _check_context(statement: Json, terms: Terms) -> None:
    if {"objectType": "Agent", **statement["actor"]} != terms.actor:
        raise Broken("9.2", "the actor is not the one of the launch", "$.actor")
    context = statement.get("context")
    if context is None:
        raise Broken("9.6", "a statement of an AU has a context", "$.context")
    if context.get("registration", "").lower() != terms.registration:
        why = "the registration is not the one of the launch"
        raise Broken("9.6.1", why, "$.context.registration")
    if context.get("extensions", {}).get(words.SESSION_ID) != terms.session:
        why = "the session id is not the one of the context template"
        raise Broken("9.6.3.1", why, "$.context.extensions")
    if terms.publisher_id not in _ids(statement, "grouping"):
        why = "the publisher id of the context template is missing"
        raise Broken("10.2.1", why, "$.context.contextActivities.grouping")


def _check_moveon_category(statement: Json, *, defined: bool) -> None:
    result = statement.get("result", {})
    judges = defined and ("success" in result or "completion" in result)
    kinds = statement["context"].get("contextActivities", {})
    claimed = any(words.MOVEON_CATEGORY in _ids(statement, kind) for kind in kinds)
    path = "$.context.contextActivities.category"
    if judges and words.MOVEON_CATEGORY not in _ids(statement, "category"):
        raise Broken("9.6.2.2", "success or completion needs the category moveon", path)
    if claimed and not judges:
        why = "the category moveon belongs to cmi5 defined statements with success or completion"
        raise Broken("9.6.2.2", why, path)


def _check_place(statement: Json, heard: Heard, *, defined: bool) -> None:
    """Between "initialized" and "terminated" (7.1, 9.3)."""
    begins = defined and statement["verb"]["id"] == words.INITIALIZED
    if begins and not heard.preferences_read:
        raise Broken("11", "the learner preferences are read before “initialized”", "$.verb.id")
    if not begins and words.INITIALIZED not in heard.said:
        raise Broken("9.3", "“initialized” is the first statement of a session", "$.verb.id")
    if heard.ended is not None and instant(statement["timestamp"]) > heard.ended:
        raise Broken("9.3", "“terminated” is the last statement of a session", "$.timestamp")


def _check_defined(statement: Json, terms: Terms) -> str:
    """The verb of a cmi5 defined statement of this AU in this launch mode."""
    verb = str(statement["verb"]["id"])
    if verb not in _OF_AN_AU:
        raise Broken("9.3", "no verb of cmi5 that an AU may use with its category", "$.verb.id")
    about = statement["object"]
    if kind_of(about) != "Activity" or about["id"] != terms.activity_id:
        raise Broken("9.4", "the object is not the activityId of the launch", "$.object.id")
    if terms.mode != "Normal" and verb not in (words.INITIALIZED, words.TERMINATED):
        why = f"in the launch mode {terms.mode} nothing is completed, passed or failed"
        raise Broken("10.2.2", why, "$.verb.id")
    return verb


def _check_once(verb: str, heard: Heard) -> None:
    if verb in heard.said:
        raise Broken("9.3", "this verb was used in this session already", "$.verb.id")
    if verb in _JUDGEMENTS and heard.said & _JUDGEMENTS:
        raise Broken("9.3", "a session passes or fails once", "$.verb.id")
    if verb == words.COMPLETED and heard.completed:
        raise Broken("9.3.3", "completed in this registration already", "$.verb.id")
    if verb == words.PASSED and heard.passed:
        raise Broken("9.3.4", "passed in this registration already", "$.verb.id")
    if verb == words.FAILED and heard.passed:
        raise Broken("9.3", "“failed” does not follow “passed” in a registration", "$.verb.id")


def _ids(statement: Json, kind: str) -> set[str]:
    """The activities in one list of the context's activities."""
    context: Any = statement.get("context", {})
    return {each["id"] for each in context.get("contextActivities", {}).get(kind, [])}
