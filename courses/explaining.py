"""How a player's room explains an attempt to people: it registers here, as this room knows none.

Whatever the standard, a trainer asks the same: what did the parts report, what is still missing,
what was answered, and when was what stored. Words are in the active language.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from courses.models import Attempt, Edition
from courses.outcomes import Completion, Success


@dataclass(frozen=True, slots=True)
class PartReport:
    """One part of a module (a SCO, an AU), opened or not, and what it has reported.

    score: scaled, as reported, None where none was. visits: how often it was opened. missing: why
    it does not count as complete yet, in whole sentences; empty when nothing is missing.
    """

    identifier: str
    title: str
    completion: Completion = Completion.UNKNOWN
    success: Success = Success.UNKNOWN
    score: Decimal | None = None
    centiseconds: int = 0
    visits: int = 0
    last_stored_at: dt.datetime | None = None
    missing: tuple[str, ...] = ()

    @property
    def score_percent(self) -> int | None:
        return None if self.score is None else round(self.score * 100)

    @property
    def minutes(self) -> int:
        """Rounded up: somebody who was here has been here."""
        return -(-self.centiseconds // 6000)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where an attempt stands. parts: in the order of the contents. missing: about the whole."""

    parts: tuple[PartReport, ...] = ()
    missing: tuple[str, ...] = ()
    last_stored_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question (an interaction), as the content has reported it.

    part: the part's title. question: its identifier in the content. kind: the standard's word,
    such as "choice". response and correct: readable, several correct ones are alternatives.
    result: "correct", "incorrect", "neutral", "unanticipated", a number, or "". latency: how long
    it took, in centiseconds.
    """

    part: str
    question: str
    stored_at: dt.datetime
    description: str = ""
    kind: str = ""
    response: str = ""
    correct: tuple[str, ...] = ()
    result: str = ""
    latency: int | None = None
    objectives: tuple[str, ...] = ()

    @property
    def seconds(self) -> float | None:
        return None if self.latency is None else self.latency / 100


@dataclass(frozen=True, slots=True)
class ObjectiveReport:
    """What a part has said of one objective; score as in PartReport."""

    part: str
    objective: str
    description: str = ""
    completion: Completion = Completion.UNKNOWN
    success: Success = Success.UNKNOWN
    score: Decimal | None = None

    @property
    def score_percent(self) -> int | None:
        return None if self.score is None else round(self.score * 100)


@dataclass(frozen=True, slots=True)
class Comment:
    """What the learner has noted in a part. location: where in it, "" where it says nothing."""

    part: str
    text: str
    stored_at: dt.datetime | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """What was answered and noted in an attempt, the oldest first. is_cut: there was more."""

    answers: list[Answer] = field(default_factory=list)
    objectives: list[ObjectiveReport] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that was stored. said: what it reported, as (name, value); left: the part was."""

    at: dt.datetime
    part: str
    said: tuple[tuple[str, str], ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The newest moments first; left_out: how many older ones are not in it."""

    moments: list[Moment] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class TracedStep:
    """One decision on the way: the standard's process, the activity's title, what came of it."""

    process: str
    activity: str
    decision: str


@dataclass(frozen=True, slots=True)
class TracedRequest:
    """A step that was, or could be, asked for, and why it was refused.

    target and activity are titles. code: the exception's number in the standard, "" where the
    request is allowed; rule: that exception's own words; words: what a learner is told. because:
    the elements of the package that refuse. at: when it was made, None for one that is only tried.
    """

    request: str
    target: str = ""
    code: str = ""
    rule: str = ""
    activity: str = ""
    words: str = ""
    because: tuple[str, ...] = ()
    steps: tuple[TracedStep, ...] = ()
    at: dt.datetime | None = None

    @property
    def is_allowed(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class Trace:
    """For authors. made: the last requests, the newest first; now: what may be asked for now."""

    made: list[TracedRequest] = field(default_factory=list)
    now: list[TracedRequest] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Explainer:
    """What a player's room answers about attempts at editions of its standard.

    answers: of many attempts, each with its answers, for a summary of a class. trace: where the
    standard sequences.
    """

    explain: Callable[[Attempt], Explanation]
    journal: Callable[[Attempt], Journal]
    answers: Callable[[Iterable[Attempt]], Iterator[tuple[Attempt, list[Answer]]]]
    timeline: Callable[[Attempt], Timeline]
    trace: Callable[[Attempt], Trace] = lambda attempt: Trace()


_explainers: dict[str, Explainer] = {}


def register_explainer(standard: Edition.Standard, explainer: Explainer) -> None:
    """Called from AppConfig.ready of a player's room."""
    _explainers[standard] = explainer


def explainer_of(standard: str) -> Explainer:
    """The explainer for editions of `standard`; one that knows nothing where none is registered."""
    return _explainers.get(standard, _SILENT)


def _no_answers(attempts: Iterable[Attempt]) -> Iterator[tuple[Attempt, list[Answer]]]:
    return ((attempt, []) for attempt in attempts)


_SILENT = Explainer(
    explain=lambda attempt: Explanation(),
    journal=lambda attempt: Journal(),
    answers=_no_answers,
    timeline=lambda attempt: Timeline(),
)
