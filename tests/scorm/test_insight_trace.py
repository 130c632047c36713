"""Olga asks why Continue was refused: what was asked for, and what may be asked for now."""

import pytest

from courses.explaining import Trace, TracedRequest, explainer_of
from courses.models import Attempt, Edition
from scorm.models import ScormPackage, TrackingState
from scorm.services.playing2004 import request_log
from tests.scorm.playing2004 import FREELY, Browser2004, item, store_2004, three

CLOSED = (
    "<imsss:sequencingRules><imsss:preConditionRule>"
    '<imsss:ruleConditions conditionCombination="any">'
    '<imsss:ruleCondition condition="completed"/><imsss:ruleCondition condition="always"/>'
    '</imsss:ruleConditions><imsss:ruleAction action="disabled"/></imsss:preConditionRule>'
    "</imsss:sequencingRules>"
)


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three())
    return Browser2004(attempt)


def trace(attempt: Attempt) -> Trace:
    return explainer_of("scorm2004").trace(attempt)


def now(attempt: Attempt, request: str, target: str = "") -> TracedRequest:
    return next(o for o in trace(attempt).now if (o.request, o.target) == (request, target))


def test_of_a_learner_the_refused_requests_are_kept(lenas: Browser2004, attempt: Attempt) -> None:
    lenas.go("open")
    lenas.go("previous")
    lenas.go("choice", target="quiz")

    newest, oldest = trace(attempt).made

    assert (newest.request, newest.target, newest.code) == ("choice", "Quiz", "NB.2.1-10")
    assert newest.words == "This part cannot be chosen at this point."
    assert (oldest.code, oldest.activity) == ("NB.2.1-5", "Entry")
    assert oldest.rule == "Going back is not allowed where the learner is."
    (element,) = oldest.because
    assert element.startswith('imsss:controlMode forwardOnly="true" (“')
    assert oldest.at is not None
    assert oldest.steps == ()


def test_of_a_preview_every_request_with_its_decisions(
    lenas: Browser2004, attempt: Attempt
) -> None:
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    lenas.go("open")
    lenas.go("continue", commits=[lenas.said(finish=True, success_status="passed")])

    continued, started = trace(attempt).made

    assert (started.request, continued.request) == ("start", "continue")
    assert continued.is_allowed
    assert ("SB.2.2", "Lesson", "skipped") in [
        (step.process, step.activity, step.decision) for step in continued.steps
    ]


def test_what_may_be_asked_for_now_is_worked_out_and_changes_nothing(
    lenas: Browser2004, attempt: Attempt
) -> None:
    lenas.go("open")
    before = TrackingState.objects.get().state

    assert now(attempt, "continue").is_allowed
    assert now(attempt, "continue").steps
    assert now(attempt, "previous").code == "NB.2.1-5"
    assert now(attempt, "choice", "Quiz").code == "NB.2.1-10"
    assert TrackingState.objects.get().state == before


def test_a_rule_of_the_author_is_named_with_its_place(attempt: Attempt, edition: Edition) -> None:
    control = f"<imsss:sequencing>{FREELY}</imsss:sequencing>"
    store_2004(edition, item("entry") + item("quiz", CLOSED) + control)
    lenas = Browser2004(attempt)
    lenas.go("open")

    found = now(attempt, "continue")

    assert (found.code, found.activity) == ("SB.2.2-2", "Quiz")
    assert found.because == (
        "imsss:preConditionRule 1: disabled if any of (completed, always) (“\u2068Quiz\u2069”)",
    )
    assert now(attempt, "choice", "Entry").is_allowed


def test_before_anything_and_without_a_package(lenas: Browser2004, attempt: Attempt) -> None:
    assert [one.request for one in trace(attempt).now[:2]] == ["start", "resumeAll"]
    assert trace(attempt).made == []

    ScormPackage.objects.all().delete()
    assert trace(attempt) == Trace()


def test_the_log_has_an_end(
    lenas: Browser2004, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_log, "MOST_REQUESTS", 2)
    lenas.go("open")
    for _again in range(3):
        lenas.go("previous")

    assert len(trace(attempt).made) == 2


def test_scorm_12_has_nothing_to_trace(attempt: Attempt) -> None:
    assert explainer_of("scorm12").trace(attempt) == Trace()
