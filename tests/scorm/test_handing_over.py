"""What a part has said last travels with the next step; what is forged of it holds nothing up."""

from typing import Any

import pytest

from courses.models import Attempt, Edition
from scorm.models import Commit, ScoState
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import Browser2004, store_2004, three


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three())
    browser = Browser2004(attempt)
    browser.go("open")
    return browser


def with_forged(message: dict[str, Any], **forged: str) -> dict[str, Any]:
    named = {f"cmi.{name}": value for name, value in forged.items()}
    return {**message, "delta": {**message["delta"], **named}}


def refused(answer: dict[str, Any]) -> list[list[tuple[str, int]]]:
    """Each result's refused elements with their codes."""
    return [
        [(error["element"], error["code"]) for error in result.get("errors", [])]
        for result in answer["results"]
    ]


def test_the_step_goes_on_with_what_may_be_stored(lenas: Browser2004) -> None:
    last = lenas.said(finish=True, success_status="passed", location="4")
    answer = lenas.go("continue", commits=[with_forged(last, mode="review", total_time="PT9H")])
    assert refused(answer) == [[("cmi.mode", 404), ("cmi.total_time", 404)]]
    # What she has passed lets the lesson be skipped: the step knew of it.
    assert (answer["launch"]["sco"], answer["refusal"]) == ("quiz", None)
    assert Commit.objects.get().delta == {"cmi.success_status": "passed", "cmi.location": "4"}


def test_what_hangs_on_a_forged_element_is_named_with_it(lenas: Browser2004) -> None:
    last = lenas.said(location="4", interactions__0__type="choice")
    last["delta"]["cmi.interactions.0.id"] = "no identifier at all"
    answer = lenas.go("continue", commits=[last])
    assert refused(answer) == [[("cmi.interactions.0.id", 406), ("cmi.interactions.0.type", 408)]]
    assert ScoState.objects.get(sco="entry").cmi["cmi.location"] == "4"


def test_a_forged_commit_of_scorm_12_holds_nothing_up_either(
    attempt: Attempt, edition: Edition
) -> None:
    three_parts(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("arrive")
    good = lenas.message(core__lesson_location="3")
    bad = lenas.message(finish=True, core__lesson_status="completed", core__credit="credit")
    gone = {**lenas.message(), "sco": "elsewhere"}
    answer = lenas.open("pack", commits=[good, bad, gone])
    assert refused(answer) == [[], [("cmi.core.credit", 403)], []]
    assert answer["launch"]["sco"] == "pack"
    assert answer["progress"]["items"][0]["status"] == "completed"
    assert [commit.delta for commit in Commit.objects.order_by("sequence")] == [
        {"cmi.core.lesson_location": "3"},
        {"cmi.core.lesson_status": "completed"},
    ]


def test_what_was_stored_in_part_is_not_stored_again(lenas: Browser2004) -> None:
    last = with_forged(lenas.said(location="4"), mode="review")
    lenas.go("continue", commits=[last])
    answer = lenas.go("previous", commits=[last])
    assert refused(answer) == [[]]
    assert Commit.objects.count() == 1
