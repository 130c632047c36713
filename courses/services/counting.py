"""Which of a learner's attempts counts, as the module's owner has decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, QuerySet

from courses.attempt_policy import Counting, counted
from courses.models import Attempt
from courses.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Counted:
    """The result of a learner's attempts at an offering.

    `outcome` is the one of `attempt`, but for an average: there it is of all of them, and the
    attempt is the newest with a grade. `attempts`: how many there are.
    """

    attempt: Attempt
    outcome: Outcome
    attempts: int = 1


def count(attempts: Sequence[Attempt], counting: Counting) -> Counted:
    """The result of one learner's attempts at one offering, at least one, oldest first."""
    place, outcome = counted([attempt.outcome for attempt in attempts], counting)
    return Counted(attempts[place], outcome, len(attempts))


def others(attempt: Attempt) -> Exists:
    """Whether the learner has more attempts for credit than `attempt`, for annotating a query."""
    return Exists(_tried(attempt).exclude(pk=attempt.pk))


def count_with(attempt: Attempt, outcome: Outcome) -> Counted:
    """The result of all attempts of the learner for credit, `attempt` having come to `outcome`.

    In a transaction that has written `attempt`. Of two attempts that report at once, the second
    waits here and then sees the first: both write their row before they ask for the oldest one's,
    and whoever holds that waits for no other.
    """
    tried = _tried(attempt).order_by("number")
    if attempt.number > 1:
        tried.select_for_update().values_list("pk").first()
    attempts = list(tried)
    outcomes = [outcome if one.pk == attempt.pk else one.outcome for one in attempts]
    place, result = counted(outcomes, Counting(attempt.offering.module.counted_attempt))
    return Counted(attempts[place], result, len(attempts))


def _tried(attempt: Attempt) -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        learner=attempt.learner_id, offering=attempt.offering_id, kind=Attempt.Kind.CREDIT
    )
