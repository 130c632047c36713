"""When a grade is due, and what it is."""

from decimal import Decimal

import pytest

from courses.outcomes import Completion, Outcome, Success

HALF = Decimal("0.5")


@pytest.mark.parametrize(
    ("outcome", "grade"),
    [
        (Outcome(), None),
        (Outcome(completion=Completion.INCOMPLETE, score=HALF), None),
        (Outcome(completion=Completion.COMPLETED), Decimal(1)),
        (Outcome(completion=Completion.COMPLETED, score=HALF), HALF),
        (Outcome(completion=Completion.COMPLETED, success=Success.PASSED), Decimal(1)),
        (Outcome(completion=Completion.COMPLETED, success=Success.FAILED), Decimal(0)),
        (Outcome(success=Success.FAILED, score=HALF), HALF),
        (Outcome(success=Success.PASSED), Decimal(1)),
    ],
)
def test_a_grade_is_due_when_the_attempt_is_completed_or_judged(
    outcome: Outcome, grade: Decimal | None
) -> None:
    assert outcome.grade == grade


@pytest.mark.parametrize(
    ("completion", "success", "settled"),
    [
        (Completion.COMPLETED, Success.PASSED, True),
        (Completion.COMPLETED, Success.UNKNOWN, True),
        (Completion.COMPLETED, Success.FAILED, False),
        (Completion.INCOMPLETE, Success.PASSED, False),
        (Completion.UNKNOWN, Success.UNKNOWN, False),
    ],
)
def test_a_failed_learner_may_try_on_and_a_finished_one_only_looks(
    completion: Completion, success: Success, settled: bool
) -> None:
    assert Outcome(completion=completion, success=success).is_settled is settled
