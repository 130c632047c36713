"""From the words of the content to the outcome of the module (RTE 3.4.4)."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outcomes import Completion, Success
from scorm.cmi.verdict import ScoResult, lesson_status, roll_up, scaled_score, session_centiseconds

STATUS = "cmi.core.lesson_status"
RAW = "cmi.core.score.raw"


def test_a_sco_that_says_nothing_is_completed_by_leaving_it() -> None:
    assert lesson_status({}, finished=False) == "incomplete"
    assert lesson_status({}, finished=True) == "completed"


def test_a_sco_that_asks_to_be_suspended_is_not_through() -> None:
    assert lesson_status({"cmi.core.exit": "suspend"}, finished=True) == "incomplete"


def test_a_preview_of_a_silent_sco_is_browsed() -> None:
    assert lesson_status({}, finished=True, lesson_mode="browse") == "browsed"


@pytest.mark.parametrize(
    ("raw", "mastery", "status"),
    [
        ("80", "80", "passed"),
        ("79.99", "80", "failed"),
        ("8", "80", "failed"),
        ("0", "0", "passed"),
        ("", "80", "completed"),
        ("10", "", "completed"),
    ],
)
def test_the_mastery_score_decides_over_what_the_content_says(
    raw: str, mastery: str, status: str
) -> None:
    cmi = {STATUS: "completed", RAW: raw}
    assert lesson_status(cmi, finished=True, mastery_score=mastery) == status


def test_the_mastery_score_waits_for_the_end() -> None:
    cmi = {STATUS: "incomplete", RAW: "90"}
    assert lesson_status(cmi, finished=False, mastery_score="80") == "incomplete"


def test_a_suspended_quiz_is_not_failed_for_a_score_that_still_grows() -> None:
    cmi = {STATUS: "incomplete", RAW: "20", "cmi.core.exit": "suspend"}
    assert lesson_status(cmi, finished=True, mastery_score="80") == "incomplete"
    assert lesson_status({**cmi, RAW: "80"}, finished=True, mastery_score="80") == "passed"
    assert (
        lesson_status({**cmi, STATUS: "completed"}, finished=True, mastery_score="80") == "failed"
    )


def test_no_credit_no_mastery() -> None:
    cmi = {STATUS: "completed", RAW: "90"}
    found = lesson_status(cmi, finished=True, mastery_score="80", lesson_mode="browse")
    assert found == "completed"


@pytest.mark.parametrize(
    ("score", "scaled"),
    [
        ({}, None),
        ({RAW: ""}, None),
        ({RAW: "85"}, "0.85"),
        ({RAW: "8", "cmi.core.score.max": "10"}, "0.8"),
        ({RAW: "6", "cmi.core.score.min": "5", "cmi.core.score.max": "10"}, "0.2"),
        ({RAW: "50", "cmi.core.score.min": "60", "cmi.core.score.max": "60"}, "0.5"),
        ({RAW: "12", "cmi.core.score.max": "10"}, "1"),
        ({RAW: "1", "cmi.core.score.min": "2"}, "0"),
    ],
)
def test_a_score_is_scaled(score: Mapping[str, str], scaled: str | None) -> None:
    assert scaled_score(score) == (None if scaled is None else Decimal(scaled))


def test_the_session_is_as_long_as_the_content_says() -> None:
    assert session_centiseconds({"cmi.core.session_time": "00:01:00.5"}) == 6_050
    assert session_centiseconds({}) == 0


def sco(status: str, score: str | None = None, time: int = 0) -> ScoResult:
    return ScoResult(status, None if score is None else Decimal(score), time)


@pytest.mark.parametrize(
    ("statuses", "completion", "success"),
    [
        ([], Completion.UNKNOWN, Success.UNKNOWN),
        (["not attempted"], Completion.UNKNOWN, Success.UNKNOWN),
        (["incomplete", "not attempted"], Completion.INCOMPLETE, Success.UNKNOWN),
        (["completed", "not attempted"], Completion.INCOMPLETE, Success.UNKNOWN),
        (["completed", "browsed"], Completion.COMPLETED, Success.UNKNOWN),
        (["passed", "incomplete"], Completion.INCOMPLETE, Success.UNKNOWN),
        (["passed", "completed"], Completion.COMPLETED, Success.PASSED),
        (["passed", "failed"], Completion.COMPLETED, Success.FAILED),
        (["failed", "not attempted"], Completion.INCOMPLETE, Success.FAILED),
    ],
)
def test_all_scos_make_one_outcome(
    statuses: list[str], completion: Completion, success: Success
) -> None:
    outcome = roll_up([sco(status) for status in statuses])
    assert (outcome.completion, outcome.success) == (completion, success)


def test_scores_progress_and_time_of_a_module_of_three() -> None:
    outcome = roll_up(
        [sco("passed", "0.9", 100), sco("completed", None, 50), sco("incomplete", "0.4", 25)]
    )
    assert outcome.score == Decimal("0.65")
    assert outcome.progress == Decimal("0.6667")
    assert outcome.total_centiseconds == 175


statuses = st.sampled_from(
    ["passed", "completed", "failed", "incomplete", "browsed", "not attempted"]
)
scores = st.none() | st.decimals(0, 1, places=6)


@given(st.lists(st.builds(ScoResult, statuses, scores, st.integers(0, 10**9)), max_size=30))
def test_an_outcome_stays_in_its_bounds(scos: list[ScoResult]) -> None:
    outcome = roll_up(scos)
    assert 0 <= outcome.progress <= 1
    assert outcome.score is None or 0 <= outcome.score <= 1
    assert (outcome.completion is Completion.COMPLETED) == (outcome.progress == 1 and bool(scos))
    assert outcome.total_centiseconds == sum(one.total_centiseconds for one in scos)
    if outcome.success is Success.PASSED:
        assert outcome.completion is Completion.COMPLETED
