"""What one learner has answered and noted in the activity, over all attempts."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from courses.explaining import Answer, Comment, ObjectiveReport, explainer_of
from courses.models import Attempt
from lti_provider.models import ResourceLink

# The newest ones, as on the learner's page.
MOST_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class LearnerJournal:
    """Each entry with the number of its attempt, the newest attempt first and in it the order in
    which things came. is_cut: there is more than a page can show."""

    answers: list[tuple[int, Answer]] = field(default_factory=list)
    objectives: list[tuple[int, ObjectiveReport]] = field(default_factory=list)
    comments: list[tuple[int, Comment]] = field(default_factory=list)
    is_cut: bool = False


def credit_attempts(link: ResourceLink, learner_id: int | None = None) -> QuerySet[Attempt]:
    """The attempts for credit at the activity's own offering, learner by learner, oldest first."""
    attempts = Attempt.objects.filter(offering=link.offering_id, kind=Attempt.Kind.CREDIT)
    if learner_id is not None:
        attempts = attempts.filter(learner=learner_id)
    return attempts.select_related("edition").order_by("learner_id", "number")


def journal_of(learner_id: int, link: ResourceLink) -> LearnerJournal:
    """The journal of one learner at one activity."""
    answers: list[tuple[int, Answer]] = []
    objectives: list[tuple[int, ObjectiveReport]] = []
    comments: list[tuple[int, Comment]] = []
    is_cut = False
    for attempt in credit_attempts(link, learner_id).order_by("-number")[:MOST_ATTEMPTS]:
        journal = explainer_of(attempt.edition.standard).journal(attempt)
        answers += [(attempt.number, one) for one in journal.answers]
        objectives += [(attempt.number, one) for one in journal.objectives]
        comments += [(attempt.number, one) for one in journal.comments]
        is_cut = is_cut or journal.is_cut
    return LearnerJournal(answers, objectives, comments, is_cut)
