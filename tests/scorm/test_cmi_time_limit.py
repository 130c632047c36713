"""What is left of the time for a SCO, and what follows when nothing is."""

import pytest

from scorm.cmi.time_limit import TimeLimit, time_limit

HALF_AN_HOUR = 180_000


@pytest.mark.parametrize(
    ("action", "limit"),
    [
        ("exit,message", TimeLimit(120_000, ends=True, tells=True)),
        ("exit,no message", TimeLimit(120_000, ends=True, tells=False)),
        ("continue,message", TimeLimit(120_000, ends=False, tells=True)),
        ("continue,no message", None),
        ("", None),
    ],
)
def test_the_four_actions(action: str, limit: TimeLimit | None) -> None:
    assert time_limit(HALF_AN_HOUR, 60_000, action) == limit


def test_time_that_is_over() -> None:
    over = time_limit(HALF_AN_HOUR, 500_000, "exit,no message")
    going_on = time_limit(HALF_AN_HOUR, 500_000, "continue,message")

    assert over is not None
    assert going_on is not None
    assert (over.left, over.is_over) == (0, True)
    assert not going_on.is_over
    assert going_on.for_page() == {"left": 0, "ends": False, "tells": True}
    assert time_limit(0, 10, "exit,message") is None
