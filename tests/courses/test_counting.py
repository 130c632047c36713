"""Which of Lena's attempts counts, as the owner chose for the module."""

from decimal import Decimal
from typing import Any

import pytest

from courses.attempt_policy import Counting
from courses.models import Attempt, Module
from courses.outcomes import Completion, Outcome, Success
from courses.services.counting import count, count_with
from tests import cast

GOOD = Outcome(Completion.COMPLETED, Success.PASSED, Decimal("0.9"))
BAD = Outcome(Completion.COMPLETED, Success.FAILED, Decimal("0.3"))


def tried(first: Attempt, outcome: Outcome, **values: Any) -> Attempt:
    """Another attempt of the same learner, which has come to `outcome`."""
    return cast.make_attempt(
        first.learner,
        first.edition,
        first.offering,
        **{
            "number": Attempt.objects.count() + 1,
            "completion": outcome.completion,
            "success": outcome.success,
            "score": outcome.score,
            **values,
        },
    )


@pytest.mark.parametrize(
    ("counting", "grade"),
    [
        (Counting.LAST, "0.3"),
        (Counting.BEST, "0.9"),
        (Counting.FIRST, "0.9"),
        (Counting.AVERAGE, "0.6"),
    ],
)
def test_the_owner_chooses(
    attempt: Attempt, module: Module, counting: Counting, grade: str
) -> None:
    first, second = tried(attempt, GOOD), tried(attempt, BAD)

    counted = count([attempt, first, second], counting)

    assert (counted.outcome.grade, counted.attempts) == (Decimal(grade), 3)


def test_the_newest_word_of_the_reporting_attempt_is_taken(
    attempt: Attempt, module: Module
) -> None:
    second = tried(attempt, BAD)
    module.counted_attempt = Counting.BEST
    module.save()
    second.refresh_from_db()

    counted = count_with(second, GOOD)

    assert (counted.attempt, counted.outcome) == (second, GOOD)


def test_previews_and_other_people_do_not_count(attempt: Attempt, module: Module) -> None:
    tried(attempt, GOOD, kind=Attempt.Kind.PREVIEW)
    leo = cast.make_platform_user(cast.LEO, cast.make_platform(cast.make_academy("southmere")))
    cast.make_attempt(leo.learner, attempt.edition, attempt.offering, completion="completed")

    assert count_with(attempt, BAD).attempts == 1
