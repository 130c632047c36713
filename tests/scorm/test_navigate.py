"""Lena goes through an activity tree: each step is one request that brings the next part."""

import json
from decimal import Decimal
from typing import Any

import pytest

from courses.models import Attempt, Edition
from courses.outcomes import Outcome
from courses.signals import outcome_recorded
from scorm.models import ScoState, TrackingState
from tests.scorm.playing import LearnersBrowser, one_part
from tests.scorm.playing2004 import FREELY, Browser2004, item, store_2004, three

HIDE = (
    "<adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>continue</adlnav:hideLMSUI>"
    "</adlnav:navigationInterface></adlnav:presentation>"
)
SUSPENDED = {"location": "3", "exit": "suspend"}


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three())
    return Browser2004(attempt)


@pytest.fixture
def chooses(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three(FREELY))
    return Browser2004(attempt)


def test_she_begins_at_the_first_part(lenas: Browser2004) -> None:
    answer = lenas.go("open")
    assert answer["launch"]["sco"] == "entry"
    assert answer["launch"]["href"] == "./entry.html"
    assert answer["launch"]["cmi"]["cmi.entry"] == "ab-initio"
    assert answer["launch"]["cmi"]["cmi.objectives.0.id"] == "knows"
    standing = answer["standing"]
    assert standing["current"] == "entry"
    assert "continue" in standing["valid"]
    assert "previous" not in standing["valid"], "the module only goes forwards"
    assert standing["requestValid"]["previous"] == "false"
    assert [entry["enabled"] for entry in standing["items"][1:]] == [False] * 3


def test_continue_stores_ends_and_delivers_in_one_request(lenas: Browser2004) -> None:
    lenas.go("open")
    last = lenas.said(finish=True, success_status="failed", completion_status="completed")
    answer = lenas.go("continue", commits=[last])
    assert answer["results"] == [{"session": last["session"], "sequence": 1}]
    assert answer["launch"]["sco"] == "lesson"
    statuses = {entry["identifier"]: entry["status"] for entry in answer["standing"]["items"]}
    assert (statuses["entry"], statuses["quiz"]) == ("failed", "not attempted")


def test_who_knows_already_skips_the_lesson_and_passes(
    lenas: Browser2004, attempt: Attempt
) -> None:
    told: list[Outcome] = []

    def listen(**said: Any) -> None:
        told.append(said["outcome"])

    outcome_recorded.connect(listen)
    lenas.go("open")
    commits = [lenas.said(finish=True, success_status="passed", session_time="PT2M")]
    assert lenas.go("continue", commits=commits)["launch"]["sco"] == "quiz"
    commits = [
        lenas.said(
            finish=True, score__scaled="0.8", completion_status="completed", session_time="PT1M"
        )
    ]
    answer = lenas.go("continue", commits=commits)
    assert (answer["launch"], answer["ended"]) == (None, True)
    outcome_recorded.disconnect(listen)
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert attempt.score == Decimal("0.8")
    assert attempt.total_centiseconds == 18_000
    assert [outcome.grade for outcome in told] == [None, Decimal("0.8")]
    assert "passed · score 80 %" in answer["standing"]["outcome"]["text"]


def test_what_was_suspended_is_resumed_with_its_data(lenas: Browser2004) -> None:
    lenas.go("open")
    left = lenas.go("suspendAll", commits=[lenas.said(finish=True, **SUSPENDED)])
    assert (left["launch"], left["ended"]) == (None, True)
    launch = lenas.go("open", current="")["launch"]
    assert (launch["sco"], launch["cmi"]["cmi.entry"]) == ("entry", "resume")
    assert launch["cmi"]["cmi.location"] == "3"


def test_a_window_that_vanished_is_resumed_too(lenas: Browser2004) -> None:
    lenas.go("open")
    lenas.send(location="3", session_time="PT1M")
    launch = lenas.go("open", current="")["launch"]
    assert (launch["sco"], launch["cmi"]["cmi.entry"]) == ("entry", "resume")
    assert launch["cmi"]["cmi.total_time"] == "PT0H1M0S"


def test_a_refused_request_says_why_and_the_part_goes_on(lenas: Browser2004) -> None:
    lenas.go("open")
    lenas.send(location="3")
    answer = lenas.go("previous")
    assert answer["refusal"] == {
        "text": "The module does not let you go back here.",
        "detail": "",
    }
    assert answer["launch"]["sco"] == "entry"
    assert answer["launch"]["cmi"]["cmi.location"] == "3"


def test_a_part_that_nobody_could_name_is_refused_in_words(lenas: Browser2004) -> None:
    lenas.go("open")
    answer = lenas.go("choice", target="x" * 4_000)
    assert answer["refusal"]["text"]
    assert answer["launch"]["sco"] == "entry"


def test_a_trainer_in_the_preview_reads_the_number_of_the_rule(
    attempt: Attempt, lenas: Browser2004
) -> None:
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    assert lenas.go("open")["launch"]["cmi"]["cmi.mode"] == "browse"
    detail = lenas.go("previous")["refusal"]["detail"]
    assert detail.startswith("NB.2.1-5: ")
    assert "“\u2068Entry\u2069”" in detail
    refusal = lenas.go("choice", target="quiz")["refusal"]
    assert refusal["text"] == "This part cannot be chosen at this point."
    assert refusal["detail"].startswith("NB.2.1-10: ")


def test_she_chooses_where_the_module_lets_her(chooses: Browser2004) -> None:
    chooses.go("open")
    answer = chooses.go("choice", target="quiz")
    assert answer["launch"]["sco"] == "quiz"
    assert "previous" in answer["standing"]["valid"]
    assert chooses.go("previous")["launch"]["sco"] == "lesson"


