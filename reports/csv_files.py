"""A class's answers as a file for a spreadsheet: one line an answer."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from academies import spreadsheets
from courses.explaining import Answer
from courses.models import Attempt


def header() -> list[str]:
    """The names of the columns, in the active language."""
    return [
        _("Learner"),
        _("Attempt"),
        _("Stored (UTC)"),
        _("Part"),
        _("Question"),
        _("Description"),
        _("Kind"),
        _("Response"),
        _("Correct responses"),
        _("Result"),
        _("Seconds taken"),
    ]


def answer_lines(
    columns: list[str],
    answers: Iterable[tuple[Attempt, list[Answer]]],
    names: Mapping[int, str],
) -> Iterator[str]:
    """The file, line by line; `names`: what the learners are called, by their keys.

    A name that is missing is somebody who came while the file was being written.
    """
    yield spreadsheets.BYTE_ORDER_MARK + spreadsheets.line(columns)
    for attempt, given in answers:
        name = names.get(attempt.learner_id, "")
        for answer in given:
            yield spreadsheets.line(_cells(name, attempt, answer))


def _cells(name: str, attempt: Attempt, answer: Answer) -> list[object]:
    return [
        name,
        attempt.number,
        f"{answer.stored_at:%Y-%m-%d %H:%M:%S}",
        answer.part,
        answer.question,
        answer.description,
        answer.kind,
        answer.response,
        " | ".join(answer.correct),
        answer.result,
        answer.seconds,
    ]
