"""What was answered and noted in an attempt, from the journal of commits and the stored state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from courses.explaining import Answer, Comment, Journal
from courses.models import Attempt
from scorm.cmi import readable as readable12
from scorm.cmi import timespan
from scorm.cmi.records import COMMENTS, INTERACTIONS, MOST_RECORDS, Committed, Record
from scorm.cmi.records import answers as read_answers
from scorm.cmi.records import comments as read_comments
from scorm.cmi2004 import readable as readable2004
from scorm.cmi2004 import timeinterval
from scorm.manifest.structure import Standard
from scorm.models import Commit, ScoState
from scorm.services.insight.objectives import objectives_of
from scorm.services.insight.visits import titles_of

# Attempts whose commits are read with one query.
_AT_ONCE = 200
# Of the answers and comments of one attempt. No content says as much; whoever forges commits could
# have a trainer's page read without end.
MOST_CHARACTERS = 10_000_000
# Commits that are in memory at once, each as large as a request may be.
_COMMITS_AT_ONCE = 20
_TELLING = (INTERACTIONS, COMMENTS)
# Of one value; content may keep an essay of 64,000 characters.
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How one version of SCORM writes what both know."""

    standard: Standard
    readable: Callable[[str, str], str]
    plain: Callable[[str], str]
    centiseconds: Callable[[str], int]
    activity_attempt: Callable[[str], int]

    def journal(self, attempt: Attempt) -> Journal:
        """Everything of one attempt; four queries."""
        titles = titles_of(attempt.edition.content_digest, self.standard)
        telling = _telling([attempt], comments=True)
        commits, is_cut = self._within(telling.iterator(chunk_size=_COMMITS_AT_ONCE))
        records = read_answers(commits)
        states = ScoState.objects.filter(attempt=attempt).order_by("pk")
        return Journal(
            answers=[self._answer(record, titles) for record in records],
            objectives=[
                one for state in states for one in objectives_of(state, titles, self.plain)
            ],
            comments=[self._comment(record, titles) for record in read_comments(commits)],
            is_cut=is_cut or len(records) == MOST_RECORDS,
        )

    def answers(self, attempts: Iterable[Attempt]) -> Iterator[tuple[Attempt, list[Answer]]]:
        """Of each attempt that has any, in the order given; one query for every _AT_ONCE."""
        known: dict[str, dict[str, str]] = {}
        for some in _chunks(attempts):
            commits = _telling(some).iterator(chunk_size=_COMMITS_AT_ONCE)
            by_attempt = {
                key: read_answers(self._within(of_one)[0])
                for key, of_one in groupby(commits, lambda commit: commit.attempt_id)
            }
            for attempt in (one for one in some if by_attempt.get(one.pk)):
                digest = attempt.edition.content_digest
                if digest not in known:
                    known[digest] = titles_of(digest, self.standard)
                records = by_attempt[attempt.pk]
                yield attempt, [self._answer(record, known[digest]) for record in records]

    def _within(self, commits: Iterable[Commit]) -> tuple[list[Committed], bool]:
        """The commits of one attempt up to MOST_CHARACTERS; whether there are more."""
        kept: list[Committed] = []
        room = MOST_CHARACTERS
        for commit in commits:
            one = self._committed(commit)
            room -= sum(map(len, one.delta.values()))
            if room < 0:
                return kept, True
            kept.append(one)
        return kept, False

    def _committed(self, commit: Commit) -> Committed:
        return Committed(
            commit.sco,
            commit.session,
            commit.sequence,
            commit.received_at,
            {name: told for name, told in commit.delta.items() if name.startswith(_TELLING)},
            self.activity_attempt(commit.session),
        )

    def _answer(self, record: Record, titles: Mapping[str, str]) -> Answer:
        values = record.values
        kind = values.get("type", "")
        result = values.get("result", "")
        patterns = record.numbered("correct_responses", "pattern")
        return Answer(
            part=titles.get(record.sco, record.sco),
            question=values.get("id", "") or str(record.index + 1),
            stored_at=record.stored_at,
            description=_cut(self.plain(values.get("description", ""))),
            kind=kind,
            response=_cut(self.readable(kind, values.get("response", ""))),
            correct=tuple(_cut(self.readable(kind, one)) for one in patterns if one),
            # SCORM 1.2 says "wrong" where SCORM 2004 says "incorrect".
            result="incorrect" if result == "wrong" else result,
            latency=self._latency(values.get("latency", "")),
            objectives=tuple(one for one in record.numbered("objectives", "id") if one),
        )

    def _comment(self, record: Record, titles: Mapping[str, str]) -> Comment:
        return Comment(
            part=titles.get(record.sco, record.sco),
            text=_cut(self.plain(record.values.get("comment", ""))),
            stored_at=record.stored_at,
            location=record.values.get("location", ""),
        )

    def _latency(self, text: str) -> int | None:
        try:
            return self.centiseconds(text)
        except ValueError:
            return None


def _session_number(session: str) -> int:
    """A session of SCORM 2004 is "attempt on the activity - random"; see `launching`."""
    number = session.partition("-")[0]
    return int(number) if number.isdecimal() and len(number) < 9 else 0


READING_12 = Reading(
    "scorm12", readable12.readable, str, timespan.to_centiseconds, lambda session: 0
)
READING_2004 = Reading(
    "scorm2004",
    readable2004.readable,
    readable2004.plain,
    timeinterval.to_centiseconds,
    _session_number,
)


def _telling(attempts: list[Attempt], *, comments: bool = False) -> QuerySet[Commit]:
    """The commits that tell of answers (and comments). Most tell of neither, and are not read."""
    marks = Q(text__contains=f'"{INTERACTIONS}')
    if comments:
        marks |= Q(text__contains=f'"{COMMENTS}')
    return (
        Commit.objects.filter(attempt__in=attempts)
        .alias(text=Cast("delta", TextField()))
        .filter(marks)
        .order_by("attempt_id", "pk")
    )


def _chunks(attempts: Iterable[Attempt]) -> Iterator[list[Attempt]]:
    some: list[Attempt] = []
    for attempt in attempts:
        some.append(attempt)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
