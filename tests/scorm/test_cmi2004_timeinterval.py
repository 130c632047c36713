"""Lengths and points of time as ISO 8601 has them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorm.cmi2004.timeinterval import (
    from_centiseconds,
    is_time,
    is_timeinterval,
    to_centiseconds,
)


@pytest.mark.parametrize(
    ("text", "centiseconds"),
    [
        ("PT0S", 0),
        ("PT1.5S", 150),
        ("PT01H059M020S", 716_000),
        ("P1DT1S", 8_640_100),
        ("P0Y029DT0H", 29 * 8_640_000),
        ("P1Y1M", 395 * 8_640_000),
    ],
)
def test_lengths(text: str, centiseconds: int) -> None:
    assert to_centiseconds(text) == centiseconds


@pytest.mark.parametrize("text", ["", "P", "PT", "1S", "PT1.234S", "P1Y6M14DT", "P1S", "PT-1S"])
def test_what_is_no_length(text: str) -> None:
    assert not is_timeinterval(text)
    with pytest.raises(ValueError, match="time interval"):
        to_centiseconds(text)


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_there_and_back(centiseconds: int) -> None:
    text = from_centiseconds(centiseconds)
    assert is_timeinterval(text)
    assert to_centiseconds(text) == centiseconds


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        from_centiseconds(-1)


@pytest.mark.parametrize(
    "text",
    ["2026", "2026-05", "2026-05-04", "2026-05-04T10", "2026-05-04T10:20", "2026-05-04T10:20:30",
     "2026-05-04T10:20:30.5", "2026-05-04T10:20:30.55Z", "2026-05-04T10:20:30.5+02",
     "2026-05-04T10:20:30.5-03:30", "2024-02-29"],
)  # fmt: skip
def test_points(text: str) -> None:
    assert is_time(text)


@pytest.mark.parametrize(
    "text",
    ["", "26", "1969", "2039", "2026-13", "2026-02-29", "2026-05-32", "2026-05-04T24",
     "2026-05-04T10:60", "2026-05-04T10:20:30Z", "2026-05-04T10:20:30.555", "2026-5-4",
     "2026-05-04 10:20", "2026-05-04T10:20:30.5+25"],
)  # fmt: skip
def test_what_is_no_point(text: str) -> None:
    assert not is_time(text)
