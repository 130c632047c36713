"""When Lena may start again, when an attempt is only looked at, and which of hers counts."""

from decimal import Decimal

import pytest

from courses.attempt_policy import AttemptPolicy, Counting, NewAttempts, counted
from courses.outcomes import Completion, Outcome, Success

C, S, N = Completion, Success, NewAttempts
UNDER_WAY = Outcome(C.INCOMPLETE, score=Decimal("0.9"))
PASSED = Outcome(C.COMPLETED, S.PASSED, Decimal("0.8"))
FAILED = Outcome(C.COMPLETED, S.FAILED, Decimal("0.4"))
FAILED_UNDER_WAY = Outcome(C.INCOMPLETE, S.FAILED, Decimal("0.4"))
DONE = Outcome(C.COMPLETED)


@pytest.mark.parametrize(
    ("new_attempts", "allowed"),
    [
        (N.NEVER, []),
        (N.COMPLETED, [PASSED, FAILED, DONE]),
        (N.FAILED, [FAILED, FAILED_UNDER_WAY]),
        (N.ALWAYS, [UNDER_WAY, PASSED, FAILED, FAILED_UNDER_WAY, DONE]),
    ],
)
def test_the_last_attempt_decides_whether_another_may_begin(
    new_attempts: NewAttempts, allowed: list[Outcome]
) -> None:
    policy = AttemptPolicy(new_attempts)
    every = (UNDER_WAY, PASSED, FAILED, FAILED_UNDER_WAY, DONE)
    assert [one for one in every if policy.may_begin(one, one.completion, 1)] == allowed


@pytest.mark.parametrize(("used", "allowed"), [(1, True), (2, True), (3, False), (4, False)])
def test_there_may_be_a_last_one(used: int, allowed: bool) -> None:
    assert AttemptPolicy(N.ALWAYS, maximum=3).may_begin(FAILED, C.COMPLETED, used) is allowed


@pytest.mark.parametrize("new_attempts", list(NewAttempts))
def test_a_module_that_is_through_is_only_looked_at(new_attempts: NewAttempts) -> None:
    assert AttemptPolicy(new_attempts).is_over(PASSED, C.COMPLETED)
    assert AttemptPolicy(new_attempts).is_over(DONE, C.COMPLETED)
    assert not AttemptPolicy(new_attempts).is_over(UNDER_WAY, C.INCOMPLETE)


def test_a_failed_attempt_is_gone_on_with_only_where_no_new_one_may_begin() -> None:
    assert not AttemptPolicy(N.NEVER).is_over(FAILED, C.COMPLETED)
    for policy in (N.COMPLETED, N.FAILED, N.ALWAYS):
        assert AttemptPolicy(policy).is_over(FAILED, C.COMPLETED)
        assert not AttemptPolicy(policy).is_over(FAILED_UNDER_WAY, C.INCOMPLETE)


def test_what_a_rule_completed_may_have_more_to_report() -> None:
    policy = AttemptPolicy(N.COMPLETED)
    assert not policy.is_over(DONE, said=C.INCOMPLETE)
    # And yet she may start again: it is completed.
    assert policy.may_begin(DONE, C.INCOMPLETE, used=1)


def test_who_is_through_below_the_score_has_fallen_short() -> None:
    """The package said "completed", the module's rule asks for more."""
    short = Outcome(C.INCOMPLETE, score=Decimal("0.4"))
    assert AttemptPolicy(N.FAILED).may_begin(short, C.COMPLETED, used=1)
    assert AttemptPolicy(N.FAILED).is_over(short, C.COMPLETED)
    assert not AttemptPolicy(N.NEVER).is_over(short, C.COMPLETED)


BEST = Outcome(C.COMPLETED, S.PASSED, Decimal("0.9"), Decimal(1), 600)
WORST = Outcome(C.COMPLETED, S.FAILED, Decimal("0.3"), Decimal(1), 300)
MIDDLE = Outcome(C.COMPLETED, S.PASSED, Decimal("0.6"), Decimal(1), 60)


@pytest.mark.parametrize(
    ("counting", "place"), [(Counting.BEST, 1), (Counting.LAST, 3), (Counting.FIRST, 0)]
)
def test_which_attempt_counts(counting: Counting, place: int) -> None:
    tries = [WORST, BEST, UNDER_WAY, MIDDLE, UNDER_WAY]
    assert counted(tries, counting) == (place, tries[place])


def test_the_average_is_over_the_graded_ones() -> None:
    place, outcome = counted([WORST, UNDER_WAY, BEST, MIDDLE, UNDER_WAY], Counting.AVERAGE)

    assert place == 3
    assert outcome == Outcome(C.COMPLETED, S.PASSED, Decimal("0.6"), Decimal(1), 960)


def test_an_average_has_no_more_places_than_a_score() -> None:
    _place, outcome = counted([DONE, DONE, WORST], Counting.AVERAGE)
    assert outcome.grade == Decimal("0.766667")


@pytest.mark.parametrize("counting", list(Counting))
def test_without_a_grade_the_newest_stands_for_all(counting: Counting) -> None:
    assert counted([Outcome(), UNDER_WAY], counting) == (1, UNDER_WAY)


def test_of_two_equally_good_ones_the_later_stands() -> None:
    assert counted([BEST, BEST], Counting.BEST)[0] == 1
    judged = Outcome(C.INCOMPLETE, S.PASSED, Decimal("0.9"))
    assert counted([BEST, judged], Counting.BEST)[0] == 0
