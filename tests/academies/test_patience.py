"""How long a stranger is left in peace."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academies.outbound.patience import (
    FIRST_DELAY,
    LONGEST_DELAY,
    LONGEST_RETRY_AFTER,
    back_off,
    read_retry_after,
)

NOW = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 02 Mar 2026 10:05:00 GMT", 300),
        ("Mon, 02 Mar 2026 10:05:00 -0000", 300),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("9" * 5000, 86_400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("١٢", None),
    ],
)
def test_a_stranger_may_say_when(text: str, seconds: int | None) -> None:
    wait = read_retry_after(text, NOW)

    assert wait == (None if seconds is None else dt.timedelta(seconds=seconds))


@given(st.text(max_size=60) | st.datetimes().map(lambda d: d.strftime("%a, %d %b %Y %H:%M:%S GMT")))
def test_whatever_it_says_the_wait_is_within_bounds(text: str) -> None:
    wait = read_retry_after(text, NOW)

    assert wait is None or dt.timedelta(0) <= wait <= LONGEST_RETRY_AFTER


@given(st.integers(min_value=1, max_value=10**9))
def test_the_back_off_is_within_bounds(tries: int) -> None:
    assert dt.timedelta(seconds=1) <= back_off(tries) <= LONGEST_DELAY
    if tries == 1:
        assert back_off(tries) <= FIRST_DELAY


def test_the_back_off_grows_and_spreads() -> None:
    waits = {back_off(9) for _ in range(50)}

    assert len(waits) > 40
    assert max(waits) > 4 * FIRST_DELAY


def test_a_strangers_wish_is_kept_and_spread() -> None:
    wished = dt.timedelta(seconds=90)

    assert all(wished <= back_off(1, wished) <= wished + FIRST_DELAY for _ in range(20))
