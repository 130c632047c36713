"""What is remembered between two requests goes to JSON and back."""

import json

import msgspec
import pytest

from scorm.manifest.sequencing import Sequencing
from scorm.sequencing.state import (
    ObjectiveInfo,
    decode_state,
    encode_state,
    for_the_system,
    new_state,
)
from tests.scorm.sequencing_scene import Lena, leaf, measure, shared


def test_a_course_on_its_way_survives_the_database() -> None:
    lena = Lena(leaf("one", objectives=shared("g", write=("measure",))), leaf("two"))
    lena.goes("start")
    lena.sets(score_scaled="0.85", success_status="passed").goes("continue")
    stored = json.loads(json.dumps(encode_state(lena.sequencer.state)))
    again = decode_state(stored)
    assert again == lena.sequencer.state
    assert again.objectives["g"].measure == measure("0.85")
    resumed = Lena(leaf("one"), leaf("two"), state=again)
    assert resumed.goes("previous") == "one"


def test_activities_that_nobody_opened_take_no_room() -> None:
    lena = Lena(*(leaf(f"page-{n}") for n in range(50)))
    lena.goes("start")
    assert set(encode_state(lena.sequencer.state)["activities"]) <= {"course", "page-0"} | {
        f"page-{n}" for n in range(50) if lena.tracking(f"page-{n}")
    }


def test_a_forged_state_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_state({"activities": {"one": {"attempts": "many"}}})


def test_what_a_learner_takes_to_the_next_course() -> None:
    state = new_state({"g": ObjectiveInfo(satisfied=True)}, {"bucket": "kept"})
    assert for_the_system(state, Sequencing()).objectives["g"].satisfied
    alone = for_the_system(state, Sequencing(objectives_to_system=False, data_to_system=False))
    assert (alone.objectives, alone.data) == ({}, {})


def test_what_is_brought_is_not_changed_in_its_place() -> None:
    brought = {"g": ObjectiveInfo(satisfied=True)}
    new_state(brought).objectives["g"].satisfied = False
    assert brought["g"].satisfied
