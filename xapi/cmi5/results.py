"""The result of a cmi5 defined statement of an AU (9.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from xapi.cmi5 import vocabulary as words
from xapi.cmi5.terms import Broken, Json, Terms

# 9.5.4.1.
_WITH_DURATION: Final = {words.TERMINATED, words.COMPLETED, words.PASSED, words.FAILED}
# 9.5.2, 9.5.3: what a verb has to say there; the others say nothing.
_SUCCESS: Final = {words.PASSED: True, words.FAILED: False}
_COMPLETION: Final = {words.COMPLETED: True}


def check_result(statement: Json, terms: Terms) -> None:
    """Raises Broken."""
    verb, result = statement["verb"]["id"], statement.get("result", {})
    _check_flag("9.5.2", "success", _SUCCESS.get(verb), result)
    _check_flag("9.5.3", "completion", _COMPLETION.get(verb), result)
    if verb in _WITH_DURATION and "duration" not in result:
        raise Broken("9.5.4.1", "this verb needs a duration", "$.result.duration")
    if "score" in result:
        _check_score(verb, result["score"], statement, terms)


def _check_flag(clause: str, name: str, needed: bool | None, result: Json) -> None:
    given = result.get(name)
    if given == needed:
        return
    path = f"$.result.{name}"
    if needed is None:
        raise Broken(clause, f"this verb says nothing of {name}", path)
    raise Broken(clause, f"with this verb, {name} is {str(needed).lower()}", path)


def _check_score(verb: str, score: Json, statement: Json, terms: Terms) -> None:
    path = "$.result.score"
    if verb not in _SUCCESS:
        raise Broken("9.5.1", "only “passed” and “failed” have a score", path)
    if "raw" in score and not {"min", "max"} <= score.keys():
        raise Broken("9.5.1", "a raw score comes with min and max", path)
    if score.get("scaled", 0) < 0:
        raise Broken("9.5.1", "a scaled score lies between 0 and 1", f"{path}.scaled")
    if terms.mastery_score is not None:
        _check_mastery(verb, score, statement, terms.mastery_score)


def _check_mastery(verb: str, score: Json, statement: Json, mastery: Decimal) -> None:
    stated = statement["context"]["extensions"].get(words.MASTERY_SCORE)
    if _number(stated) != mastery:
        why = f"a judged score names the masteryScore of the launch data, {mastery}"
        raise Broken("9.6.3.2", why, "$.context.extensions")
    if "scaled" not in score:
        return
    reached = _number(score["scaled"]) or Decimal(0)
    if verb == words.PASSED and reached < mastery:
        raise Broken("9.3.4", "passed below the masteryScore", "$.result.score.scaled")
    if verb == words.FAILED and reached >= mastery:
        raise Broken("9.3.5", "failed at or above the masteryScore", "$.result.score.scaled")


def _number(value: Any) -> Decimal | None:
    """A JSON number as it was written, so that 0.8 is 0.8."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value))
