"""What was stored of Lena's attempt, and when."""

import tracemalloc

import pytest

from courses.explaining import explainer_of
from courses.models import Attempt, Edition
from scorm.models import Commit
from scorm.services.insight import timeline
from tests.scorm.playing import LearnersBrowser, three_parts
from tests.scorm.playing2004 import FREELY, Browser2004, store_2004, three


def test_the_newest_first_and_only_what_tells_something(
    attempt: Attempt, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_parts(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("arrive")
    lenas.commit(core__lesson_status="incomplete", suspend_data="secret state")
    lenas.commit(finish=True, core__lesson_status="passed", core__score__raw="80")

    found = explainer_of("scorm12").timeline(attempt)

    newest, oldest = found.moments
    assert (newest.part, newest.left, oldest.left) == ("Arrive", True, False)
    assert newest.said == (("status", "passed"), ("score", "80"))
    assert oldest.said == (("status", "incomplete"),)
    assert found.left_out == 0

    monkeypatch.setattr(timeline, "MOST_COMMITS", 1)
    cut = explainer_of("scorm12").timeline(attempt)
    assert (cut.moments, cut.left_out) == ([newest], 1)


def test_in_scorm_2004_s_words(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three(FREELY))
    lenas = Browser2004(attempt)
    lenas.go("open")
    lenas.send(completion_status="incomplete", score__scaled="0.5", progress_measure="0.1")

    (moment,) = explainer_of("scorm2004").timeline(attempt).moments

    assert moment.part == "Entry"
    assert dict(moment.said) == {
        "completion": "incomplete",
        "scaled score": "0.5",
        "progress": "0.1",
    }


def test_what_it_does_not_show_is_not_read(attempt: Attempt, edition: Edition) -> None:
    """A commit may hold megabytes of suspend data."""
    three_parts(edition)
    delta = {"cmi.suspend_data": "x" * 100_000, "cmi.core.score.raw": "80"}
    Commit.objects.bulk_create(
        Commit(attempt=attempt, sco="arrive", session="s", sequence=number, delta=delta)
        for number in range(timeline.MOST_COMMITS)
    )
    explainer = explainer_of("scorm12")
    explainer.timeline(attempt)

    tracemalloc.start()
    try:
        moments = explainer.timeline(attempt).moments
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert {moment.said for moment in moments} == {(("score", "80"),)}
    assert len(moments) == timeline.MOST_COMMITS
    assert peak < 1_000_000, "all of them are ten megabytes"
