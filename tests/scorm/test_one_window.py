"""More than one window in front of one attempt: one plays it, the others are told."""

from __future__ import annotations

import json

import pytest

from courses.models import Attempt, Edition
from scorm.models import ScoState
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import FREELY, Browser2004, store_2004, three


@pytest.fixture
def moves(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    """She may open the lessons of the module in any order."""
    three_parts(edition)
    return LearnersBrowser(attempt)


@pytest.fixture
def lenas_2004(attempt: Attempt, edition: Edition) -> Browser2004:
    store_2004(edition, three(FREELY))
    return Browser2004(attempt)


def test_the_window_that_is_left_behind_is_told_and_keeps_its_own_part(
    moves: LearnersBrowser, attempt: Attempt
) -> None:
    moves.open("arrive")
    elsewhere = LearnersBrowser(attempt)
    elsewhere.open("pack")

    assert moves.commit(core__lesson_location="3")["replaced"] is True
    assert elsewhere.commit(core__lesson_location="8")["replaced"] is False
    places = {state.sco: state.cmi["cmi.core.lesson_location"] for state in ScoState.objects.all()}
    assert places == {"arrive": "3", "pack": "8"}
    # Where she goes on, there she is.
    moves.open("arrive")
    assert moves.commit(core__lesson_location="4")["replaced"] is False
    assert elsewhere.commit(core__lesson_location="9")["replaced"] is True


def test_on_the_same_part_nothing_is_overwritten(moves: LearnersBrowser, attempt: Attempt) -> None:
    moves.open("arrive")
    moves.commit(core__lesson_location="1")
    elsewhere = LearnersBrowser(attempt)
    elsewhere.open("arrive")
    elsewhere.commit(core__lesson_location="20", suspend_data="far")

    late = moves.commit(finish=True, core__lesson_location="2", suspend_data="near")

    assert late["replaced"] is True
    stored = ScoState.objects.get(sco="arrive").cmi
    assert (stored["cmi.core.lesson_location"], stored["cmi.suspend_data"]) == ("20", "far")


def test_in_scorm_2004_only_the_window_that_plays_takes_steps(
    lenas_2004: Browser2004, attempt: Attempt
) -> None:
    lenas_2004.go("open")
    elsewhere = Browser2004(attempt)
    elsewhere.go("open")
    elsewhere.send(location="20")
    assert lenas_2004.current == elsewhere.current

    assert lenas_2004.send(location="1")["replaced"] is True
    refused = lenas_2004.ask("continue", commits=[lenas_2004.said(finish=True, location="2")])
    assert (refused.status_code, json.loads(refused.content)["code"]) == (409, "elsewhere")
    # It may go, and the other one is left where it is.
    assert lenas_2004.go("suspendAll")["ended"] is True
    assert elsewhere.send(location="21") == {"standing": None, "replaced": False}
    assert ScoState.objects.get(sco=elsewhere.sco).cmi["cmi.location"] == "21"
    assert elsewhere.go("continue")["launch"]["sco"] != lenas_2004.sco
