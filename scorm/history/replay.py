"""One entry of the journal after the other becomes happenings.

A session begins with its first commit (the shim sends one as the content initialises) and ends
with the one that finishes it. One that falls silent without that is suspended; it may wake up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Generator, Iterator, Mapping
from dataclasses import replace
from typing import Final

from courses.happenings import Happening, Verb
from scorm.cmi.records import INTERACTION, by_record
from scorm.history.answers import ANSWERING, answer
from scorm.history.memory import (
    MOST_RECORDS,
    MOST_SESSIONS,
    Entry,
    Memory,
    Record,
    ScoMemory,
)
from scorm.history.statuses import (
    ACHIEVEMENTS,
    OF_A_SESSION,
    Facts,
    Standing,
    as_read_back,
    is_sayable,
    is_suspended,
    session_centiseconds,
    standing,
)
from scorm.sequencing.runtime import is_abandoned

_REQUEST: Final = "adl.nav.request"


def replay(memory: Memory, entry: Entry, facts: Facts) -> Iterator[Happening]:
    """What happened by this entry; `memory` is brought up to it."""
    sco = memory.of(entry.sco)
    if entry.session in sco.earlier:
        yield from _late(sco, entry, facts)
        return
    if entry.session != sco.session:
        yield from _begun(sco, entry, facts)
    elif sco.ended == "silent":
        sco.ended = ""
        yield _of_session(Verb.RESUMED, sco, entry, facts, str(entry.sequence))
    touched = yield from _learn(sco, entry, facts)
    yield from _answers(sco, entry.sco, facts, besides=set() if entry.finish else touched)
    if entry.finish and sco.ended != "finished":
        yield from _judged(sco, entry, facts, finished=True)
        yield _ended(sco, entry, facts)
    else:
        yield from _judged(sco, entry, facts, finished=sco.ended == "finished")


def silence(
    memory: Memory, silent_since: dt.datetime, facts_of: Callable[[str], Facts]
) -> Iterator[Happening]:
    """What has become of sessions that spoke last before `silent_since` and never ended."""
    for name, sco in memory.scos.items():
        if sco.is_open and sco.last_at is not None and sco.last_at <= silent_since:
            yield from _vanished(sco, name, facts_of(name))


def _begun(sco: ScoMemory, entry: Entry, facts: Facts) -> Iterator[Happening]:
    """A new session. One that was open still is over: its window was closed, or replaced."""
    if sco.is_open:
        yield from _vanished(sco, entry.sco, facts)
    resumes = sco.is_suspended and sco.activity_attempt == entry.activity_attempt
    if sco.session:
        kept = [*sco.earlier.items(), (sco.session, sco.ended)][-MOST_SESSIONS:]
        sco.earlier = dict(kept)
    if sco.activity_attempt != entry.activity_attempt:
        sco.said, sco.records = {}, {}
        sco.completed, sco.success, sco.score = False, "", ""
    sco.session, sco.activity_attempt = entry.session, entry.activity_attempt
    sco.said = {name: text for name, text in sco.said.items() if name not in OF_A_SESSION}
    sco.said_by, sco.last_sequence = {}, 0
    sco.is_suspended, sco.ended = False, ""
    yield _of_session(Verb.RESUMED if resumes else Verb.INITIALIZED, sco, entry, facts)


def _learn(sco: ScoMemory, entry: Entry, facts: Facts) -> Generator[Happening, None, set[str]]:
    """Take over what the entry says; the indices of the interactions that it touches.

    One that was overtaken on its way adds only what later ones have left alone.
    """
    for name, text in entry.delta.items():
        if is_sayable(name, text) and entry.sequence >= sco.said_by.get(name, 0):
            sco.said[name], sco.said_by[name] = text, entry.sequence
    is_late = entry.sequence < sco.last_sequence
    touched = set()
    for number, changes in by_record(entry.delta, INTERACTION):
        index = str(number)
        touched.add(index)
        if not is_late and _is_another(sco.records.get(index), changes):
            yield from _answers(sco, entry.sco, facts, only=index)
        _note(sco, index, changes, entry, is_late=is_late)
    sco.last_sequence = max(sco.last_sequence, entry.sequence)
    sco.last_at = entry.at
    return touched


def _is_another(record: Record | None, changes: Mapping[str, str]) -> bool:
    """Whether the changes answer another question, or one anew that was judged already."""
    if record is None or _is_elsewhere(record, changes):
        return record is not None
    again = ANSWERING & changes.keys()
    judged = bool(record.values.get("result"))
    return judged and any(changes[name] != record.values.get(name) for name in again)


def _is_elsewhere(record: Record, changes: Mapping[str, str]) -> bool:
    identifier = changes.get("id", "")
    return bool(identifier) and record.values.get("id", identifier) not in ("", identifier)


def _note(
    sco: ScoMemory, index: str, changes: dict[str, str], entry: Entry, *, is_late: bool
) -> None:
    record = sco.records.pop(index, None) or Record()
    if _is_elsewhere(record, changes):
        record = Record()
    record.values = {**changes, **record.values} if is_late else {**record.values, **changes}
    if ANSWERING & changes.keys() and not is_late:
        record.answered_at, record.sequence = entry.at, entry.sequence
    # At the end: the dictionary is in the order of the last touch.
    sco.records[index] = record


def _answers(
    sco: ScoMemory, part: str, facts: Facts, *, besides: Container[str] = (), only: str = ""
) -> Iterator[Happening]:
    """The answers that have not been told, but for those that are still being changed."""
    for index, record in sco.records.items():
        if record.answered_at is None or index in besides or (only and index != only):
            continue
        key = "\n".join((part, sco.session, Verb.ANSWERED, index, str(record.sequence)))
        found = answer(key, part, record, record.answered_at, facts)
        record.answered_at = None
        if found is not None:
            yield found
    for index in list(sco.records)[:-MOST_RECORDS]:
        if sco.records[index].answered_at is None:
            del sco.records[index]


def _judged(sco: ScoMemory, entry: Entry, facts: Facts, *, finished: bool) -> Iterator[Happening]:
    """How the SCO stands, where that is new. Of an attempt that is given up nothing counts."""
    if is_abandoned(sco.said.get(_REQUEST, "")):
        return
    now = standing(sco.said, facts, finished=finished)
    if finished:
        sco.said = as_read_back(sco.said, facts)
    yield from _told_anew(sco, entry, facts, now, rescored=finished)


def _told_anew(
    sco: ScoMemory, entry: Entry, facts: Facts, now: Standing, *, rescored: bool
) -> Iterator[Happening]:
    score = _text(now)
    is_new = now.success != sco.success or (rescored and score != sco.score)
    if now.completed and not sco.completed:
        yield _result(Verb.COMPLETED, entry, facts, now)
    if now.success and is_new:
        yield _result(Verb(now.success), entry, facts, now)
        sco.score = score
    sco.completed, sco.success = now.completed, now.success


def _ended(sco: ScoMemory, entry: Entry, facts: Facts) -> Happening:
    sco.ended, sco.is_suspended = "finished", is_suspended(sco.said)
    verb = Verb.SUSPENDED if sco.is_suspended else Verb.TERMINATED
    return _with_length(_of_session(verb, sco, entry, facts), sco, facts, finished=True)


def _vanished(sco: ScoMemory, part: str, facts: Facts) -> Iterator[Happening]:
    """The session is over without having said so: suspended when it spoke last."""
    yield from _answers(sco, part, facts)
    last = Entry(
        part, sco.session, sco.last_sequence, {}, False, sco.last_at or dt.datetime.now(dt.UTC)
    )
    sco.ended, sco.is_suspended = "silent", True
    found = _of_session(Verb.SUSPENDED, sco, last, facts, str(sco.last_sequence))
    yield _with_length(found, sco, facts, finished=False)


def _late(sco: ScoMemory, entry: Entry, facts: Facts) -> Iterator[Happening]:
    """A late entry of a session that another one has replaced: what was achieved in it counts."""
    for index, changes in by_record(entry.delta, INTERACTION):
        if ANSWERING & changes.keys():
            parts = (entry.sco, entry.session, Verb.ANSWERED, str(index), str(entry.sequence))
            found = answer("\n".join(parts), entry.sco, Record(changes), entry.at, facts)
            if found is not None:
                yield found
    yield from _achieved_late(sco, entry, facts)
    if entry.finish and sco.earlier[entry.session] == "silent" and not is_suspended(entry.delta):
        sco.earlier[entry.session] = "finished"
        key = "\n".join((entry.sco, entry.session, Verb.TERMINATED))
        yield Happening(key, Verb.TERMINATED, entry.at, entry.sco, facts.title)


def _achieved_late(sco: ScoMemory, entry: Entry, facts: Facts) -> Iterator[Happening]:
    achieved = {
        name: text
        for name, text in entry.delta.items()
        if name in ACHIEVEMENTS and is_sayable(name, text)
    }
    if sco.completed or not achieved or entry.activity_attempt != sco.activity_attempt:
        return
    said = {**sco.said, **achieved}
    now = standing(said, facts, finished=entry.finish)
    if now.completed or now.success:
        sco.said = said
        yield from _told_anew(sco, entry, facts, now, rescored=False)


def _of_session(verb: Verb, sco: ScoMemory, entry: Entry, facts: Facts, *more: str) -> Happening:
    key = "\n".join((entry.sco, sco.session, verb, *more))
    return Happening(key, verb, entry.at, entry.sco, facts.title)


def _with_length(found: Happening, sco: ScoMemory, facts: Facts, *, finished: bool) -> Happening:
    now = standing(sco.said, facts, finished=finished)
    return replace(
        found,
        score=now.score,
        completion=sco.completed or None,
        success={"passed": True, "failed": False}.get(sco.success),
        centiseconds=session_centiseconds(sco.said),
    )


def _result(verb: Verb, entry: Entry, facts: Facts, now: Standing) -> Happening:
    return Happening(
        key=f"{entry.sco}\n{entry.session}\n{verb}\n{entry.sequence}",
        verb=verb,
        at=entry.at,
        part=entry.sco,
        title=facts.title,
        score=now.score,
        completion=now.completed or None,
        success={"passed": True, "failed": False}.get(now.success),
    )


def _text(now: Standing) -> str:
    score = now.score
    return "" if score is None else f"{score.scaled} {score.raw}"
