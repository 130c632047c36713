"""CMITimespan (RTE 3.4.2) to centiseconds and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm.cmi.timespan import from_centiseconds, is_timespan, to_centiseconds


@pytest.mark.parametrize(
    ("text", "centiseconds"),
    [
        ("00:00:00", 0),
        ("0000:00:00.01", 1),
        ("00:00:00.5", 50),
        ("0001:30:00.00", 540_000),
        ("9999:59:59.99", (9_999 * 3_600 + 3_599) * 100 + 99),
        ("1:00:00", 360_000),
        ("00:90:00", 540_000),
    ],
)
def test_a_span_is_read(text: str, centiseconds: int) -> None:
    assert to_centiseconds(text) == centiseconds


@pytest.mark.parametrize("text", ["", "1:2:3", "00:00", "00:00:00.", "00:00:00.123", "-1:00:00"])
def test_anything_else_is_not_a_span(text: str) -> None:
    assert not is_timespan(text)
    with pytest.raises(ValueError, match="HHHH:MM:SS"):
        to_centiseconds(text)


def test_no_span_is_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        from_centiseconds(-1)


@given(st.integers(0, 9_999 * 360_000))
def test_written_and_read_again(centiseconds: int) -> None:
    assert to_centiseconds(from_centiseconds(centiseconds)) == centiseconds