def test_a_part_that_is_alone_needs_no_choosing(attempt: Attempt, edition: Edition) -> None:
    """As many packagers write it: one item, no sequencing, so that nothing may flow."""
    store_2004(edition, item("lesson"))
    answer = Browser2004(attempt).go("open")
    assert (answer["launch"]["sco"], answer["refusal"]) == ("lesson", None)


def test_of_several_parts_without_flow_she_chooses(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, item("entry") + item("lesson"))
    answer = Browser2004(attempt).go("open")
    assert (answer["launch"], answer["refusal"], answer["ended"]) == (None, None, False)


def test_the_same_request_twice_takes_one_step(lenas: Browser2004) -> None:
    lenas.go("open")
    message = {"key": "made-up-once", "current": "entry"}
    assert lenas.go("continue", **message)["launch"]["sco"] == "lesson"
    again = lenas.go("continue", **message)["launch"]
    assert (again["sco"], again["cmi"]["cmi.entry"]) == ("lesson", "ab-initio")


def test_a_window_left_behind_takes_no_step(lenas: Browser2004) -> None:
    lenas.go("open")
    lenas.go("continue")
    response = lenas.ask("continue", current="entry")
    assert (response.status_code, json.loads(response.content)["code"]) == (409, "elsewhere")


def test_a_part_that_ran_out_of_time_ends_everything(lenas: Browser2004) -> None:
    lenas.go("open")
    answer = lenas.go("continue", commits=[lenas.said(finish=True, exit="time-out")])
    assert (answer["launch"], answer["ended"]) == (None, True)


def test_a_new_try_forgets_the_data_and_keeps_the_time(
    lenas: Browser2004, attempt: Attempt
) -> None:
    lenas.go("open")
    lenas.go("exitAll", commits=[lenas.said(finish=True, location="3", session_time="PT1M")])
    launch = lenas.go("open", current="")["launch"]
    assert launch["cmi"]["cmi.entry"] == "ab-initio"
    assert "cmi.location" not in launch["cmi"]
    lenas.send(session_time="PT2M", finish=True)
    attempt.refresh_from_db()
    assert attempt.total_centiseconds == 18_000


def test_the_buttons_that_a_part_hides(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three(hide=HIDE))
    assert Browser2004(attempt).go("open")["standing"]["hiddenControls"] == ["continue"]


class TestLookingBack:
    @pytest.fixture
    def settled(self, lenas: Browser2004, attempt: Attempt) -> Browser2004:
        lenas.go("open")
        lenas.go("continue", commits=[lenas.said(finish=True, success_status="passed")])
        quiz = lenas.said(finish=True, score__scaled="0.8", completion_status="completed")
        lenas.go("continue", commits=[quiz])
        attempt.refresh_from_db()
        assert attempt.is_settled
        return lenas

    def test_everything_is_open_and_nothing_is_recorded(
        self, settled: Browser2004, attempt: Attempt
    ) -> None:
        before = (TrackingState.objects.get().state, ScoState.objects.count())
        answer = settled.go("open", current="")
        assert answer["launch"]["records"] is False
        assert answer["launch"]["cmi"]["cmi.mode"] == "review"
        assert [entry["enabled"] for entry in answer["standing"]["items"]] == [False, *[True] * 3]
        assert settled.go("continue")["launch"]["sco"] == "lesson"
        assert settled.go("choice", target="quiz")["launch"]["cmi"]["cmi.score.scaled"] == "0.8"
        assert settled.go("previous")["launch"]["sco"] == "lesson"
        assert settled.go("suspendAll")["ended"] is True
        assert (TrackingState.objects.get().state, ScoState.objects.count()) == before

    def test_what_is_sent_all_the_same_finds_no_session(self, settled: Browser2004) -> None:
        settled.go("open", current="")
        settled.session = "0-made-up-by-somebody"
        answer = settled.send(success_status="failed")
        assert answer == {"standing": None, "replaced": True}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"request": "forward"}, "malformed"),
        ({"request": "continue", "surprise": 1}, "malformed"),
        ({"request": "continue", "key": "x"}, "malformed"),
        ({"request": "choice", "target": "x" * 4_001}, "malformed"),
        ({"request": "choice", "target": "nul\0"}, "malformed"),
    ],
)
def test_malformed_requests_are_refused(
    lenas: Browser2004, message: dict[str, object], code: str
) -> None:
    response = lenas.ask(**{"request": "continue", **message})  # type: ignore[arg-type]
    assert (response.status_code, json.loads(response.content)["code"]) == (400, code)


def test_one_players_services_do_not_answer_for_the_other(
    attempt: Attempt, edition: Edition
) -> None:
    store_2004(edition, three())
    response = LearnersBrowser(attempt).post("/scorm/sco/", {"sco": "entry", "commits": []})
    assert (response.status_code, json.loads(response.content)["code"]) == (409, "other_player")
    lenas = Browser2004(attempt)
    lenas.go("open")
    forged = lenas.message(core__lesson_status="passed")
    response = lenas.post("/scorm/commit/", forged)
    assert (response.status_code, json.loads(response.content)["code"]) == (409, "other_player")


def test_a_scorm_12_attempt_is_not_sequenced(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    response = Browser2004(attempt).ask("open")
    assert (response.status_code, json.loads(response.content)["code"]) == (409, "other_player")


def test_a_withdrawn_edition_can_only_be_left(lenas: Browser2004, edition: Edition) -> None:
    lenas.go("open")
    Edition.objects.update(status=Edition.Status.WITHDRAWN)
    assert lenas.ask("continue").status_code == 410
    left = lenas.go("suspendAll", commits=[lenas.said(finish=True, **SUSPENDED)])
    assert left["ended"] is True
    assert ScoState.objects.get().cmi["cmi.location"] == "3"
