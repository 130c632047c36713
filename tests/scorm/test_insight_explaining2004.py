"""Tomas asks why Lena's attempt at a SCORM 2004 module is not complete."""

from decimal import Decimal

import pytest

from courses.explaining import Explanation, explainer_of
from courses.models import Attempt, Edition
from courses.outcomes import Completion, Success
from scorm.models import ScormPackage
from tests.scorm.playing2004 import FREELY, Browser2004, item, store_2004, three

BY_PROGRESS = '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.8"/>'
CLOSED = (
    "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>"
    '<imsss:ruleCondition condition="always"/></imsss:ruleConditions>'
    '<imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>'
)
NEVER_COMPLETE = (
    '<imsss:rollupRules><imsss:rollupRule childActivitySet="all"><imsss:rollupConditions>'
    '<imsss:rollupCondition condition="never"/></imsss:rollupConditions>'
    '<imsss:rollupAction action="completed"/></imsss:rollupRule></imsss:rollupRules>'
)


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three(FREELY))
    return Browser2004(attempt)


def explained(attempt: Attempt) -> Explanation:
    return explainer_of(attempt.edition.standard).explain(attempt)


def missing(attempt: Attempt) -> list[str]:
    found = explained(attempt)
    sentences = [*(one for part in found.parts for one in part.missing), *found.missing]
    return [one.replace("\u2068", "").replace("\u2069", "") for one in sentences]


def test_what_counts_and_was_never_opened(lenas: Browser2004, attempt: Attempt) -> None:
    assert [part.identifier for part in explained(attempt).parts] == ["entry", "lesson", "quiz"]
    assert missing(attempt) == ["“Quiz” was never opened."], "the others do not count"


def test_a_score_below_what_is_needed_and_a_part_that_never_said(
    lenas: Browser2004, attempt: Attempt
) -> None:
    lenas.go("open")
    lenas.go("choice", target="quiz")
    assert missing(attempt) == [
        "“Quiz” is open, or was closed without saying that it is complete.",
        "“Quiz” has reported no score, and the score decides there.",
    ]

    said = lenas.said(finish=True, score__scaled="0.5", completion_status="incomplete")
    lenas.go("suspendAll", commits=[said])
    assert missing(attempt) == [
        "“Quiz” says that it is not complete yet.",
        "“Quiz”: the score of 50 % is below the 60 % needed.",
    ]
    quiz = explained(attempt).parts[2]
    assert (quiz.success, quiz.score, quiz.visits) == (Success.FAILED, Decimal("0.5"), 1)
    assert quiz.completion is Completion.INCOMPLETE


def test_nothing_is_missing_of_what_is_passed(lenas: Browser2004, attempt: Attempt) -> None:
    lenas.go("open")
    lenas.go("choice", target="quiz")
    done = lenas.said(
        finish=True, score__scaled="0.9", completion_status="completed", session_time="PT2M"
    )
    lenas.go("exitAll", commits=[done])

    assert missing(attempt) == []
    quiz = explained(attempt).parts[2]
    assert (quiz.success, quiz.completion) == (Success.PASSED, Completion.COMPLETED)
    assert quiz.centiseconds == 12_000
    assert explained(attempt).last_stored_at == quiz.last_stored_at


def test_progress_that_decides(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, item("entry", "", BY_PROGRESS))
    lenas = Browser2004(attempt)
    lenas.go("open", target="")
    lenas.go("choice", target="entry")
    assert "“Entry” has not reported how far the learner is, which decides there." in missing(
        attempt
    )

    lenas.send(progress_measure="0.25")
    assert "“Entry”: the progress of 25 % is below the 80 % needed." in missing(attempt)


def test_a_part_that_the_rules_keep_closed(attempt: Attempt, edition: Edition) -> None:
    control = f"<imsss:sequencing>{FREELY}</imsss:sequencing>"
    store_2004(edition, item("entry") + item("quiz", CLOSED) + control)

    assert missing(attempt) == [
        "“Entry” was never opened.",
        "“Quiz” was never opened: the module's rules keep it closed at this point.",
    ]


def test_rules_of_the_module_that_are_never_fulfilled(attempt: Attempt, edition: Edition) -> None:
    control = f"<imsss:sequencing>{FREELY}{NEVER_COMPLETE}</imsss:sequencing>"
    store_2004(edition, item("entry") + control)
    lenas = Browser2004(attempt)
    lenas.go("open")
    said = lenas.said(finish=True, completion_status="completed", success_status="passed")
    lenas.go("suspendAll", commits=[said])

    assert missing(attempt) == [
        "No part is missing, but by the module's own rules the parts do not make it complete."
    ]


def test_a_package_that_is_gone(lenas: Browser2004, attempt: Attempt) -> None:
    lenas.go("open")
    ScormPackage.objects.all().delete()

    assert missing(attempt) == ["The files of this module are gone."]
    assert [part.title for part in explained(attempt).parts] == ["entry"]
