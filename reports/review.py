"""One person's attempts at one activity: what they came to, part by part, and what is missing."""

from dataclasses import dataclass, field, replace

from courses.attempt_policy import Counting
from courses.explaining import Explanation, Timeline, explainer_of
from courses.models import Attempt
from courses.services.counting import count
from lti_provider.models import Passback, ResourceLink
from reports.missing import missing_of, rule_of

# The newest ones: a module that is always begun anew would fill the page otherwise.
MOST_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class ReviewedAttempt:
    """An attempt with its parts, what was stored of it, and the grade that came of it.

    missing: why it is not complete, in sentences. rule: what completes the module, where the
    owner has decided that. counts: of several attempts this one is the result.
    """

    attempt: Attempt
    explanation: Explanation = field(default_factory=Explanation)
    timeline: Timeline = field(default_factory=Timeline)
    missing: list[str] = field(default_factory=list)
    rule: str = ""
    passback: Passback | None = None
    counts: bool = False

    @property
    def score_percent(self) -> int | None:
        score = self.attempt.score
        return None if score is None else round(score * 100)

    @property
    def minutes(self) -> int:
        return -(-self.attempt.total_centiseconds // 6000)


def attempts_of(learner_id: int, link: ResourceLink) -> list[ReviewedAttempt]:
    """The learner's attempts for credit at the activity's own offering, the newest first.

    MOST_ATTEMPTS at most; each has its number.
    """
    attempts = list(
        Attempt.objects.filter(
            learner=learner_id, offering=link.offering_id, kind=Attempt.Kind.CREDIT
        )
        .select_related("edition", "offering__module")
        .order_by("-number")
    )
    grade, counted = passback_of(learner_id, link), _counted(attempts)
    return [
        replace(
            _reviewed(attempt),
            passback=grade if grade and grade.attempt_id == attempt.pk else None,
            counts=attempt.pk == counted,
        )
        for attempt in attempts[:MOST_ATTEMPTS]
    ]


def _counted(attempts: list[Attempt]) -> int | None:
    """The key of the attempt that is the result; None where there is no choice, or an average."""
    if len(attempts) < 2:
        return None
    counting = Counting(attempts[0].offering.module.counted_attempt)
    if counting is Counting.AVERAGE:
        return None
    return count(attempts[::-1], counting).attempt.pk


def passback_of(learner_id: int, link: ResourceLink) -> Passback | None:
    """The grade that the learner has, or shall have, in the activity's column."""
    mine = Passback.objects.filter(resource_link=link, platform_user__learner=learner_id)
    return mine.order_by("-updated_at").first()


def _reviewed(attempt: Attempt) -> ReviewedAttempt:
    explainer = explainer_of(attempt.edition.standard)
    explanation = explainer.explain(attempt)
    return ReviewedAttempt(
        attempt=attempt,
        explanation=explanation,
        timeline=explainer.timeline(attempt),
        missing=missing_of(attempt, explanation),
        rule=rule_of(attempt),
    )
