"""What Lena reaches in a cmi5 course, or in a package of plain xAPI, arrives in the gradebook."""

from django.core.management import call_command

from courses.models import Edition
from lti_provider.models import Passback
from tests.grade_scene import Graded
from tests.xapi.cmi5_scene import QUIZ, READ, WATCH, Learner, put_in_store, store_plain
from xapi.cmi5 import vocabulary as words
from xapi.services.cmi5.waiving import waive


def deliver() -> None:
    call_command("deliver_passbacks", "--all-due")


def test_a_pass_with_its_score_and_then_the_whole_course(graded: Graded) -> None:
    put_in_store(graded.attempt.edition)
    lenas = Learner(graded.attempt)
    lenas.begin(READ.index).say(words.COMPLETED)
    deliver()
    assert graded.grade() is None

    quiz = lenas.begin(QUIZ.index)
    quiz.say(words.FAILED, score=0.4)
    deliver()
    assert graded.grade() == 40.0

    again = lenas.begin(QUIZ.index)
    again.say(words.COMPLETED, minute=1)
    again.say(words.PASSED, score=0.9, minute=2)
    waive(graded.attempt.pk, WATCH.index, "Equivalent AU", by="test")
    deliver()
    assert graded.grade() == 90.0
    graded.attempt.refresh_from_db()
    assert (graded.attempt.completion, graded.attempt.success) == ("completed", "passed")
    assert Passback.objects.get().state == Passback.State.SENT


def test_a_statement_that_is_refused_sends_nothing(graded: Graded) -> None:
    put_in_store(graded.attempt.edition)
    quiz = Learner(graded.attempt).begin(QUIZ.index)
    wrong = quiz.statement(words.PASSED, score=0.5)
    assert quiz.send(quiz.statement(words.COMPLETED), wrong).status_code == 403
    deliver()
    assert graded.grade() is None
    assert not Passback.objects.exists()


def test_plain_xapi(graded: Graded) -> None:
    activity_id = store_plain(graded.attempt.edition)
    running = Learner(graded.attempt).launch()
    running.token = running.query["auth"].removeprefix("Basic ")
    statement = {
        "actor": running.actor,
        "verb": {"id": words.PASSED},
        "object": {"id": activity_id},
        "result": {"score": {"scaled": 0.7}},
        "context": {"registration": running.registration},
    }
    assert running.send(statement).status_code == 200
    deliver()
    assert graded.grade() == 70.0
    assert Edition.objects.get().standard == Edition.Standard.XAPI
