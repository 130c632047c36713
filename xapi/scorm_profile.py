"""Happenings of SCORM content as statements: the xAPI SCORM profile (ADL). Pure Python.

The profile has a lesson as object, the course and the attempt in the grouping, and its own id as
category. Beside the parts (SCOs), the module as a whole is told, since that is what is taught.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, get_args
from urllib.parse import quote

from courses.happenings import Happening, Question, Score
from xapi.spec.objects import InteractionType
from xapi.spec.parts import Json
from xapi.spec.types import LANGUAGE, written

PROFILE: Final = "https://w3id.org/xapi/scorm"
_VERBS: Final = "http://adlnet.gov/expapi/verbs/"
_TYPES: Final = "http://adlnet.gov/expapi/activities/"
_INTERACTION_TYPES: Final = frozenset(get_args(InteractionType))


@dataclass(frozen=True, slots=True)
class Named:
    """An activity: its IRI, and what people call it."""

    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What the statements of one attempt share.

    person: the actor. registration: a UUID, of the attempt and no other. language: BCP 47, of the
    titles. edition: the number of the module's edition.
    """

    person: Json
    registration: str
    course: Named
    module: Named
    language: str
    edition: int


def statement(happening: Happening, scene: Scene) -> Json:
    """The statement of something that happened in a part or, where that is "", in the module.

    Its id follows from registration and key: told again, it is the same statement.
    """
    own = _about(happening, scene)
    told = {
        "id": str(uuid.uuid5(uuid.UUID(scene.registration), happening.key)),
        "actor": scene.person,
        "verb": {"id": _VERBS + happening.verb, "display": {"en": str(happening.verb)}},
        "object": own,
        "context": _context(happening, scene),
        "timestamp": written(happening.at),
    }
    result = dict(_result(happening))
    return {**told, "result": result} if result else told


def _about(happening: Happening, scene: Scene) -> Json:
    if not happening.part:
        return _activity(scene.module, "module", scene)
    part = _part(happening, scene)
    if happening.question is None:
        return part
    return _interaction(happening.question, part["id"], scene)


def _part(happening: Happening, scene: Scene) -> Json:
    iri = f"{scene.module.iri}/parts/{quote(happening.part, safe='')}"
    return _activity(Named(iri, happening.title), "lesson", scene)


def _interaction(question: Question, part: str, scene: Scene) -> Json:
    definition: Json = {"type": f"{_TYPES}cmi.interaction"}
    if question.description:
        definition["description"] = _in(scene.language, question.description)
    if question.kind in _INTERACTION_TYPES:
        definition["interactionType"] = question.kind
        if question.correct:
            definition["correctResponsesPattern"] = list(question.correct)
    iri = f"{part}/interactions/{quote(question.identifier, safe='')}"
    return {"objectType": "Activity", "id": iri, "definition": definition}


def _context(happening: Happening, scene: Scene) -> Json:
    course = _activity(scene.course, "course", scene)
    module = _activity(scene.module, "module", scene)
    attempt = Named(f"{scene.module.iri}/attempts/{scene.registration}", "")
    parent = course
    if happening.part:
        parent = module if happening.question is None else _part(happening, scene)
    return {
        "registration": scene.registration,
        "revision": str(scene.edition),
        "language": _language(scene.language),
        "contextActivities": {
            "parent": [parent],
            "grouping": [course, module, _activity(attempt, "attempt", scene)],
            "category": [{"objectType": "Activity", "id": PROFILE}],
        },
    }


def _activity(named: Named, kind: str, scene: Scene) -> Json:
    definition: Json = {"type": _TYPES + kind}
    if named.name:
        definition["name"] = _in(scene.language, named.name)
    return {"objectType": "Activity", "id": named.iri, "definition": definition}


def _in(language: str, text: str) -> dict[str, str]:
    return {_language(language): text}


def _language(tag: str) -> str:
    return tag if LANGUAGE.match(tag) else "und"


def _result(happening: Happening) -> Iterator[tuple[str, Any]]:
    score = {} if happening.score is None else dict(_score(happening.score))
    if score:
        yield "score", score
    if happening.success is not None:
        yield "success", happening.success
    if happening.completion is not None:
        yield "completion", happening.completion
    if happening.response is not None:
        yield "response", happening.response
    if happening.centiseconds is not None:
        yield "duration", _duration(happening.centiseconds)


def _score(score: Score) -> Iterator[tuple[str, float]]:
    """What keeps the rules of Data 2.4.5.1, which SCORM 1.2 does not know."""
    if score.scaled is not None and abs(score.scaled) <= 1:
        yield "scaled", float(score.scaled)
    low, high = score.minimum, score.maximum
    spans = low is None or high is None or low < high
    if score.raw is None or not spans or not _between(low, score.raw, high):
        return
    yield "raw", float(score.raw)
    if low is not None:
        yield "min", float(low)
    if high is not None:
        yield "max", float(high)


def _between(low: Decimal | None, number: Decimal, high: Decimal | None) -> bool:
    return (low is None or low <= number) and (high is None or number <= high)


def _duration(centiseconds: int) -> str:
    """ISO 8601 (Data 4.6)."""
    seconds, rest = divmod(centiseconds, 100)
    return f"PT{seconds}.{rest:02d}S" if rest else f"PT{seconds}S"
