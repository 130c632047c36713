"""What happened in the tool's own players becomes statements, once, and nobody waits for it.

The journals of the players are the truth (courses.telling). Attempts with something new are found
by a position in the journal; how far each was told stands in its own row, which is written in the
transaction that stores the statements. A statement's id follows from what it tells, so whatever
is read twice is stored once.
"""

import datetime as dt
import json
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from courses.happenings import Happening, Score, Verb
from courses.models import Attempt
from courses.outcomes import Completion, Success
from courses.telling import Teller, tellers
from xapi import iris, selectors
from xapi.auth import ours
from xapi.models import Telling, TellingPosition
from xapi.scorm_profile import Named, Scene, statement
from xapi.services.ingest import store
from xapi.services.receiving import Batch
from xapi.spec.parts import Json
from xapi.spec.refused import Refused
from xapi.spec.statements import validate

# Statements of one transaction: it has to end well before xapi.selectors.LONGEST_WRITE.
AT_ONCE: Final = 100
# Two requests may store in another order than they were numbered; none lasts for so long.
SETTLED_AFTER: Final = dt.timedelta(minutes=10)
# An attempt that could not be told is tried again after this long.
AGAIN_AFTER: Final = dt.timedelta(hours=1)
# What one run takes on at most: the clock rings again.
SECONDS: Final = 20.0
MOST_ATTEMPTS: Final = 500
# Every store takes it; one of 2.0 would be refused by those that speak 1.0.3 only.
VERSION: Final = "1.0.3"
_log = structlog.get_logger(__name__)


def tell_due(now: dt.datetime | None = None, seconds: float = SECONDS) -> int:
    """Tell what the journals have and the store has not; how many statements were stored."""
    now, deadline = now or timezone.now(), time.monotonic() + seconds
    told = sum(_tell_touched(name, teller, now, deadline) for name, teller in tellers().items())
    quiet = Telling.objects.filter(look_again_at__lte=now).order_by("look_again_at")
    return told + _tell_each(
        list(quiet.values_list("pk", flat=True)[:MOST_ATTEMPTS]), now, deadline
    )


def tell_outcomes(now: dt.datetime | None = None, seconds: float = SECONDS) -> int:
    """Tell the outcomes that came about without an entry in a journal; how many statements.

    A module without a part that speaks, or a completion rule that was changed.
    """
    standards = {standard for teller in tellers().values() for standard in teller.standards}
    same_score = Q(score=OuterRef("score")) | Q(score=None, attempt__score=None)
    told = Telling.objects.filter(
        same_score,
        attempt=OuterRef("pk"),
        completion=OuterRef("completion"),
        success=OuterRef("success"),
    )
    judged = ~Q(completion=Completion.UNKNOWN, success=Success.UNKNOWN)
    untold = Attempt.objects.filter(
        judged,
        ~Exists(told),
        kind=Attempt.Kind.CREDIT,
        edition__standard__in=standards,
        learner__erased_at=None,
    )
    deadline = time.monotonic() + seconds
    found = list(untold.order_by("pk").values_list("pk", flat=True)[:MOST_ATTEMPTS])
    return _tell_each(found, now or timezone.now(), deadline)


def _tell_touched(name: str, teller: Teller, now: dt.datetime, deadline: float) -> int:
    position, _is_new = TellingPosition.objects.get_or_create(teller=name)
    after, told, is_settled = position.through, 0, True
    while True:
        stretch = teller.touched(after)
        if stretch.newest_at is None:
            return told
        told += _tell_each(_behind(stretch.attempts), now, deadline)
        if time.monotonic() > deadline:
            return told
        after = stretch.through
        # The last minutes are looked at again and again, in case somebody was slow.
        is_settled = is_settled and stretch.newest_at < now - SETTLED_AFTER
        if is_settled:
            TellingPosition.objects.filter(teller=name, through__lt=after).update(through=after)


def _behind(newest: Mapping[int, int]) -> list[int]:
    """The attempts of a stretch that have not been told up to their newest entry in it."""
    rows = Telling.objects.filter(pk__in=list(newest)).values_list("pk", "through")
    reached = dict(rows)
    return [pk for pk, entry in newest.items() if reached.get(pk, 0) < entry]


def _tell_each(attempts: list[int], now: dt.datetime, deadline: float) -> int:
    told = 0
    for pk in attempts:
        if time.monotonic() > deadline:
            break
        try:
            told += tell_attempt(pk, now)
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001  # logged whole, and tried again
            # One attempt that cannot be told keeps no other one waiting.
            _log.exception("attempt_not_told", attempt=pk)
            again = {"look_again_at": now + AGAIN_AFTER}
            Telling.objects.update_or_create(attempt_id=pk, defaults=again)
    return told


def tell_attempt(pk: int, now: dt.datetime) -> int:
    """Tell what is new in one attempt; how many statements. Previews are not told."""
    told, is_all = 0, False
    while not is_all:
        with transaction.atomic():
            stored, is_all = _tell_on(pk, now)
            told += stored
    return told


