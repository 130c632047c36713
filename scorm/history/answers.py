"""Interactions as xAPI has them (Data 2.4.4.1, interaction activities).

xAPI took the types and the delimiters of SCORM 2004; SCORM 1.2 writes lists and pairs its own way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from courses.happenings import Happening, Question, Score, Verb
from scorm.cmi import timespan
from scorm.cmi2004 import timeinterval
from scorm.cmi2004.readable import plain
from scorm.history.memory import Record
from scorm.history.statuses import Facts

# Said anew, these are an answer.
ANSWERING: Final = frozenset({"response", "result"})
_PATTERN: Final = re.compile(r"correct_responses\.([0-9]{1,5})\.pattern")
_BRACED: Final = re.compile(r"\{([^{}]*)\}")
_TRUTHS: Final = {"t": "true", "1": "true", "true": "true", "f": "false", "0": "false"}
_RESULTS: Final = {"correct": True, "wrong": False, "incorrect": False}
# The clock of the content is believed this far back.
_LONGEST_OFFLINE: Final = dt.timedelta(days=7)


def answer(key: str, part: str, record: Record, at: dt.datetime, facts: Facts) -> Happening | None:
    """The happening of an answered record; None where it does not say which question it is."""
    values = record.values
    identifier = values.get("id", "").strip()
    if not identifier:
        return None
    kind = values.get("type", "")
    result = values.get("result", "")
    response = values.get("response")
    number = _decimal(result)
    return Happening(
        key=key,
        verb=Verb.ANSWERED,
        at=_when(values.get("timestamp", ""), at),
        part=part,
        title=facts.title,
        score=None if number is None else Score(raw=number),
        success=_RESULTS.get(result),
        centiseconds=_latency(values.get("latency", "")),
        question=Question(
            identifier,
            kind,
            plain(values.get("description", "")),
            tuple(_written(kind, one, facts) for one in _patterns(values)),
        ),
        response=None if response is None else _written(kind, response, facts),
    )


def _patterns(values: Mapping[str, str]) -> list[str]:
    found = {int(m[1]): text for name, text in values.items() if (m := _PATTERN.fullmatch(name))}
    return [found[index] for index in sorted(found)]


def _written(kind: str, value: str, facts: Facts) -> str:
    """In xAPI's delimiters."""
    if facts.is_2004:
        return value
    text = value.strip()
    if kind == "true-false":
        return _TRUTHS.get(text.lower(), text)
    if kind not in ("choice", "sequencing", "matching"):
        return text
    braced = _BRACED.fullmatch(text)
    parts = [part.strip() for part in (braced[1] if braced else text).split(",")]
    if kind == "matching":
        parts = [part.replace(".", "[.]", 1) for part in parts]
    return "[,]".join(parts)


def _when(stated: str, stored_at: dt.datetime) -> dt.datetime:
    """cmi.interactions.n.timestamp (RTE 4.2.9) where it names a moment that can be: a time of day,
    or one without an offset, does not."""
    try:
        moment = dt.datetime.fromisoformat(stated)
    except ValueError:
        return stored_at
    if moment.tzinfo is None or not stored_at - _LONGEST_OFFLINE <= moment <= stored_at:
        return stored_at
    return moment.astimezone(dt.UTC)


def _latency(text: str) -> int | None:
    if timespan.is_timespan(text):
        return timespan.to_centiseconds(text)
    return timeinterval.to_centiseconds(text) if timeinterval.is_timeinterval(text) else None


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
