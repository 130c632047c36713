"""Tomas reads what Lena answered, page by page, and takes it along as a file."""

import csv
import io
from typing import Any

import pytest

from academies.models import Academy, AuditEntry
from courses.models import Attempt, Edition
from lti_provider.models import LaunchSession, ResourceLink
from reports.views import answers
from scorm.models import Commit, ScoState
from tests import cast
from tests.launching import refusal_code
from tests.reports.class_scene import answer, ask, body, file, leos, open_session
from tests.scorm.playing import three_parts

PAGE = "/reports/answers/"
HOSTILE = '=HYPERLINK("https://evil.example")<script>alert(1)</script>'


@pytest.fixture
def tomas(resource_link: ResourceLink, edition: Edition) -> LaunchSession:
    three_parts(edition)
    return open_session(cast.TOMAS, resource_link)


def see(attempt: Attempt, **fields: Any) -> str:
    return body(ask(PAGE, learner=attempt.learner.pseudonym, **fields))


def test_a_table_of_answers_in_readable_form(tomas: LaunchSession, attempt: Attempt) -> None:
    answer(
        attempt,
        student_response="a,c",
        result="wrong",
        latency="00:00:07.5",
        correct_responses__0__pattern="b",
    )
    answer(leos(attempt), student_response="not hers", result="correct")

    page = see(attempt)

    assert page.count('data-testid="answer"') == 1
    assert "<bdi>a, c</bdi>" in page
    assert "<bdi>b</bdi>" in page
    assert "✕ Wrong" in page
    assert "Choice" in page
    assert "7.5 s" in page
    assert "seize-first" in page
    assert ">Quiz<" in page
    assert "not hers" not in page


def test_objectives_and_comments_stand_below(tomas: LaunchSession, attempt: Attempt) -> None:
    ScoState.objects.create(
        attempt=attempt,
        sco="quiz",
        cmi={"cmi.objectives.0.id": "phones", "cmi.objectives.0.status": "passed"},
    )
    Commit.objects.create(
        attempt=attempt, sco="quiz", session="s", sequence=2, delta={"cmi.comments": "Why <so>?"}
    )

    page = see(attempt)

    assert "phones" in page
    assert "Why &lt;so&gt;?" in page
    assert "The module has reported no answers of this learner." in page


def test_nothing_that_a_package_sends_becomes_markup_or_fills_the_page(
    tomas: LaunchSession, attempt: Attempt
) -> None:
    answer(attempt, id=HOSTILE, type="other", student_response="x" * 9_000, result="<b>")

    page = see(attempt)

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "x" * 301 not in page


def test_page_by_page(
    tomas: LaunchSession, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "ANSWERS_A_PAGE", 2)
    for number in range(3):
        answer(attempt, id=f"q{number}", student_response="a")

    assert see(attempt).count('data-testid="answer"') == 2
    assert "q2" in see(attempt, page=2)
    assert see(attempt, page="nonsense").count('data-testid="answer"') == 2


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_file_of_hers_that_no_spreadsheet_runs_and_that_is_on_record(
    tomas: LaunchSession, attempt: Attempt, northvale: Academy
) -> None:
    answer(attempt, student_response=HOSTILE, result="wrong", latency="00:00:07.5")
    answer(leos(attempt), student_response="not hers")

    response = ask(PAGE, learner=attempt.learner.pseudonym, format="csv")
    text = file(response)

    assert response.headers["Content-Disposition"] == 'attachment; filename="answers.csv"'
    assert response.headers["Cache-Control"] == "no-store"
    header, row = lines(text)
    assert header[:3] == ["Learner", "Attempt", "Stored (UTC)"]
    assert row[0] == attempt.learner.shown_as
    assert row[3:5] == ["Quiz", "seize-first"]
    assert row[7] == f"'{HOSTILE}"
    assert row[9:] == ["incorrect", "7.5"]
    entry = AuditEntry.objects.get(action="answers.exported")
    assert entry.academy == northvale
    assert entry.after == {
        "trainer": str(tomas.platform_user.learner.pseudonym),
        "learner": str(attempt.learner.pseudonym),
        "names": False,
    }


def test_the_classs_file_has_everybody_once(tomas: LaunchSession, attempt: Attempt) -> None:
    answer(attempt, student_response="a")
    answer(leos(attempt), student_response="b")

    text = file(ask("/reports/questions/", format="csv"))

    assert [row[7] for row in lines(text)[1:]] == ["a", "b"]


def test_names_are_in_it_only_where_the_academy_keeps_them(
    tomas: LaunchSession, attempt: Attempt, northvale: Academy
) -> None:
    answer(attempt, student_response="a")
    attempt.learner.display_name = "Lena Lund"
    attempt.learner.save()
    northvale.keeps_names = True
    northvale.save()

    assert lines(file(ask("/reports/questions/", format="csv")))[1][0] == "Lena Lund"
    assert AuditEntry.objects.get().after["names"] is True


def test_a_learner_and_oscar_get_no_file(resource_link: ResourceLink, attempt: Attempt) -> None:
    open_session(cast.LENA, resource_link, "lenas", is_trainer=False)

    for path in (PAGE, "/reports/questions/"):
        for token in ("lenas", "oscars"):
            answered = ask(path, token, learner=attempt.learner.pseudonym, format="csv")
            assert refusal_code(answered) == "session_over"
    assert AuditEntry.objects.count() == 0
