"""A package of plain xAPI (Tin Can): what its statements may say, and what they come to.

There is no cmi5 here: whatever is said of the activity that was launched counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from xapi.cmi5 import vocabulary as words
from xapi.cmi5.moveon import AUFacts
from xapi.cmi5.reached import scaled
from xapi.models import Registration, Session
from xapi.problems import NotAllowed
from xapi.spec.parts import Json, kind_of
from xapi.spec.statements import VOIDED

# Nobody sits in front of a page for longer without it saying anything.
LONGEST_SILENCE: Final = dt.timedelta(minutes=30)
_VERDICTS: Final = {words.PASSED: True, words.FAILED: False}


def check_plain(statement: Json, registration: Registration) -> None:
    """A session speaks for its own learner and registration, and voids nothing.

    Raises NotAllowed.
    """
    if statement["verb"]["id"] == VOIDED:
        raise NotAllowed("The session of a module may void nothing.")
    if {"objectType": "Agent", **statement["actor"]} != registration.actor:
        raise NotAllowed("The actor of the statement is not the one of the launch.")
    stated = statement.get("context", {}).get("registration", str(registration.code))
    if stated.lower() != str(registration.code):
        raise NotAllowed("The registration of the statement is not the one of the launch.")


def plain_facts_after(activity_id: str) -> Callable[[AUFacts, Iterable[Json]], AUFacts]:
    """The facts after statements about this activity."""

    def change(facts: AUFacts, statements: Iterable[Json]) -> AUFacts:
        for statement in statements:
            about = statement["object"]
            if kind_of(about) == "Activity" and about["id"] == activity_id:
                facts = _with(facts, statement)
        return facts

    return change


def _with(facts: AUFacts, statement: Json) -> AUFacts:
    """By the verb, or by the result: authoring tools use either."""
    verb, result = statement["verb"]["id"], statement.get("result", {})
    success = _VERDICTS.get(verb, result.get("success"))
    if verb == words.COMPLETED or result.get("completion") is True:
        facts = replace(facts, completed=True)
    if success is True:
        facts = replace(facts, passed=True)
    elif success is False:
        facts = replace(facts, failed=True)
    score = scaled(result.get("score", {}))
    # A pass keeps its score against a later failure.
    if score is None or (facts.passed and success is False):
        return facts
    return replace(facts, score=min(max(score, Decimal(-1)), Decimal(1)))


def since_last(session: Session, now: dt.datetime) -> int:
    """Hundredths of a second since the module spoke last, as far as somebody was there."""
    passed = now - (session.spoke_at or session.launched_at)
    return max(0, int(min(passed, LONGEST_SILENCE).total_seconds() * 100))
