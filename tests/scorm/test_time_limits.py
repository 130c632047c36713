"""The time for a part: what the player page counts down, and what is refused afterwards."""

import json
from typing import Any

import pytest

from courses.models import Attempt, Edition
from scorm.models import ScoState
from tests.scorm import manifests
from tests.scorm.playing import LearnersBrowser, store_package
from tests.scorm.playing2004 import FREELY, Browser2004, item, store_2004

TIMED_2004 = '<imsss:limitConditions attemptAbsoluteDurationLimit="PT9M60.000S"/>'


def timed(edition: Edition, action: str) -> None:
    """One part of SCORM 1.2 with ten minutes."""
    items = (
        '<item identifier="only" identifierref="r-only"><title>Only part</title>'
        "<adlcp:maxtimeallowed>00:10:00</adlcp:maxtimeallowed>"
        f"<adlcp:timelimitaction>{action}</adlcp:timelimitaction></item>"
    )
    store_package(edition, items, manifests.sco("only.html", "r-only"), {"only.html": "x"})


def timed_2004(edition: Edition, action: str) -> None:
    said = f"<adlcp:timeLimitAction>{action}</adlcp:timeLimitAction>"
    control = f"<imsss:sequencing>{FREELY}</imsss:sequencing>"
    store_2004(edition, item("entry", TIMED_2004, said) + item("quiz") + control)


@pytest.mark.parametrize(
    ("action", "limit"),
    [
        ("exit,message", {"left": 600, "ends": True, "tells": True}),
        ("exit,no message", {"left": 600, "ends": True, "tells": False}),
        ("continue,message", {"left": 600, "ends": False, "tells": True}),
        ("continue,no message", None),
    ],
)
def test_the_page_is_told_what_is_left(
    attempt: Attempt, edition: Edition, action: str, limit: dict[str, Any] | None
) -> None:
    timed(edition, action)
    launch = LearnersBrowser(attempt).open("only")["launch"]

    assert launch["timeLimit"] == limit
    assert launch["cmi"]["cmi.student_data.max_time_allowed"] == "00:10:00"
    assert launch["cmi"]["cmi.student_data.time_limit_action"] == action


def test_time_of_earlier_sessions_counts_and_a_part_whose_time_is_over_stays_closed(
    attempt: Attempt, edition: Edition
) -> None:
    timed(edition, "exit,message")
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(finish=True, core__session_time="00:04:00", core__exit="suspend")
    assert lenas.open("only")["launch"]["timeLimit"]["left"] == 360

    last = lenas.message(
        finish=True,
        core__session_time="00:06:01",
        core__exit="time-out",
        core__lesson_status="incomplete",
    )
    assert lenas.open(None, [last])["results"] == [{"session": lenas.session, "sequence": 1}]
    refused = lenas.post("/scorm/sco/", {"sco": "only", "commits": []})

    assert refused.status_code == 403
    assert json.loads(refused.content) == {
        "code": "time_is_over",
        "message": "The time allowed for this part is over.",
    }
    assert ScoState.objects.get().cmi["cmi.core.exit"] == "time-out"


def test_who_may_go_on_may_come_again(attempt: Attempt, edition: Edition) -> None:
    timed(edition, "continue,message")
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(finish=True, core__session_time="00:20:00", core__lesson_status="incomplete")

    assert lenas.open("only")["launch"]["timeLimit"]["left"] == 0


def test_a_preview_is_never_locked_out(attempt: Attempt, edition: Edition) -> None:
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    timed(edition, "exit,message")
    olga = LearnersBrowser(attempt)
    olga.open("only")
    olga.commit(finish=True, core__session_time="00:20:00")

    assert olga.open("only")["launch"]["timeLimit"]["left"] == 0


def test_scorm_2004_resumed_and_begun_anew(attempt: Attempt, edition: Edition) -> None:
    timed_2004(edition, "exit,message")
    lenas = Browser2004(attempt)
    launch = lenas.go("open")["launch"]
    assert launch["timeLimit"] == {"left": 600, "ends": True, "tells": True}
    assert launch["cmi"]["cmi.max_time_allowed"] == "PT9M60.000S"
    assert launch["cmi"]["cmi.time_limit_action"] == "exit,message"

    suspended = lenas.said(finish=True, session_time="PT4M", exit="suspend")
    lenas.go("suspendAll", commits=[suspended])
    assert lenas.go("open", current="")["launch"]["timeLimit"]["left"] == 360

    over = lenas.said(finish=True, session_time="PT6M", exit="time-out", location="7")
    ended = lenas.go("exitAll", commits=[over])
    assert ended["ended"]
    assert ScoState.objects.get(sco="entry").cmi["cmi.location"] == "7"
    again = lenas.go("open", current="")["launch"]
    assert again["timeLimit"]["left"] == 600, "a new attempt on the activity has its own time"


def test_scorm_2004_s_default_is_to_go_on_without_a_word(
    attempt: Attempt, edition: Edition
) -> None:
    timed_2004(edition, "continue,no message")
    lenas = Browser2004(attempt)

    assert lenas.go("open")["launch"]["timeLimit"] is None
    assert lenas.go("choice", target="quiz")["launch"]["timeLimit"] is None
