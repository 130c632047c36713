"""The statements that the LMS makes itself: launched, abandoned, waived, satisfied (9.3)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final, Literal

from xapi.cmi5 import vocabulary as words
from xapi.cmi5.durations import duration
from xapi.cmi5.launch_data import Launch
from xapi.cmi5.structure import AU, Texts
from xapi.spec.types import written

Json = dict[str, Any]
_TYPES: Final = {"block": words.BLOCK, "course": words.COURSE}


@dataclass(frozen=True, slots=True)
class Told:
    """Of whom a statement tells, in which registration and session, and when."""

    actor: Json
    registration: str
    session: str
    moment: dt.datetime


def launched(launch: Launch, moment: dt.datetime) -> Json:
    """The AU is about to be opened (9.3.1, 9.6.3.2 to 9.6.3.7)."""
    au = launch.au
    extensions: Json = {
        words.LAUNCH_MODE: launch.mode,
        words.LAUNCH_URL: launch.launch_url,
        words.MOVE_ON: au.move_on,
    }
    if au.mastery_score is not None:
        extensions[words.MASTERY_SCORE] = float(au.mastery_score)
    if au.launch_parameters is not None:
        extensions[words.LAUNCH_PARAMETERS] = au.launch_parameters
    told = Told(launch.actor, launch.registration, launch.session, moment)
    statement = _statement(words.LAUNCHED, told, au_object(launch.activity_id, au), au.id)
    statement["context"]["extensions"] |= extensions
    return statement


def abandoned(told: Told, activity_id: str, au: AU, hundredths: int) -> Json:
    """The session ended without "terminated", after hundredths of a second (9.3.6, 9.5.4.2)."""
    statement = _statement(words.ABANDONED, told, au_object(activity_id, au), au.id)
    statement["result"] = {"duration": duration(hundredths)}
    return statement


def waived(told: Told, activity_id: str, au: AU, reason: str) -> Json:
    """The AU need not be done (9.3.7, 9.5.5.2). `told.session` is of this statement alone."""
    statement = _statement(words.WAIVED, told, au_object(activity_id, au), au.id)
    statement["context"]["contextActivities"]["category"].append(_activity(words.MOVEON_CATEGORY))
    statement["result"] = {
        "success": True,
        "completion": True,
        "extensions": {words.REASON: reason},
    }
    return statement


def satisfied(
    told: Told,
    kind: Literal["block", "course"],
    activity_id: str,
    publisher_id: str,
    texts: tuple[Texts, Texts],
) -> Json:
    """All AUs of a block or the course are satisfied (9.3.9, 9.4). `texts`: title, description."""
    about = _activity(activity_id)
    about["definition"] = {"type": _TYPES[kind], **_named(*texts)}
    return _statement(words.SATISFIED, told, about, publisher_id)


def au_object(activity_id: str, au: AU) -> Json:
    """An AU as the object of a statement (9.4)."""
    about = _activity(activity_id)
    definition = _named(au.title, au.description)
    if au.activity_type is not None:
        definition["type"] = au.activity_type
    if definition:
        about["definition"] = definition
    return about


def _statement(verb: str, told: Told, about: Json, publisher_id: str) -> Json:
    return {
        "id": str(uuid.uuid4()),
        "actor": told.actor,
        "verb": {"id": verb, "display": {"en": verb.rpartition("/")[2]}},
        "object": about,
        "context": {
            "registration": told.registration,
            "contextActivities": {
                "category": [_activity(words.CMI5_CATEGORY)],
                "grouping": [_activity(publisher_id)],
            },
            "extensions": {words.SESSION_ID: told.session},
        },
        "timestamp": written(told.moment),
    }


def _named(title: Texts, description: Texts) -> Json:
    given = {"name": title, "description": description}
    return {name: dict(texts) for name, texts in given.items() if texts}


def _activity(iri: str) -> Json:
    return {"objectType": "Activity", "id": iri}
