"""What an AU has reached, by the statements of one request that were accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from xapi.cmi5 import vocabulary as words
from xapi.cmi5.durations import centiseconds
from xapi.cmi5.moveon import AUFacts
from xapi.cmi5.rules import is_defined
from xapi.cmi5.terms import Json

# The precision of courses.models.Attempt.
_SCORE_STEP: Final = Decimal("0.000001")


def facts_after(facts: AUFacts, statements: Iterable[Json]) -> AUFacts:
    """The facts of an AU after statements of a session in Normal mode, in their order (9.3).

    Time is not among them: `time_spent` says it, and the server knows how much there was.
    """
    for statement in statements:
        facts = _with_progress(facts, statement.get("result", {}))
        if is_defined(statement):
            facts = _with_verb(facts, statement)
    return facts


def time_spent(statements: Iterable[Json]) -> int | None:
    """Hundredths of a second that "terminated" says the session took (9.5.4.1); None: not said."""
    for statement in statements:
        if is_defined(statement) and statement["verb"]["id"] == words.TERMINATED:
            return centiseconds(statement["result"]["duration"])
    return None


def scaled(score: Json) -> Decimal | None:
    """The scaled score, or the one that raw, min and max make; None where neither is there."""
    if "scaled" in score:
        return _decimal(score["scaled"])
    if {"raw", "min", "max"} <= score.keys():
        low, high = _decimal(score["min"]), _decimal(score["max"])
        # Of integers that no float tells apart, raw may lie outside after all.
        raw = min(max(_decimal(score["raw"]), low), high)
        return ((raw - low) / (high - low)).quantize(_SCORE_STEP)
    return None


def _with_progress(facts: AUFacts, result: Json) -> AUFacts:
    """9.5.5.1: an integer from 0 to 100; whatever else somebody puts there is no progress."""
    given: Any = result.get("extensions", {}).get(words.PROGRESS)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 100:
        return facts
    return replace(facts, progress=given)


def _with_verb(facts: AUFacts, statement: Json) -> AUFacts:
    score = scaled(statement.get("result", {}).get("score", {}))
    match statement["verb"]["id"]:
        case words.COMPLETED:
            return replace(facts, completed=True)
        case words.PASSED:
            return replace(facts, passed=True, score=score)
        case words.FAILED:
            return replace(facts, failed=True, score=score)
    return facts


def _decimal(number: Any) -> Decimal:
    return Decimal(str(number))
