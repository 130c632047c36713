"""A part is waived once, with a reason, and what follows from it is told and recorded."""

import pytest

from academies.models import AuditEntry
from courses.models import Attempt, Edition
from tests.xapi.cmi5_scene import BLOCK, QUIZ, READ, THREE, WATCH, Learner, put_in_store, told
from xapi.cmi5 import vocabulary as words
from xapi.services.cmi5.waiving import REASONS, NotWaived, waive


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def test_waived_is_told_with_its_reason(lenas: Learner, attempt: Attempt) -> None:
    """9.3.7, 9.5.5.2: with a session id that nothing else has; also before the first launch."""
    waive(attempt.pk, QUIZ.index, "Tested Out", by="test")
    [statement] = told(words.WAIVED)
    assert statement["result"]["extensions"] == {words.REASON: "Tested Out"}
    assert statement["context"]["contextActivities"]["grouping"][0]["id"] == QUIZ.id
    running = lenas.begin(READ.index)
    assert running.terms
    assert statement["context"]["extensions"][words.SESSION_ID] != running.terms.session
    quiz = lenas.launch(QUIZ.index)
    assert statement["object"]["id"] == quiz.activity_id
    [entry] = AuditEntry.objects.filter(action="cmi5_au.waived")
    assert (entry.reason, entry.after) == ("Tested Out", {"au": QUIZ.id, "by": "test"})
    assert entry.academy_id == attempt.learner.academy_id


def test_it_satisfies_with_the_same_session_id(lenas: Learner, attempt: Attempt) -> None:
    """9.3.7, 9.3.9."""
    for index in (READ.index, WATCH.index, QUIZ.index):
        waive(attempt.pk, index, "Administrative", by="test")
    block, course = told(words.SATISFIED)
    grouping = [
        each["context"]["contextActivities"]["grouping"][0]["id"] for each in (block, course)
    ]
    assert grouping == [BLOCK.id, THREE.id]
    waived = told(words.WAIVED)
    sessions = [each["context"]["extensions"][words.SESSION_ID] for each in waived]
    assert len(set(sessions)) == 3
    assert block["context"]["extensions"][words.SESSION_ID] == sessions[1]
    assert course["context"]["extensions"][words.SESSION_ID] == sessions[2]
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    shown = [each["statusText"] for each in lenas.standing()["items"] if each["isLeaf"]]
    assert shown == ["Waived"] * 3


def test_once_is_enough(lenas: Learner, attempt: Attempt) -> None:
    waive(attempt.pk, READ.index, "Equivalent AU", by="test")
    with pytest.raises(NotWaived, match="before"):
        waive(attempt.pk, READ.index, "Tested Out", by="test")
    assert len(told(words.WAIVED)) == 1


@pytest.mark.parametrize(("index", "reason"), [(3, "Tested Out"), (-1, "Tested Out"), (0, "")])
def test_what_makes_no_sense_is_refused(
    lenas: Learner, attempt: Attempt, index: int, reason: str
) -> None:
    with pytest.raises(NotWaived):
        waive(attempt.pk, index, reason, by="test")
    assert told() == []


def test_of_a_preview_nothing_is_waived(lenas: Learner, attempt: Attempt) -> None:
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    with pytest.raises(NotWaived, match="preview"):
        waive(attempt.pk, READ.index, next(iter(REASONS)), by="test")


def test_plain_xapi_knows_no_waiver(lenas: Learner, attempt: Attempt) -> None:
    Edition.objects.update(standard=Edition.Standard.XAPI)
    with pytest.raises(NotWaived, match="cmi5"):
        waive(attempt.pk, READ.index, next(iter(REASONS)), by="test")
