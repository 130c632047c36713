"""Tomas asks which questions his class gets wrong."""

import pytest

from courses.models import Attempt, Edition
from lti_provider.models import LaunchSession, ResourceLink
from reports.questions import MOST_RESPONSES, QuestionSummary, questions_of
from tests import cast
from tests.reports.class_scene import answer, ask, body, leos, open_session
from tests.scorm.playing import three_parts

PAGE = "/reports/questions/"


@pytest.fixture
def tomas(resource_link: ResourceLink, edition: Edition) -> LaunchSession:
    three_parts(edition)
    return open_session(cast.TOMAS, resource_link)


@pytest.fixture
def answered(tomas: LaunchSession, attempt: Attempt) -> None:
    """Lena: wrong, then right in her second attempt. Leo: wrong."""
    other = leos(attempt)
    again = cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, number=2)
    pattern = {"correct_responses__0__pattern": "b"}
    answer(attempt, student_response="a", result="wrong", **pattern)
    answer(other, student_response="a", result="wrong", **pattern)
    answer(again, student_response="b", result="correct", **pattern)
    answer(other, id="note", type="long-fill-in", student_response="An essay.")


def test_everybody_counts_once_with_the_last_answer(
    answered: None, resource_link: ResourceLink
) -> None:
    seize, note = questions_of(resource_link)

    assert (seize.part, seize.question, seize.kind) == ("Quiz", "seize-first", "choice")
    assert (seize.learners, seize.tries) == (2, 3)
    assert (seize.right, seize.wrong, seize.first_right) == (1, 1, 0)
    assert (seize.right_percent, seize.first_right_percent) == (50, 0)
    assert {(one.response, one.count, one.is_right) for one in seize.responses} == {
        ("a", 1, False),
        ("b", 1, True),
    }
    assert (note.others, note.right_percent, note.first_right_percent) == (1, None, None)
    assert note.responses == [], "nobody's essay is counted"


def test_the_rarest_responses_are_only_counted() -> None:
    question = QuestionSummary("Quiz", "q")
    question.given.update({str(number): 1 for number in range(MOST_RESPONSES + 3)})

    assert len(question.responses) == MOST_RESPONSES
    assert question.more_responses == 3


def test_the_page_has_a_picture_and_the_numbers_beside_it(
    answered: None, tomas: LaunchSession
) -> None:
    page = body(ask(PAGE))

    assert page.count("<svg") == 2
    assert '<rect class="right" x="0.0" width="50.0"' in page
    assert page.count('data-testid="question"') == 2
    assert "50 %" in page
    assert "1 × <bdi>b</bdi>" in page


def test_from_right_to_left_the_bars_begin_at_the_right(
    answered: None, tomas: LaunchSession
) -> None:
    LaunchSession.objects.update(locale="ar")

    assert '<rect class="right" x="50.0" width="50.0"' in body(ask(PAGE))


def test_a_module_that_reports_no_answers_says_so(tomas: LaunchSession) -> None:
    assert "No answers have been reported yet." in body(ask(PAGE))


def test_previews_and_other_classes_are_not_in_it(
    answered: None, resource_link: ResourceLink, attempt: Attempt
) -> None:
    preview = Attempt.Kind.PREVIEW
    look = cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, kind=preview)
    other = cast.make_offering(attempt.learner.academy, attempt.edition.module)
    elsewhere = cast.make_attempt(attempt.learner, attempt.edition, other)
    for one in (look, elsewhere):
        answer(one, student_response="a", result="wrong")

    assert questions_of(resource_link)[0].tries == 3
