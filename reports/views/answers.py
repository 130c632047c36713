"""What was answered: of one learner, of the class, and both as a file."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from academies import audit
from courses.explaining import Answer
from courses.models import Attempt
from reports.answers import journal_of
from reports.charts import stacked
from reports.csv_files import answer_lines, header
from reports.people import names_of
from reports.questions import QuestionSummary, answers_of_class, questions_of
from reports.views.class_page import class_page
from reports.views.trainers import Visit, for_trainers

ANSWERS_A_PAGE = 50
QUESTIONS_A_PAGE = 25


@for_trainers
def answers(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The journal of the `learner` that the page has named; somebody else: the class."""
    chosen = visit.chosen(request)
    if chosen is None:
        return class_page(request)
    if request.POST.get("format") == "csv":
        theirs = answers_of_class(visit.link, chosen.pk)
        return _file(visit, theirs, str(chosen.pseudonym))
    journal = journal_of(chosen.pk, visit.link)
    context: dict[str, object] = {
        "learner": chosen,
        "name": visit.name(chosen),
        "journal": journal,
        "page": _page(request, journal.answers, ANSWERS_A_PAGE),
    }
    return visit.page(request, "reports/answers.html", context)


@for_trainers
def questions(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """How the class has answered, question by question."""
    if request.POST.get("format") == "csv":
        return _file(visit, answers_of_class(visit.link), "")
    page = _page(request, questions_of(visit.link), QUESTIONS_A_PAGE)
    context: dict[str, object] = {"page": page, "rows": _rows(page)}
    return visit.page(request, "reports/questions.html", context)


def _rows(page: Page[Any]) -> list[dict[str, object]]:
    """Each question of the page with its number in the whole list and its bar."""
    first, rtl = page.start_index(), translation.get_language_bidi()
    return [
        {"number": first + place, "question": question, "bar": _bar(question, rtl=rtl)}
        for place, question in enumerate(page.object_list)
    ]


def _bar(question: QuestionSummary, *, rtl: bool) -> object:
    counts = [("right", question.right), ("wrong", question.wrong), ("others", question.others)]
    return stacked(counts, question.learners, rtl=rtl)


def _page(request: HttpRequest, rows: list[Any], size: int) -> Page[Any]:
    return Paginator(rows, size).get_page(request.POST.get("page", "1"))


def _file(
    visit: Visit, rows: Iterable[tuple[Attempt, list[Answer]]], learner: str
) -> HttpResponseBase:
    """The rows as CSV. Names leave the page with the file, so the export is put on record."""
    trainer = visit.session.platform_user
    said = {
        "trainer": str(trainer.learner.pseudonym),
        "learner": learner,
        "names": visit.keeps_names,
    }
    academy = visit.platform.academy
    audit.record(None, "answers.exported", visit.link, after=said, academy=academy)
    names = names_of(visit.link, keeps_names=visit.keeps_names)
    response = StreamingHttpResponse(
        answer_lines(header(), rows, names), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="answers.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
