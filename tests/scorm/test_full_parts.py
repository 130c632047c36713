"""A part that says more than one part may keep: its results arrive, and somebody is told."""

import json
from typing import Any

import pytest

from courses.explaining import explainer_of
from courses.models import Attempt, Edition
from scorm.cmi import delta as delta12
from scorm.cmi2004 import delta as delta2004
from scorm.models import Commit, ScoState
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import FREELY, Browser2004, store_2004, three


@pytest.fixture(autouse=True)
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta12, "TOTAL_LIMIT", 400)
    monkeypatch.setattr(delta2004, "TOTAL_LIMIT", 400)


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    three_parts(edition)
    browser = LearnersBrowser(attempt)
    browser.open("arrive")
    return browser


@pytest.fixture
def lenas_2004(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three(FREELY))
    browser = Browser2004(attempt)
    browser.go("open")
    return browser


MUCH: dict[str, Any] = {f"interactions__{n}__student_response": "x" * 150 for n in range(4)}
NOT_KEPT = ["cmi.interactions.2.student_response", "cmi.interactions.3.student_response"]


def said(attempt: Attempt, name: str) -> str:
    parts = explainer_of(attempt.edition.standard).explain(attempt).parts
    (part,) = [one for one in parts if one.identifier == name]
    return " ".join(part.missing)


def test_her_result_arrives_with_what_fits_and_the_rest_is_named(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    answer = lenas.commit(core__lesson_status="passed", core__score__raw="90", **MUCH)
    assert answer["leftOut"] == NOT_KEPT
    cmi = ScoState.objects.get().cmi
    assert (cmi["cmi.core.lesson_status"], cmi["cmi.core.score.raw"]) == ("passed", "90")
    assert cmi["cmi.interactions.1.student_response"] == "x" * 150
    assert set(Commit.objects.get().delta) == set(cmi), "the journal keeps what was stored"


def test_later_results_arrive_too_and_nothing_is_said_of_them(lenas: LearnersBrowser) -> None:
    lenas.commit(suspend_data="x" * 399)
    answer = lenas.commit(finish=True, core__lesson_status="completed", core__score__raw="100")
    assert "leftOut" not in answer
    assert ScoState.objects.get().lesson_status == "completed"


def test_her_trainer_reads_it_as_long_as_something_is_missing(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    lenas.commit(core__lesson_status="incomplete", **MUCH)
    assert "more than one part may keep" in said(attempt, "arrive")
    lenas.commit(finish=True, core__lesson_status="completed")
    assert said(attempt, "arrive") == ""


def test_a_part_that_was_never_full_is_not_called_so(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    lenas.commit(core__lesson_status="incomplete", suspend_data="x" * 400)
    assert "more than one part may keep" not in said(attempt, "arrive")


def test_what_is_handed_over_with_the_next_step_is_cut_too(lenas: LearnersBrowser) -> None:
    last = lenas.message(finish=True, core__lesson_status="completed", **MUCH)
    answer = lenas.open("pack", commits=[last])
    assert [result.get("leftOut") for result in answer["results"]] == [NOT_KEPT]
    assert answer["launch"]["sco"] == "pack"
    assert ScoState.objects.get(sco="arrive").lesson_status == "completed"


def test_what_is_forged_is_refused_before_it_is_cut(lenas: LearnersBrowser) -> None:
    message = lenas.message(core__credit="credit", **MUCH)
    response = lenas.post("/scorm/commit/", message)
    assert response.status_code == 400
    assert [one["element"] for one in json.loads(response.content)["errors"]] == ["cmi.core.credit"]


def test_in_scorm_2004(lenas_2004: Browser2004, attempt: Attempt) -> None:
    much: dict[str, Any] = {f"comments_from_learner__{n}__comment": "x" * 150 for n in range(4)}
    answer = lenas_2004.send(completion_status="incomplete", score__scaled="0.5", **much)
    assert answer["leftOut"] == [f"cmi.comments_from_learner.{n}.comment" for n in (2, 3)]
    cmi = ScoState.objects.get(sco="entry").cmi
    assert cmi["cmi.score.scaled"] == "0.5"
    assert cmi["cmi.comments_from_learner.1.comment"] == "x" * 150

    last = lenas_2004.said(finish=True, success_status="passed", suspend_data="y" * 300)
    answer = lenas_2004.go("choice", target="quiz", commits=[last])
    assert answer["results"][0]["leftOut"] == ["cmi.suspend_data"]
    assert answer["launch"]["sco"] == "quiz"


def test_a_new_attempt_on_the_part_begins_with_all_the_room(
    lenas_2004: Browser2004, attempt: Attempt
) -> None:
    lenas_2004.go("choice", target="quiz")
    lenas_2004.send(completion_status="incomplete", suspend_data="x" * 500)
    assert ScoState.objects.get(sco="quiz").is_full
    assert "more than one part may keep" in said(attempt, "quiz")
    lenas_2004.go("choice", target="entry")
    lenas_2004.go("choice", target="quiz")
    assert not ScoState.objects.get(sco="quiz").is_full
