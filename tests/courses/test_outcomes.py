"""When a grade is due, and what it is."""

from decimal import Decimal

import pytest

from courses.outcomes import Completion, CompletionRule, Outcome, Parts, Success, judge

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


SEEN_BUT_SILENT = Outcome(completion=Completion.INCOMPLETE)
C, S, R = Completion, Success, CompletionRule


@pytest.mark.parametrize(
    ("rule", "reported", "parts", "completion"),
    [
        (R.REPORTED, Outcome(completion=C.COMPLETED), Parts(), C.COMPLETED),
        (R.REPORTED, SEEN_BUT_SILENT, Parts(3, 3), C.INCOMPLETE),
        (R.SEEN, SEEN_BUT_SILENT, Parts(3, 3), C.COMPLETED),
        (R.SEEN, SEEN_BUT_SILENT, Parts(2, 3), C.INCOMPLETE),
        # The rule decides alone.
        (R.SEEN, Outcome(completion=C.COMPLETED), Parts(2, 3), C.INCOMPLETE),
        (R.SEEN, SEEN_BUT_SILENT, Parts(), C.INCOMPLETE),
        (R.SEEN, Outcome(), Parts(0, 3), C.UNKNOWN),
        (R.SEEN, Outcome(), Parts(1, 3), C.INCOMPLETE),
        (R.PASSED, Outcome(success=S.PASSED), Parts(), C.COMPLETED),
        (R.PASSED, Outcome(completion=C.COMPLETED, success=S.FAILED), Parts(), C.INCOMPLETE),
        (R.PASSED, Outcome(), Parts(), C.UNKNOWN),
        (R.SCORE, Outcome(score=Decimal("0.6")), Parts(), C.COMPLETED),
        (R.SCORE, Outcome(C.INCOMPLETE, score=Decimal("0.599999")), Parts(), C.INCOMPLETE),
        (R.SCORE, Outcome(completion=C.COMPLETED), Parts(), C.INCOMPLETE),
    ],
)
def test_the_modules_rule_says_when_it_is_completed(
    rule: CompletionRule, reported: Outcome, parts: Parts, completion: Completion
) -> None:
    judged = judge(reported, rule, 60, parts)

    assert judged.completion is completion
    # Completion and success stay apart, and the score is the package's.
    assert (judged.success, judged.score) == (reported.success, reported.score)


def test_progress_follows_the_parts_where_they_decide() -> None:
    assert judge(SEEN_BUT_SILENT, R.SEEN, 0, Parts(2, 3)).progress == Decimal("0.6667")
    assert judge(SEEN_BUT_SILENT, R.SEEN, 0, Parts(3, 3)).progress == 1


def test_a_module_that_is_seen_is_worth_full_marks() -> None:
    assert judge(SEEN_BUT_SILENT, R.SEEN, 0, Parts(1, 1)).grade == 1
