"""What the class page shows: one row a learner, with the attempt and the grade on its way."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.models import Attempt
from courses.outcomes import Completion, Success
from lti_provider.models import Passback, ResourceLink


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One learner of the class. `passback` is None while no grade is due."""

    attempt: Attempt
    passback: Passback | None

    @property
    def learner(self) -> str:
        return self.attempt.learner.shown_as

    @property
    def percent(self) -> int:
        """How much of the module is done, 0 to 100."""
        return round(self.attempt.progress * 100)

    @property
    def score_percent(self) -> int | None:
        score = self.attempt.score
        return None if score is None else round(score * 100)

    @property
    def minutes(self) -> int:
        """Time spent, in whole minutes, rounded up: somebody who was here has been here."""
        return -(-self.attempt.total_centiseconds // 6000)


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """The counts above the table."""

    learners: int
    completed: int
    failed: int
    grades_sent: int


def class_rows(link: ResourceLink) -> list[ClassRow]:
    """The newest attempt of everybody who opened the activity, with its grade; two queries."""
    attempts = (
        Attempt.objects.filter(offering_id=link.offering_id, kind=Attempt.Kind.CREDIT)
        .select_related("learner")
        .order_by("learner__display_name", "learner_id", "-number")
    )
    newest: dict[int, Attempt] = {}
    for attempt in attempts:
        newest.setdefault(attempt.learner_id, attempt)
    passbacks = {
        passback.attempt_id: passback
        for passback in Passback.objects.filter(resource_link=link).order_by("pk")
    }
    return [ClassRow(attempt, passbacks.get(attempt.pk)) for attempt in newest.values()]


def summarise(rows: Iterable[ClassRow]) -> ClassSummary:
    """Count what a trainer asks first."""
    rows = list(rows)
    return ClassSummary(
        learners=len(rows),
        completed=sum(row.attempt.completion == Completion.COMPLETED for row in rows),
        failed=sum(row.attempt.success == Success.FAILED for row in rows),
        grades_sent=sum(
            row.passback is not None and row.passback.state == Passback.State.SENT for row in rows
        ),
    )
