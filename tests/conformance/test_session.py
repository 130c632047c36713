"""A SCO on the server, from its launch to what comes next."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from scorm.cmi.refusals import DeltaRefused
from scorm.cmi2004.launch import initial_model
from scorm.manifest.sequencing import CompletionThreshold, Objective, SharedData
from scorm.sequencing import Activity, NavigationRequest
from tests.conformance import session
from tests.conformance.session import ScoData
from tests.scorm.sequencing_scene import Lena, leaf

QUIZ = leaf(
    "quiz",
    objectives=(Objective("main", satisfied_by_measure=True, minimum_measure=Decimal("0.6")),),
    completion=CompletionThreshold(by_measure=True, minimum=Decimal("0.5")),
    data=(SharedData("notes"), SharedData("map", write=False)),
)


def opened(lena: Lena) -> Activity:
    lena.goes("start")
    assert lena.outcome.delivered is not None
    return lena.outcome.delivered


def test_what_the_quiz_is_launched_with() -> None:
    lena = Lena(QUIZ, leaf("end"))
    lena.sequencer.state.data["map"] = "here"
    context = session.launch(
        lena.sequencer, opened(lena), ScoData(), learner_id="p-4711", learner_name="Lund, Lena"
    )
    data = initial_model(context)
    expected = {
        "cmi.entry": "ab-initio",
        "cmi.learner_name": "Lund, Lena",
        "cmi.completion_threshold": "0.5",
        "cmi.scaled_passing_score": "0.6",
        "cmi.objectives.0.id": "main",
        "adl.data.1.id": "map",
        "adl.data.1.store": "here",
        "adl.nav.request_valid.continue": "true",
        "adl.nav.request_valid.choice.{target=end}": "true",
    }
    assert {name: data.get(name) for name in expected} == expected


def test_a_commit_is_stored_tracked_and_shared() -> None:
    lena = Lena(QUIZ, leaf("end"))
    quiz = opened(lena)
    data = session.commit(
        lena.sequencer,
        quiz,
        ScoData(),
        {
            "cmi.score.scaled": "0.75",
            "cmi.objectives.0.description": "the main one",
            "cmi.session_time": "PT1M30S",
            "adl.data.0.store": "remember",
            "adl.nav.request": "continue",
        },
    )
    assert data.values == {
        "cmi.objectives.0.id": "main",
        "cmi.score.scaled": "0.75",
        "cmi.objectives.0.description": "the main one",
    }
    assert lena.sequencer.state.data == {"notes": "remember"}
    assert lena.sequencer.state.activities["quiz"].objectives["main"].measure == Decimal("0.75")
    data = session.commit(lena.sequencer, quiz, data, {"cmi.session_time": "PT2M"})
    ended, request = session.terminate(lena.sequencer, quiz, data)
    assert ended.total_centiseconds == 12_000, "the time of a session is said anew, not added up"
    assert request == NavigationRequest("continue")
    assert msgspec.convert(msgspec.to_builtins(ended), ScoData) == ended


def test_what_is_forged_changes_nothing() -> None:
    lena = Lena(QUIZ)
    quiz = opened(lena)
    with pytest.raises(DeltaRefused):
        session.commit(
            lena.sequencer,
            quiz,
            ScoData(),
            {"cmi.score.scaled": "1", "adl.data.0.store": "x", "adl.data.1.store": "x"},
        )
    assert lena.sequencer.state.data == {}
    assert "objectives" not in lena.tracking("quiz")


def test_coming_back_to_suspended_work() -> None:
    lena = Lena(QUIZ, leaf("end"))
    quiz = opened(lena)
    delta = {"cmi.exit": "suspend", "cmi.suspend_data": "page=3", "cmi.session_time": "PT10S"}
    data = session.commit(lena.sequencer, quiz, ScoData(), delta)
    data, request = session.terminate(lena.sequencer, quiz, data)
    assert request is None
    lena.goes("suspendAll", "resumeAll")
    assert lena.outcome.resumed
    context = session.launch(lena.sequencer, quiz, data, learner_id="p", resumed=True)
    model = initial_model(context)
    assert model.get("cmi.entry") == "resume"
    assert model.get("cmi.suspend_data") == "page=3"
    assert model.get("cmi.total_time") == "PT0H0M10S"


@pytest.mark.parametrize(
    ("delta", "by_learner", "expected"),
    [
        ({"adl.nav.request": "continue"}, "", "continue"),
        ({"adl.nav.request": "continue"}, "previous", "previous"),
        ({"adl.nav.request": "continue", "cmi.exit": "time-out"}, "previous", "exitAll"),
        ({"adl.nav.request": "_none_"}, "", ""),
        ({}, "suspendAll", "suspendAll"),
    ],
)
def test_who_decides_what_comes_next(delta: dict[str, str], by_learner: str, expected: str) -> None:
    lena = Lena(QUIZ, leaf("end"))
    quiz = opened(lena)
    data = session.commit(lena.sequencer, quiz, ScoData(), delta)
    wanted = NavigationRequest(by_learner) if by_learner else None
    _, request = session.terminate(lena.sequencer, quiz, data, wanted)
    assert (request.request if request else "") == expected


def test_what_is_given_up_is_not_tracked() -> None:
    lena = Lena(leaf("a"))
    activity = opened(lena)
    delta = {"cmi.success_status": "passed", "adl.nav.request": "abandonAll"}
    data = session.commit(lena.sequencer, activity, ScoData(), delta)
    assert data.values == {"cmi.success_status": "passed"}
    assert "objectives" not in lena.tracking("a")
