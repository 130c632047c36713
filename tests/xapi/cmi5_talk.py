"""What an AU was launched with, and what it says: statements as a well-behaved AU writes them."""

import copy
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from xapi.cmi5 import vocabulary as words
from xapi.cmi5.structure import AU
from xapi.cmi5.terms import Terms
from xapi.spec.types import written

Json = dict[str, Any]
ORIGIN = "http://tool.localhost:8000"
ACTOR: Json = {
    "objectType": "Agent",
    "account": {"homePage": ORIGIN, "name": "0b7c1c1e-6b1f-4e6c-9a58-0c2f4a3f7d10"},
}
PUBLISHER_ID = "https://publisher.example/au/quiz"
TERMS = Terms(
    session="6f1a1a4e-2c3a-4d53-9d52-3f0c5a8d4b11",
    registration="760e3480-ba55-4991-94b0-01820dbd23a2",
    actor=ACTOR,
    activity_id=f"{ORIGIN}/id/au/1c4f7d2e-1111-5222-8333-444455556666",
    publisher_id=PUBLISHER_ID,
    mode="Normal",
    mastery_score=Decimal("0.8"),
)
NINE = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
DURATION = "PT5M"
RESULTS: dict[str, Json] = {
    words.COMPLETED: {"completion": True, "duration": DURATION},
    words.PASSED: {"success": True, "duration": DURATION},
    words.FAILED: {"success": False, "duration": DURATION},
    words.TERMINATED: {"duration": DURATION},
}


def make_au(**values: Any) -> AU:
    given = {
        "id": PUBLISHER_ID,
        "index": 0,
        "title": {"en": "Quiz"},
        "description": {},
        "url": "quiz.html",
        "path": "quiz.html",
        "mastery_score": Decimal("0.8"),
        "move_on": "Passed",
        **values,
    }
    return AU(**given)


def said(
    verb: str, terms: Terms = TERMS, *, minute: int = 0, score: float | None = None, **more: Any
) -> Json:
    """A cmi5 defined statement of an AU. `score`: scaled; `more` replaces properties."""
    result = copy.deepcopy(RESULTS.get(verb, {}))
    extensions: Json = {words.SESSION_ID: terms.session}
    category = [{"objectType": "Activity", "id": words.CMI5_CATEGORY}]
    if "success" in result or "completion" in result:
        category.append({"objectType": "Activity", "id": words.MOVEON_CATEGORY})
    if score is not None:
        result["score"] = {"scaled": score}
        if terms.mastery_score is not None:
            extensions[words.MASTERY_SCORE] = float(terms.mastery_score)
    statement: Json = {
        "id": str(uuid.uuid4()),
        "actor": terms.actor,
        "verb": {"id": verb},
        "object": {"objectType": "Activity", "id": terms.activity_id},
        "context": {
            "registration": terms.registration,
            "contextActivities": {
                "category": category,
                "grouping": [{"objectType": "Activity", "id": terms.publisher_id}],
            },
            "extensions": extensions,
        },
        "timestamp": written(NINE + dt.timedelta(minutes=minute)),
        **more,
    }
    if result:
        statement.setdefault("result", result)
    return statement


def allowed(terms: Terms = TERMS, *, minute: int = 0, **more: Any) -> Json:
    """A cmi5 allowed statement: any verb about anything, in the frame of the template (7.1.3)."""
    statement = said("http://adlnet.gov/expapi/verbs/experienced", terms, minute=minute)
    del statement["context"]["contextActivities"]["category"]
    statement["object"] = {"objectType": "Activity", "id": "https://publisher.example/page/3"}
    return {**statement, **more}


def changed(statement: Json, path: str, value: Any = None) -> Json:
    """A copy with the value at a path such as "result/score/raw" set, or (None) taken away."""
    copied = copy.deepcopy(statement)
    place: Any = copied
    *outer, last = path.split("/")
    for name in outer:
        place = place.setdefault(name, {})
    if value is None:
        del place[last]
    else:
        place[last] = value
    return copied
