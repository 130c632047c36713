"""The statements that the LMS makes are good xAPI and say what cmi5 asks of them."""

from typing import Any

import pytest

from tests.xapi.cmi5_talk import ACTOR, NINE, PUBLISHER_ID, TERMS, make_au
from tests.xapi.test_cmi5_launch_data import launch_of
from xapi.cmi5 import vocabulary as words
from xapi.cmi5.statements import Told, abandoned, launched, satisfied, waived
from xapi.spec.statements import validate

TOLD = Told(ACTOR, TERMS.registration, TERMS.session, NINE)
AU = make_au(launch_parameters="a=1", activity_type="https://publisher.example/type/quiz")
Json = dict[str, Any]
ALL = [
    launched(launch_of(AU), NINE),
    abandoned(TOLD, TERMS.activity_id, AU, 6_150),
    waived(TOLD, TERMS.activity_id, AU, "Administrative"),
    satisfied(TOLD, "block", f"{TERMS.activity_id}-b", PUBLISHER_ID, ({"en": "Block"}, {})),
    satisfied(TOLD, "course", f"{TERMS.activity_id}-c", PUBLISHER_ID, ({"en": "Course"}, {})),
]


@pytest.mark.parametrize("statement", ALL, ids=lambda each: each["verb"]["id"].rpartition("/")[2])
def test_a_statement_of_the_lms_is_cmi5_defined(statement: Json) -> None:
    """9.6.2.1, 9.6.2.3, 9.6.1, 9.6.3.1, 9.7."""
    validate(statement, "1.0.3")
    context = statement["context"]
    categories = [each["id"] for each in context["contextActivities"]["category"]]
    assert words.CMI5_CATEGORY in categories
    assert context["contextActivities"]["grouping"] == [
        {"objectType": "Activity", "id": PUBLISHER_ID}
    ]
    assert context["registration"] == TERMS.registration
    assert context["extensions"][words.SESSION_ID] == TERMS.session
    assert statement["actor"] == ACTOR
    assert statement["timestamp"].endswith("Z")
    judges = "success" in statement.get("result", {})
    assert (words.MOVEON_CATEGORY in categories) is judges


def test_launched_tells_how_it_was_launched() -> None:
    """9.6.3.2 to 9.6.3.7."""
    assert ALL[0]["context"]["extensions"] == {
        words.SESSION_ID: TERMS.session,
        words.LAUNCH_MODE: "Normal",
        words.LAUNCH_URL: "https://content.example/c/quiz.html",
        words.MOVE_ON: "Passed",
        words.MASTERY_SCORE: 0.8,
        words.LAUNCH_PARAMETERS: "a=1",
    }
    plain = launched(launch_of(make_au(mastery_score=None)), NINE)["context"]["extensions"]
    assert words.MASTERY_SCORE not in plain
    assert words.LAUNCH_PARAMETERS not in plain


def test_abandoned_says_how_long_the_session_was() -> None:
    assert ALL[1]["verb"]["id"] == words.ABANDONED
    assert ALL[1]["result"] == {"duration": "PT1M1.50S"}
    assert ALL[1]["object"]["definition"]["type"] == "https://publisher.example/type/quiz"


def test_waived_counts_as_completed_and_passed_and_says_why() -> None:
    """9.3.7, 9.5.2, 9.5.3, 9.5.5.2."""
    assert ALL[2]["result"] == {
        "success": True,
        "completion": True,
        "extensions": {words.REASON: "Administrative"},
    }


def test_satisfied_names_the_block_or_the_course() -> None:
    """9.3.9, 9.4."""
    assert ALL[3]["object"]["definition"] == {"type": words.BLOCK, "name": {"en": "Block"}}
    assert ALL[4]["object"]["definition"] == {"type": words.COURSE, "name": {"en": "Course"}}
    assert "result" not in ALL[3]
