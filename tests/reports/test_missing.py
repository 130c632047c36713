"""Why an attempt is not complete, under each rule that an owner may choose."""

from decimal import Decimal

import pytest

from courses.explaining import Explanation, PartReport
from courses.models import Attempt, Edition, Module, Offering
from courses.outcomes import Completion, CompletionRule, Success
from reports.missing import missing_of, rule_of

READ = PartReport("read", "Read", Completion.INCOMPLETE, visits=1, missing=("Read goes on.",))
QUIZ = PartReport(
    "quiz", "Quiz", Completion.COMPLETED, Success.FAILED, visits=1, missing=("Quiz failed.",)
)
UNSEEN = PartReport("more", "More", missing=("More was never opened.",))
ALL = Explanation((READ, QUIZ, UNSEEN), ("Rules are rules.",))


def attempt(rule: CompletionRule = CompletionRule.REPORTED, **values: object) -> Attempt:
    module = Module(title="M", completion_rule=rule, completion_percent=80)
    made = Attempt(offering=Offering(module=module), edition=Edition(module=module), **values)
    made.completion = made.completion or Completion.UNKNOWN
    return made


def test_what_the_package_says() -> None:
    assert missing_of(attempt(), ALL) == [
        "Read goes on.",
        "Quiz failed.",
        "More was never opened.",
        "Rules are rules.",
    ]
    assert missing_of(attempt(), Explanation()) == ["The module never said that it is complete."]


def test_of_a_settled_attempt_nothing_is_missing() -> None:
    done = attempt(completion=Completion.COMPLETED, success=Success.UNKNOWN)

    assert missing_of(done, ALL) == []


def test_failed_without_a_part_that_says_so() -> None:
    failed = attempt(completion=Completion.COMPLETED, success=Success.FAILED)

    assert missing_of(failed, Explanation()) == ["The module says that it was not passed."]


def test_every_part_opened() -> None:
    rule = CompletionRule.SEEN

    assert missing_of(attempt(rule), ALL) == ["More was never opened."]
    assert missing_of(attempt(rule, success=Success.FAILED), ALL) == [
        "More was never opened.",
        "Quiz failed.",
    ]
    silent = Explanation((PartReport("x", "X"),))
    assert missing_of(attempt(rule), silent) == ["“\u2068X\u2069” was never opened."]


def test_passed() -> None:
    rule = CompletionRule.PASSED

    assert missing_of(attempt(rule), ALL)[-1] == (
        "The module has not said that it was passed, which decides here."
    )
    failed = missing_of(attempt(rule, success=Success.FAILED), ALL)
    assert failed[-1] == "Rules are rules."


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (None, "No score was reported; 80 % are needed."),
        (Decimal("0.799"), "The score of 79 % is below the 80 % needed."),
    ],
)
def test_a_score(score: Decimal | None, said: str) -> None:
    assert missing_of(attempt(CompletionRule.SCORE, score=score), ALL) == [said]
    failed = attempt(CompletionRule.SCORE, score=score, success=Success.FAILED)
    assert missing_of(failed, ALL) == [said, "Quiz failed."]


def test_the_rule_in_words() -> None:
    assert rule_of(attempt()) == ""
    assert rule_of(attempt(CompletionRule.SEEN)).endswith("when every part was opened.")
    assert rule_of(attempt(CompletionRule.SCORE)).endswith("when the score reaches 80 %.")
