"""A trainer reads why a cmi5 course is not complete, what was answered, and what was said when."""

import pytest

from courses.explaining import explainer_of
from courses.models import Attempt, Edition
from tests.xapi.cmi5_scene import QUIZ, READ, WATCH, Learner, put_in_store
from tests.xapi.cmi5_talk import changed
from xapi.cmi5 import vocabulary as words
from xapi.models import XapiPackage
from xapi.services.cmi5.waiving import waive


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def missing(attempt: Attempt) -> list[str]:
    parts = explainer_of("cmi5").explain(attempt).parts
    found = [sentence for part in parts for sentence in part.missing]
    return [each.replace("\u2068", "").replace("\u2069", "") for each in found]


def test_what_each_part_lacks(lenas: Learner, attempt: Attempt) -> None:
    assert missing(attempt)[0] == "“Read” was never opened."
    lenas.begin(READ.index)
    lenas.begin(WATCH.index).say(words.COMPLETED)
    quiz = lenas.begin(QUIZ.index)
    quiz.say(words.FAILED, score=0.5)
    assert missing(attempt) == [
        "“Read” was left and never said that it is complete.",
        "“Quiz” was left and never said that it is complete.",
        "“Quiz”: the score of 50 % is below the 80 % needed.",
    ]
    waive(attempt.pk, QUIZ.index, "Administrative", by="test")
    assert missing(attempt) == ["“Read” was left and never said that it is complete."]


def test_what_was_reported(lenas: Learner, attempt: Attempt) -> None:
    lenas.begin(QUIZ.index)
    lenas.begin(QUIZ.index).say(words.PASSED, score=0.9)
    quiz = explainer_of("cmi5").explain(attempt).parts[QUIZ.index]
    assert (quiz.completion, quiz.success, quiz.score_percent) == ("incomplete", "passed", 90)
    assert quiz.visits == 2
    assert quiz.last_stored_at


def test_when_what_was_said(lenas: Learner, attempt: Attempt) -> None:
    quiz = lenas.begin(QUIZ.index)
    quiz.say(words.PASSED, score=0.9)
    quiz.say(words.TERMINATED)
    moments = explainer_of("cmi5").timeline(attempt).moments
    assert [moment.said[0][1] for moment in moments] == [
        "terminated", "passed", "initialized", "launched",
    ]  # fmt: skip
    assert {moment.part for moment in moments} == {"Quiz"}
    assert moments[1].said[1][1] == "0.9"
    assert moments[0].left


def test_what_was_answered(lenas: Learner, attempt: Attempt) -> None:
    quiz = lenas.begin(QUIZ.index)
    question = {
        "id": "https://publisher.example/q/1",
        "definition": {
            "description": {"en": "Which first?"},
            "interactionType": "choice",
            "correctResponsesPattern": ["a"],
        },
    }
    answered = changed(
        quiz.statement(""), "verb", {"id": "http://adlnet.gov/expapi/verbs/answered"}
    )
    result = {"response": "b", "success": False, "duration": "PT3S"}
    quiz.send({**answered, "object": question, "result": result})
    [answer] = explainer_of("cmi5").journal(attempt).answers
    assert (answer.part, answer.question) == ("Quiz", "https://publisher.example/q/1")
    assert (answer.kind, answer.description) == ("choice", "Which first?")
    assert (answer.response, answer.correct, answer.result) == ("b", ("a",), "incorrect")
    assert answer.latency == 300
    [(_attempt, answers)] = explainer_of("cmi5").answers([attempt])
    assert answers == [answer]


def test_of_what_was_never_opened_there_is_nothing(lenas: Learner, attempt: Attempt) -> None:
    assert explainer_of("cmi5").timeline(attempt).moments == []
    assert explainer_of("cmi5").journal(attempt).answers == []
    XapiPackage.objects.all().delete()
    assert explainer_of("cmi5").explain(attempt).missing == ("The files of this module are gone.",)
