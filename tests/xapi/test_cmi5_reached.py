"""What an AU has reached: facts for moveOn, score, progress and time."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xapi.cmi5_talk import allowed, changed, said
from xapi.cmi5 import vocabulary as words
from xapi.cmi5.durations import LONGEST, centiseconds, duration
from xapi.cmi5.moveon import AUFacts
from xapi.cmi5.reached import facts_after, scaled, time_spent

KNOWN = AUFacts(launched=True)


def test_verbs_become_facts() -> None:
    facts = facts_after(KNOWN, [said(words.COMPLETED), said(words.FAILED, score=0.5)])
    assert facts == replace(KNOWN, completed=True, failed=True, score=Decimal("0.5"))
    later = facts_after(facts, [said(words.PASSED, score=0.9)])
    assert (later.passed, later.failed, later.score) == (True, True, Decimal("0.9"))


def test_a_pass_without_a_score_leaves_none_of_an_earlier_failure() -> None:
    facts = facts_after(KNOWN, [said(words.FAILED, score=0.2)])
    assert facts_after(facts, [said(words.PASSED)]).score is None


def test_the_same_verb_outside_cmi5_is_only_recorded() -> None:
    assert facts_after(KNOWN, [allowed(verb={"id": words.COMPLETED})]) == KNOWN


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ({"scaled": 0.75}, "0.75"),
        ({"raw": 15, "min": 10, "max": 20}, "0.5"),
        ({"scaled": 0.1, "raw": 15, "min": 10, "max": 20}, "0.1"),
        ({"raw": 3}, None),
        ({}, None),
        # As floats, which is how they were checked, all but min are the same.
        ({"raw": 10**17 + 7, "min": 10**17 - 16, "max": 10**17}, "1"),
        ({"raw": 10**17 - 25, "min": 10**17 - 16, "max": 10**17}, "0"),
    ],
)
def test_a_score_is_scaled(score: dict[str, Any], expected: str | None) -> None:
    assert scaled(score) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("value", [-1, 101, 50.5, "50", True, None])
def test_only_a_percentage_is_progress(value: object) -> None:
    told = {words.PROGRESS: value}
    statement = changed(allowed(), "result/extensions", told)
    assert facts_after(KNOWN, [statement]) == KNOWN


def test_progress_may_stand_in_any_statement() -> None:
    statement = changed(allowed(), "result/extensions", {words.PROGRESS: 40})
    assert facts_after(KNOWN, [statement]).progress == 40


def test_terminated_says_the_time() -> None:
    talk = [allowed(), said(words.COMPLETED), said(words.TERMINATED)]
    assert time_spent(talk) == 30_000
    assert time_spent(talk[:2]) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT1H30M", 5400),
        ("PT0.5S", 0.5),
        ("PT1,25S", 1.25),
        ("P1DT1S", 86401),
        ("P2W", 1209600),
        ("P1Y2M", 36288000 + 432000),
        ("PT0S", 0),
    ],
)
def test_durations_are_read(text: str, seconds: float) -> None:
    assert centiseconds(text) == seconds * 100


@settings(max_examples=50, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_what_is_written_as_a_duration_is_read_back(hundredths: int) -> None:
    assert centiseconds(duration(hundredths)) == hundredths


def test_what_is_no_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        centiseconds("five minutes")


@pytest.mark.parametrize("digits", [20, 400, 5_000, 1_000_001])
def test_no_duration_is_too_long_to_reckon_with(digits: int) -> None:
    """Of a stored answer, a trainer's page shows it."""
    assert centiseconds(f"P{'9' * digits}Y") == LONGEST
