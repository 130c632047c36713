"""A learner's registration: what it has come to, told by statements and by the one door."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict

from django.conf import settings
from django.utils import timezone

from courses.models import Attempt
from courses.outcomes import Parts
from courses.services.progress import record_outcome
from xapi.auth import ours
from xapi.cmi5.launch_data import Kind, activity_id
from xapi.cmi5.moveon import AUFacts, Facts, Satisfied, newly_satisfied, outcome
from xapi.cmi5.statements import Told, satisfied
from xapi.cmi5.structure import Block, CourseStructure, Texts
from xapi.models import Registration, UnitState
from xapi.services.cmi5.erased import check_not_erased
from xapi.services.ingest import store
from xapi.services.receiving import Batch
from xapi.spec.parts import Json

# The statements of the LMS itself: every store takes this version.
VERSION = "1.0.3"
_FACTS = tuple(AUFacts.__dataclass_fields__)


def register(attempt: Attempt, structure: CourseStructure) -> Registration:
    """The attempt's registration; made at first sight, and then judged at once (9.6.1.1).

    In a transaction in which the attempt is locked. `attempt` comes with learner, academy,
    edition and module.
    """
    found = Registration.objects.filter(attempt=attempt).first()
    if found is not None:
        found.attempt = attempt
        return found
    made = Registration.objects.create(attempt=attempt, pseudonym=attempt.learner.pseudonym)
    settle(made, structure, str(uuid.uuid4()), timezone.now())
    return made


def facts_of(registration: Registration) -> dict[int, AUFacts]:
    """What is known of each AU, by its index. One query."""
    return {unit.au: facts_in(unit) for unit in registration.units.all()}


def facts_in(unit: UnitState) -> AUFacts:
    return AUFacts(**{name: getattr(unit, name) for name in _FACTS})


def save_facts(unit: UnitState, facts: AUFacts) -> None:
    """Store the facts of one AU."""
    for name, value in asdict(facts).items():
        setattr(unit, name, value)
    unit.save()


def settle(
    registration: Registration, structure: CourseStructure, session: str, moment: dt.datetime
) -> None:
    """Tell what is satisfied now and was not before, each once (9.3.9), and record the outcome.

    `session`: of the launch by which it came about, or one of its own. In the transaction of
    whatever changed the facts: a statement, a waiver, the registration. Nobody is told of a
    preview.
    """
    attempt, facts = registration.attempt, facts_of(registration)
    if attempt.kind == Attempt.Kind.CREDIT:
        told = Told(registration.actor, str(registration.code), session, moment)
        _tell_satisfied(registration, structure, facts, told)
    aus = structure.all_aus()
    parts = Parts(seen=sum(each.launched for each in facts.values()), total=len(aus))
    record_outcome(attempt, outcome(structure, facts), parts)


def _tell_satisfied(
    registration: Registration, structure: CourseStructure, facts: Facts, told: Told
) -> None:
    before = {Satisfied(kind, each) for kind, each in registration.satisfied}
    new = newly_satisfied(structure, facts, before)
    if not new:
        return
    texts = _texts(structure)
    tell(registration, [_statement(registration, unit, texts, told) for unit in new])
    registration.satisfied = [
        *registration.satisfied,
        *([unit.kind, unit.id] for unit in new),
    ]
    registration.save(update_fields=["satisfied"])


def _statement(
    registration: Registration, unit: Satisfied, texts: dict[str, tuple[Texts, Texts]], told: Told
) -> Json:
    own = name_of(registration.attempt, unit.kind, unit.id)
    return satisfied(told, unit.kind, own, unit.id, texts[unit.id])


def _texts(structure: CourseStructure) -> dict[str, tuple[Texts, Texts]]:
    units: list[Block | CourseStructure] = [*structure.all_blocks(), structure]
    return {unit.id: (unit.title, unit.description) for unit in units}


def name_of(attempt: Attempt, kind: Kind, publisher_id: str) -> str:
    """The LMS's own id of an AU, a block or the course (8.1.5, 9.4)."""
    module = attempt.offering.module.public_id
    return activity_id(settings.TOOL_ORIGIN, module, kind, publisher_id)


def tell(registration: Registration, statements: list[Json]) -> None:
    """Store statements of the LMS itself. Raises NotAdmitted where the learner was erased
    meanwhile, for the transaction to undo."""
    learner = registration.attempt.learner
    store(ours(learner.academy), Batch(statements), VERSION)
    check_not_erased(learner.pk)
