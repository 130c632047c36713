"""How a class has answered: for each question how many were right, and what was answered."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from courses.explaining import Answer, explainer_of
from courses.models import Attempt
from lti_provider.models import ResourceLink
from reports.answers import credit_attempts

# Of the different responses to one question, those that were given most often.
MOST_RESPONSES = 8
_LONGEST_RESPONSE = 120
# Each is a text of its own: there is nothing to count.
_ESSAYS = frozenset({"long-fill-in"})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ResponseCount:
    """How many learners gave this response last; is_right: it is one of the correct ones."""

    response: str
    count: int
    is_right: bool


@dataclass(slots=True)
class QuestionSummary:
    """One question over the class. Every learner counts once, with the last answer.

    right, wrong: learners whose last answer was judged so; others were not judged, or by a
    number. first_right: learners who were right at the first try. tries: answers in all.
    """

    part: str
    question: str
    description: str = ""
    kind: str = ""
    correct: tuple[str, ...] = ()
    learners: int = 0
    tries: int = 0
    right: int = 0
    wrong: int = 0
    first_right: int = 0
    given: Counter[str] = field(default_factory=Counter)

    @property
    def others(self) -> int:
        return self.learners - self.right - self.wrong

    @property
    def judged(self) -> int:
        return self.right + self.wrong

    @property
    def right_percent(self) -> int | None:
        """Of the learners whose answer was judged; None where nobody's was."""
        return round(100 * self.right / self.judged) if self.judged else None

    @property
    def first_right_percent(self) -> int | None:
        return round(100 * self.first_right / self.judged) if self.judged else None

    @property
    def responses(self) -> list[ResponseCount]:
        return [
            ResponseCount(response, count, response in self.correct)
            for response, count in self.given.most_common(MOST_RESPONSES)
        ]

    @property
    def more_responses(self) -> int:
        """How many different responses are not listed."""
        return max(0, len(self.given) - MOST_RESPONSES)


def answers_of_class(
    link: ResourceLink, learner_id: int | None = None
) -> Iterator[tuple[Attempt, list[Answer]]]:
    """The answers of each attempt for credit, learner by learner; or of one learner only."""
    attempts = credit_attempts(link, learner_id)
    rows = attempts.iterator(chunk_size=500)
    for standard, some in groupby(rows, lambda attempt: attempt.edition.standard):
        yield from explainer_of(standard).answers(some)


def questions_of(link: ResourceLink) -> list[QuestionSummary]:
    """The questions of the activity, part by part, in the order in which they were met first."""
    found: dict[Key, QuestionSummary] = {}
    by_learner = groupby(answers_of_class(link), lambda pair: pair[0].learner_id)
    for _learner, attempts in by_learner:
        _count(found, [answer for _attempt, answers in attempts for answer in answers])
    parts = list(dict.fromkeys(part for part, _question in found))
    return sorted(found.values(), key=lambda one: parts.index(one.part))


def _count(found: dict[Key, QuestionSummary], answers: Iterable[Answer]) -> None:
    """All the answers of one learner, the oldest first."""
    tries: dict[Key, list[Answer]] = {}
    for answer in answers:
        tries.setdefault((answer.part, answer.question), []).append(answer)
    for key, given in tries.items():
        summary = found.setdefault(key, QuestionSummary(*key))
        last = given[-1]
        summary.description = last.description or summary.description
        summary.kind = last.kind or summary.kind
        summary.correct = last.correct or summary.correct
        summary.learners += 1
        summary.tries += len(given)
        summary.right += last.result == "correct"
        summary.wrong += last.result == "incorrect"
        summary.first_right += given[0].result == "correct"
        if last.response and last.kind not in _ESSAYS:
            summary.given[last.response[:_LONGEST_RESPONSE]] += 1
