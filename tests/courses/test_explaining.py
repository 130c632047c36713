"""Each player's room explains its own standard; what nobody explains stays without words."""

import datetime as dt
from decimal import Decimal

import pytest

from courses import explaining
from courses.explaining import Explainer, Explanation, PartReport, explainer_of
from courses.models import Attempt, Edition


def test_a_standard_that_nobody_explains_has_nothing_to_say(attempt: Attempt) -> None:
    silent = explainer_of("a standard of tomorrow")

    assert silent.explain(attempt) == Explanation()
    assert silent.journal(attempt).answers == []
    assert silent.timeline(attempt).moments == []
    assert list(silent.answers([attempt])) == [(attempt, [])]


def test_the_room_that_registered_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "_explainers", {})
    silent = explainer_of("cmi5")
    mine = Explainer(silent.explain, silent.journal, silent.answers, silent.timeline)

    explaining.register_explainer(Edition.Standard.CMI5, mine)

    assert explainer_of(Edition.Standard.CMI5) is mine
    assert explainer_of(Edition.Standard.XAPI) is not mine


def test_numbers_for_people() -> None:
    seen = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    part = PartReport("a", "A", score=Decimal("0.605"), centiseconds=6001, last_stored_at=seen)

    assert (part.score_percent, part.minutes) == (60, 2)
    assert PartReport("a", "A").score_percent is None
