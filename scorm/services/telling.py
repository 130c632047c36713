"""Tells from the journal of commits what happened in attempts (courses.telling)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from courses.admission import NotAdmitted
from courses.models import Attempt, Edition
from courses.telling import Teller, Told, Touched
from scorm.history import Entry, Facts, decode_memory, encode_memory, replay, silence
from scorm.manifest import Item
from scorm.manifest.sequencing import Sequencing
from scorm.manifest.structure import Standard
from scorm.models import Commit, ScormPackage
from scorm.services.abandonment import ABANDONED_AFTER
from scorm.services.admission import organization_of

# Entries of a stretch, and of one reading: what is kept in memory at once.
STRETCH: Final = 1_000
READING: Final = 100
_2004: Final = Edition.Standard.SCORM_2004
_NOTHING_SAID: Final = Sequencing()


def touched(after: int) -> Touched:
    """The attempts of the next STRETCH commits behind `after`. One query."""
    rows = list(
        Commit.objects.filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "attempt_id", "received_at")[:STRETCH]
    )
    return Touched(
        attempts={attempt: pk for pk, attempt, _at in rows},
        through=rows[-1][0] if rows else after,
        newest_at=max((at for _pk, _attempt, at in rows), default=None),
    )


def read(attempt: Attempt, remembered: Mapping[str, Any], through: int, now: dt.datetime) -> Told:
    """The next READING commits of `attempt`, whose edition is loaded, behind `through`.

    A session that has been silent for ABANDONED_AFTER is suspended, as `abandonment` has it.
    """
    memory, facts_of = decode_memory(remembered), _facts(attempt.edition)
    commits = list(
        Commit.objects.filter(attempt=attempt, pk__gt=through).order_by("pk")[: READING + 1]
    )
    is_2004 = attempt.edition.standard == _2004
    found = [
        happening
        for commit in commits[:READING]
        for happening in replay(memory, _entry(commit, is_2004=is_2004), facts_of(commit.sco))
    ]
    is_all = len(commits) <= READING
    if is_all:
        found.extend(silence(memory, now - ABANDONED_AFTER, facts_of))
    since = memory.open_since
    return Told(
        happenings=found,
        remembered=encode_memory(memory),
        through=commits[:READING][-1].pk if commits else through,
        is_all=is_all,
        look_again_at=None if since is None else since + ABANDONED_AFTER,
    )


TELLER: Final = Teller(
    standards=frozenset({Edition.Standard.SCORM_12, _2004}), touched=touched, read=read
)


def _entry(commit: Commit, *, is_2004: bool) -> Entry:
    number = commit.session.partition("-")[0] if is_2004 else ""
    return Entry(
        sco=commit.sco,
        session=commit.session,
        sequence=commit.sequence,
        delta=commit.delta,
        finish=commit.finish,
        at=commit.received_at,
        # scorm.services.playing2004.launching begins the key of a session with it.
        activity_attempt=int(number) if number.isdecimal() and len(number) < 9 else 0,
    )


def _facts(edition: Edition) -> Callable[[str], Facts]:
    stored_at = (
        ScormPackage.objects.filter(content_digest=edition.content_digest)
        .values_list("created_at", flat=True)
        .first()
    )
    is_2004 = edition.standard == _2004
    known = _by_sco(edition.content_digest, stored_at, is_2004=is_2004)
    return lambda sco: known.get(sco, Facts(is_2004=is_2004))


@lru_cache(maxsize=64)
def _by_sco(content_digest: str, stored_at: object, *, is_2004: bool) -> dict[str, Facts]:
    """A package never changes. One that is gone has left its journal, which tells without it."""
    try:
        standard: Standard = "scorm2004" if is_2004 else "scorm12"
        organization = organization_of(content_digest, stored_at, standard)
    except NotAdmitted:
        return {}
    return {item.identifier: _of(item, is_2004=is_2004) for item in organization.launchable()}


def _of(item: Item, *, is_2004: bool) -> Facts:
    said = item.sequencing or _NOTHING_SAID
    completion, primary = said.completion, said.primary
    return Facts(
        title=item.title,
        is_2004=is_2004,
        mastery_score=item.mastery_score,
        completion_threshold=completion.minimum if completion.by_measure else None,
        passing_score=primary.minimum_measure if primary.satisfied_by_measure else None,
        completes_itself=said.delivery.completion_set_by_content,
    )
