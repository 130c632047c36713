"""What an AU says in its session: judged by the rules, stored, and made into an outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from django.db import transaction
from django.utils import timezone

from courses.models import Attempt
from xapi.auth import for_content, is_over
from xapi.cmi5 import rules
from xapi.cmi5 import vocabulary as words
from xapi.cmi5.reached import facts_after, time_spent
from xapi.cmi5.rules import Heard, in_order
from xapi.cmi5.terms import Terms
from xapi.cmi5.vocabulary import LaunchMode
from xapi.models import Session, UnitState
from xapi.problems import NotAllowed
from xapi.selectors import stored_ids
from xapi.services.cmi5.abandoning import locked_attempt
from xapi.services.cmi5.admission import structure_of
from xapi.services.cmi5.erased import refuse_if_erased
from xapi.services.cmi5.plain import check_plain, plain_facts_after, since_last
from xapi.services.cmi5.registering import facts_in, save_facts, settle
from xapi.services.ingest import Stored, store
from xapi.services.receiving import Batch
from xapi.spec.parts import Json


def hear(session: Session, batch: Batch, version: str) -> Stored:
    """Store what an AU says, all of it or nothing.

    What was stored before with the same content changes nothing: it is only sent again. Raises
    xapi.cmi5.terms.Broken for a statement that a rule forbids, NotAllowed when the session has
    ended meanwhile, and what xapi.services.ingest raises.
    """
    now = timezone.now()
    with transaction.atomic():
        attempt = locked_attempt(session.registration.attempt_id)
        session = _as_it_is_now(session, attempt)
        if is_over(session, now):
            raise NotAllowed("The session of this token has ended (cmi5 8.1.2).")
        academy = attempt.learner.academy
        new = _new(academy.pk, batch.statements)
        unit = _unit(session)
        heard = _judge(session, unit, new)
        stored = store(for_content(academy), batch, version)
        refuse_if_erased(attempt.learner_id)
        if new:
            ordered = [statement for _place, statement in in_order(new)]
            hundredths = _hundredths(session, ordered, now)
            _note(session, heard, now)
            _reach(session, unit, ordered, hundredths)
        return stored


def terms_of(session: Session) -> Terms:
    """What the rules compare the statements of a session with."""
    return Terms(
        session=str(session.code),
        registration=str(session.registration.code),
        actor=session.registration.actor,
        activity_id=session.activity_id,
        publisher_id=session.publisher_id,
        mode=cast(LaunchMode, session.mode),
        mastery_score=session.mastery_score,
    )


def _as_it_is_now(session: Session, attempt: Attempt) -> Session:
    """The row again, now that nobody else can change it."""
    found = Session.objects.select_related("registration").get(pk=session.pk)
    found.registration.attempt = attempt
    return found


def _new(academy_id: int, statements: Sequence[Json]) -> list[Json]:
    """Those that are not stored yet: ingest compares the others, which the rules have let by."""
    ids = [statement["id"].lower() for statement in statements if "id" in statement]
    there = stored_ids(academy_id, ids)
    return [each for each in statements if each.get("id", "").lower() not in there]


def _unit(session: Session) -> UnitState:
    return UnitState.objects.get(registration=session.registration, au=session.au)


def _judge(session: Session, unit: UnitState, statements: Sequence[Json]) -> Heard:
    """What has been heard in the session after these statements. Raises Broken."""
    heard = Heard(
        preferences_read=session.preferences_read_at is not None,
        said=frozenset(session.said),
        ended=session.ended,
        completed=unit.completed,
        passed=unit.passed,
    )
    if session.is_cmi5:
        return rules.hear(statements, terms_of(session), heard)
    for statement in statements:
        check_plain(statement, session.registration)
    return heard


def _note(session: Session, heard: Heard, now: dt.datetime) -> None:
    session.said, session.ended = sorted(heard.said), heard.ended
    if words.INITIALIZED in heard.said and session.initialized_at is None:
        session.initialized_at = now
    if words.TERMINATED in heard.said and session.terminated_at is None:
        session.terminated_at = now
    session.spoke_at = session.seen_at = now
    session.save(
        update_fields=["said", "ended", "initialized_at", "terminated_at", "spoke_at", "seen_at"]
    )


def _reach(session: Session, unit: UnitState, ordered: Sequence[Json], hundredths: int) -> None:
    """What the statements change of the AU, of the registration and of the outcome."""
    before = facts_in(unit)
    facts = before
    if session.mode == Session.Mode.NORMAL:
        change = facts_after if session.is_cmi5 else plain_facts_after(session.activity_id)
        facts = change(before, ordered)
        facts = replace(facts, centiseconds=facts.centiseconds + hundredths)
    if facts != before:
        save_facts(unit, facts)
        registration = session.registration
        structure = structure_of(registration.attempt.edition)
        settle(registration, structure, str(session.code), session.seen_at)


def _hundredths(session: Session, ordered: Sequence[Json], now: dt.datetime) -> int:
    """Time to be added: of cmi5 at the end of the session, never more than has passed."""
    if not session.is_cmi5:
        return since_last(session, now)
    claimed = time_spent(ordered)
    if claimed is None:
        return 0
    passed = int((now - session.launched_at).total_seconds() * 100)
    return min(claimed, max(passed, 0))
