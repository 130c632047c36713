"""From a SCO's data to the tracking of its activity, and back at the next launch."""

from decimal import Decimal

import pytest

from scorm.manifest.sequencing import Objective
from scorm.sequencing.runtime import (
    end_run_time,
    is_abandoned,
    is_news,
    known_objectives,
    known_values,
    record_run_time,
)
from scorm.sequencing.state import ObjectiveInfo, new_state
from tests.scorm.sequencing_scene import Lena, leaf, shared

TWO = (Objective("main"), Objective("more"))


def test_what_the_sco_sets_is_tracked() -> None:
    lena = Lena(leaf("a"))
    lena.goes("start")
    lena.sets(completion_status="not attempted", progress_measure="0.25", success_status="failed")
    tracking = lena.sequencer.state.activities["a"]
    assert (tracking.completed, tracking.amount) == (False, Decimal("0.25"))
    assert tracking.objectives[""].satisfied is False


def test_objectives_are_matched_by_their_identifiers() -> None:
    lena = Lena(leaf("a", objectives=TWO))
    lena.goes("start")
    run = lena.sequencer.run()
    assert run.current is not None
    changed = {
        "cmi.objectives.0.success_status": "passed",
        "cmi.objectives.1.score.scaled": "-0.5",
        "cmi.objectives.1.description": "nothing to track",
        "cmi.objectives.2.success_status": "failed",
        "cmi.location": "7",
    }
    ids = {f"cmi.objectives.{n}.id": name for n, name in enumerate(("more", "main", "own"))}
    assert record_run_time(run, run.current, ids | changed, changed)
    assert not record_run_time(run, run.current, ids | changed, changed), "nothing new"
    assert lena.sequencer.state.activities["a"].objectives == {
        "more": ObjectiveInfo(satisfied=True),
        "main": ObjectiveInfo(measure=Decimal("-0.5")),
    }


def test_where_both_speak_of_the_primary_objective_the_sco_itself_counts() -> None:
    lena = Lena(leaf("a", objectives=TWO))
    lena.goes("start")
    run = lena.sequencer.run()
    assert run.current is not None
    changed = {"cmi.objectives.0.success_status": "passed", "cmi.success_status": "failed"}
    record_run_time(run, run.current, {"cmi.objectives.0.id": "main"} | changed, changed)
    assert lena.sequencer.state.activities["a"].objectives["main"].satisfied is False


def test_what_is_known_is_there_at_the_launch() -> None:
    known = new_state({"g": ObjectiveInfo(satisfied=True, measure=Decimal("0.8"), raw=Decimal(8))})
    objectives = (
        *shared("g", read=("satisfied", "measure", "raw")),
        Objective("unknown"),
    )
    lena = Lena(leaf("a", objectives=objectives), state=known)
    lena.goes("start")
    run = lena.sequencer.run()
    assert run.current is not None
    assert known_values(run, run.current) == {
        "cmi.success_status": "passed",
        "cmi.score.scaled": "0.8",
    }
    assert known_objectives(run, run.current) == (
        ("primary", {"success_status": "passed", "score.scaled": "0.8", "score.raw": "8"}),
        ("unknown", {}),
    )


@pytest.mark.parametrize(
    ("exit_", "request_", "suspended"),
    [
        ("suspend", "", True),
        ("normal", "", False),
        ("", "", False),
        ("time-out", "exitAll", False),
        ("logout", "exitAll", False),
    ],
)
def test_how_content_ends(exit_: str, request_: str, suspended: bool) -> None:
    lena = Lena(leaf("a"))
    lena.goes("start")
    run = lena.sequencer.run()
    assert run.current is not None
    assert end_run_time(run, run.current, exit_) == request_
    assert run.tracking(run.current).suspended is suspended


def test_abandoning() -> None:
    assert is_abandoned("abandon")
    assert is_abandoned("abandonAll")
    assert not is_abandoned("exitAll")


def test_numbers_have_no_exponent() -> None:
    lena = Lena(leaf("a"))
    lena.goes("start")
    lena.sets("suspend", score_scaled="0.0000001").goes("exit")
    activity = lena.sequencer.tree.find("a")
    assert activity is not None
    assert known_values(lena.sequencer.run(), activity)["cmi.score.scaled"] == "0.0000001"


@pytest.mark.parametrize(
    ("element", "text", "known", "expected"),
    [
        ("cmi.location", "2", "1", False),
        ("cmi.interactions.0.id", "q", None, False),
        ("cmi.objectives.0.description", "x", None, False),
        ("cmi.completion_status", "completed", "incomplete", True),
        ("cmi.completion_status", "completed", "completed", False),
        ("cmi.objectives.0.progress_measure", "0.5", None, True),
        ("cmi.objectives.0.progress_measure", "0.5", "0.5", False),
        ("cmi.success_status", "passed", "passed", True),
    ],
)
def test_what_is_news_to_the_tracking(
    element: str, text: str, known: str | None, expected: bool
) -> None:
    """Said once more, only what others may have written in between is."""
    lena = Lena(leaf("a", objectives=shared("known", write=("satisfied",))))
    activity = lena.sequencer.tree.activities[1]
    assert is_news(activity, element, text, known) is expected
