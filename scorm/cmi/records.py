"""What was answered and noted, read back from the journal of commits, in both data models.

Content keeps its answers in cmi.interactions.n (SCORM 1.2 RTE 3.4.4; SCORM 2004 RTE 4.2.9). A
record that is judged and then answered anew is a second answer, and the first one stays; one that
was never judged was only being edited. Values are read as they are: whoever shows them escapes
and shortens them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

INTERACTIONS: Final = "cmi.interactions."
COMMENTS: Final = "cmi.comments"
# An attempt with more records than this is shown in part.
MOST_RECORDS: Final = 5_000
# One word for what the two versions call by two.
_NAMES: Final = {
    "student_response": "response",
    "learner_response": "response",
    "time": "timestamp",
}
# Said anew of a record that was judged, these are a new answer.
_ANSWERING: Final = frozenset({"response", "result", "timestamp"})
# An element of an interaction: its index, and the name below that. Of its own lists the first
# hundred: no question has as many correct responses, and a later try repeats those of the first.
INTERACTION: Final = re.compile(
    r"cmi\.interactions\.([0-9]{1,5})\.([a-z_]{1,40}(?:\.[0-9]{1,2}\.[a-z]{1,20})?)"
)
_COMMENT: Final = re.compile(
    r"cmi\.comments_from_learner\.([0-9]{1,5})\.(comment|location|timestamp)"
)


@dataclass(frozen=True, slots=True)
class Committed:
    """One commit of the journal. sequence: within its session. activity_attempt: the attempt on
    the activity (SCORM 2004), which begins without records; always 0 in SCORM 1.2."""

    sco: str
    session: str
    sequence: int
    stored_at: dt.datetime
    delta: Mapping[str, str]
    activity_attempt: int = 0


@dataclass(slots=True)
class Record:
    """One answer or comment. values: by the name below its index, such as "result" and
    "correct_responses.0.pattern"; `said`: the names that were set since it began."""

    sco: str
    index: int
    session: str
    stored_at: dt.datetime
    activity_attempt: int = 0
    values: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def numbered(self, array: str, part: str) -> tuple[str, ...]:
        """The values of an array inside the record: `numbered("objectives", "id")`."""
        pattern = re.compile(rf"{re.escape(array)}\.([0-9]{{1,5}})\.{re.escape(part)}")
        found = {
            int(match[1]): value
            for name, value in self.values.items()
            if (match := pattern.fullmatch(name))
        }
        return tuple(found[index] for index in sorted(found))


# Whether changes to a record begin another one.
_IsAnother = Callable[[Record, Mapping[str, str], Committed], bool]


def answers(commits: Iterable[Committed]) -> list[Record]:
    """Every answer in the order in which they were begun; MOST_RECORDS at most.

    `commits`: of one attempt, in the order in which they were stored.
    """
    return _replay(commits, INTERACTION, _is_another_answer)


def comments(commits: Iterable[Committed]) -> list[Record]:
    """Every comment: cmi.comments_from_learner.n of SCORM 2004, cmi.comments of SCORM 1.2.

    SCORM 1.2 collects all that was noted in a SCO in one text; its last state is one record.
    """
    commits = list(commits)
    single: dict[str, Record] = {}
    for commit in commits:
        text = commit.delta.get(COMMENTS)
        if text:
            record = single.setdefault(
                commit.sco, Record(commit.sco, 0, commit.session, commit.stored_at)
            )
            record.values, record.stored_at = {"comment": text}, commit.stored_at
    return [*single.values(), *_replay(commits, _COMMENT, _is_another_comment)]


def _replay(
    commits: Iterable[Committed], pattern: re.Pattern[str], is_another: _IsAnother
) -> list[Record]:
    found: list[Record] = []
    current: dict[tuple[str, int], Record] = {}
    newest: dict[str, int] = {}
    for commit in commits:
        is_late = commit.sequence < newest.get(commit.session, 0)
        newest[commit.session] = max(commit.sequence, newest.get(commit.session, 0))
        for index, changes in by_record(commit.delta, pattern):
            record = current.get((commit.sco, index))
            if record is not None and is_late:
                # Overtaken on the way: it adds what the later one has left open.
                record.values = {**changes, **record.values}
                continue
            if record is None or is_another(record, changes, commit):
                if len(found) == MOST_RECORDS:
                    return found
                record = _begun(commit, index, record, changes)
                current[commit.sco, index] = record
                found.append(record)
            record.values.update(changes)
            record.said |= changes.keys()
    return found


def _begun(
    commit: Committed, index: int, before: Record | None, changes: Mapping[str, str]
) -> Record:
    """A new record; at the same question it begins with what is known of that, since content in
    SCORM 1.2 sends only what differs."""
    begun = Record(commit.sco, index, commit.session, commit.stored_at, commit.activity_attempt)
    if before is None or before.activity_attempt != commit.activity_attempt:
        return begun
    known = before.values.get("id")
    if changes.get("id", known) == known:
        begun.values = dict(before.values)
    return begun


def by_record(
    delta: Mapping[str, str], pattern: re.Pattern[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """What a delta sets of each record by its index; `pattern` finds index and name."""
    found: dict[int, dict[str, str]] = {}
    for name, value in delta.items():
        match = pattern.fullmatch(name)
        if match:
            part = _NAMES.get(match[2], match[2])
            found.setdefault(int(match[1]), {})[part] = str(value)
    yield from sorted(found.items())


def _is_another_answer(record: Record, changes: Mapping[str, str], commit: Committed) -> bool:
    if commit.activity_attempt != record.activity_attempt:
        return True
    identifier = changes.get("id")
    if identifier and record.values.get("id", identifier) not in ("", identifier):
        return True
    if not record.values.get("result"):
        return False
    again = _ANSWERING & changes.keys() & record.said
    return any(changes[name] != record.values[name] for name in again)


def _is_another_comment(record: Record, changes: Mapping[str, str], commit: Committed) -> bool:
    differs = changes.get("comment") not in (None, record.values.get("comment"))
    return commit.activity_attempt != record.activity_attempt or (
        differs and commit.session != record.session
    )
