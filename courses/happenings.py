"""What may happen in an attempt, in one shape for every standard. Pure Python."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Verb(StrEnum):
    """What may happen to a part of a module, in the words of the xAPI SCORM profile."""

    INITIALIZED = "initialized"
    RESUMED = "resumed"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Score:
    """As reported: scaled is -1 to 1; raw lies between minimum and maximum where they are known."""

    scaled: Decimal | None = None
    raw: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An interaction as xAPI (Data 2.4.4.1) describes it.

    kind: its interactionType, "" where the content says none; correct: correctResponsesPattern.
    """

    identifier: str
    kind: str = ""
    description: str = ""
    correct: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in an attempt.

    key: tells it from every other one of the attempt, and is the same however often it is read.
    part, title: where it happened. centiseconds: how long it took. response: to `question`, in
    xAPI's own delimiters.
    """

    key: str
    verb: Verb
    at: dt.datetime
    part: str
    title: str = ""
    score: Score | None = None
    success: bool | None = None
    completion: bool | None = None
    centiseconds: int | None = None
    question: Question | None = None
    response: str | None = None