def _tell_on(pk: int, now: dt.datetime) -> tuple[int, bool]:
    """A part of what is new: how many statements, and whether that was all."""
    attempt = _locked(pk)
    teller = _teller_of(attempt) if attempt else None
    if attempt is None or teller is None:
        return 0, True
    telling, _is_new = Telling.objects.select_for_update().get_or_create(attempt=attempt)
    reading = teller.read(attempt, telling.remembered, telling.through, now)
    happenings = list(reading.happenings)
    if reading.is_all:
        happenings += _of_the_module(telling, attempt)
    waiting = _untold(attempt, happenings)
    _store(attempt, waiting[:AT_ONCE])
    if len(waiting) > AT_ONCE:
        # Read once more from the same place: what is stored by then is left out.
        return AT_ONCE, False
    telling.through, telling.remembered = reading.through, reading.remembered
    telling.look_again_at = reading.look_again_at
    if reading.is_all:
        _note_outcome(telling, attempt)
    telling.save()
    return len(waiting), reading.is_all


def _locked(pk: int) -> Attempt | None:
    """The attempt, if it is to be told; its learner is not erased before the transaction ends."""
    return (
        Attempt.objects.select_related("learner__academy", "offering__module__course", "edition")
        .filter(pk=pk, kind=Attempt.Kind.CREDIT, learner__erased_at=None)
        .select_for_update(of=("learner",), no_key=True)
        .first()
    )


def _teller_of(attempt: Attempt) -> Teller | None:
    standard = attempt.edition.standard
    return next((one for one in tellers().values() if standard in one.standards), None)


def _of_the_module(telling: Telling, attempt: Attempt) -> Iterator[Happening]:
    """What is new in the outcome of the whole module."""
    number = telling.outcomes + 1
    is_new = attempt.success != telling.success or attempt.score != telling.score
    if attempt.completion == Completion.COMPLETED != telling.completion:
        at = attempt.completed_at or attempt.last_active_at
        yield _outcome(Verb.COMPLETED, number, at, attempt)
    if attempt.success != Success.UNKNOWN and is_new:
        yield _outcome(Verb(attempt.success), number, attempt.last_active_at, attempt)


def _note_outcome(telling: Telling, attempt: Attempt) -> None:
    known = (telling.completion, telling.success, telling.score)
    if known != (attempt.completion, attempt.success, attempt.score):
        telling.outcomes += 1
        telling.completion, telling.success = attempt.completion, attempt.success
        telling.score = attempt.score


def _outcome(verb: Verb, number: int, at: dt.datetime, attempt: Attempt) -> Happening:
    return Happening(
        key=f"\n{verb}\n{number}",
        verb=verb,
        at=at,
        part="",
        score=None if attempt.score is None else Score(scaled=attempt.score),
        success={Success.PASSED: True, Success.FAILED: False}.get(Success(attempt.success)),
        completion=attempt.completion == Completion.COMPLETED or None,
        centiseconds=attempt.total_centiseconds,
    )


def _untold(attempt: Attempt, happenings: Iterable[Happening]) -> list[Json]:
    """The statements that are not stored yet, the oldest first."""
    scene = _scene(attempt)
    by_id: dict[str, Json] = {}
    for happening in sorted(happenings, key=lambda one: one.at):
        made = statement(happening, scene)
        try:
            validate(made, VERSION)
        except Refused as wrong:
            # Content said something that no statement can say. The rest is told.
            _log.error("statement_not_told", attempt=attempt.pk, verb=happening.verb, why=wrong.why)
        else:
            by_id.setdefault(made["id"], made)
    return _not_stored(attempt.learner.academy_id, by_id)


def _not_stored(academy_id: int, by_id: dict[str, Json]) -> list[Json]:
    """Those that the store does not have, in their order.

    Whoever knows how the ids are made may have said something else under one of them: what we
    have to tell has another id then, which nobody can work out.
    """
    rows = selectors.by_ids(academy_id, by_id).values_list("statement_id", "document")
    there = {str(own): json.loads(document) for own, document in rows}
    missing: list[Json] = []
    for own, made in by_id.items():
        if own not in there:
            missing.append(made)
        elif not _is_ours(made, there[own]):
            missing.append({**made, "id": _secret_id(own)})
    told = selectors.stored_ids(academy_id, [made["id"] for made in missing]) if there else ()
    return [made for made in missing if made["id"] not in told]


def _is_ours(made: Json, there: Json) -> bool:
    """No AU may speak in the registration of another attempt, nor for another person."""
    registration = there.get("context", {}).get("registration", "").lower()
    return bool(made["actor"] == there["actor"] and made["context"]["registration"] == registration)


def _secret_id(own: str) -> str:
    digest = salted_hmac("xapi.telling", own, algorithm="sha256").hexdigest()
    return str(uuid.UUID(digest[:32], version=4))


def _scene(attempt: Attempt) -> Scene:
    module = attempt.offering.module
    return Scene(
        person=iris.person(attempt.learner),
        registration=iris.registration_of(attempt),
        course=Named(iris.course_iri(module.course), module.course.title),
        module=Named(iris.module_iri(module), module.title),
        language=module.course.language,
        edition=attempt.edition.number,
    )


def _store(attempt: Attempt, statements: list[Json]) -> None:
    if statements:
        store(ours(attempt.learner.academy), Batch(statements), VERSION)
