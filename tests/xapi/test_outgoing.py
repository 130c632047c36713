"""What the answer of another record store means, and what it is sent."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xapi.talking import statement
from xapi.outgoing import Kind, judge, prepared

NOW = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("status", "count", "kind"),
    [
        (200, 1, Kind.DELIVERED),
        (204, 9, Kind.DELIVERED),
        (301, 1, Kind.LATER),
        (400, 1, Kind.REFUSED),
        (400, 2, Kind.SPLIT),
        (401, 2, Kind.LATER),
        (402, 1, Kind.LATER),
        (403, 1, Kind.LATER),
        (404, 1, Kind.LATER),
        (408, 1, Kind.LATER),
        (409, 1, Kind.DELIVERED),
        (407, 3, Kind.LATER),
        (409, 2, Kind.SPLIT),
        (410, 1, Kind.LATER),
        (413, 1, Kind.REFUSED),
        (413, 2, Kind.SPLIT),
        (421, 1, Kind.LATER),
        (422, 1, Kind.REFUSED),
        (429, 1, Kind.LATER),
        (451, 1, Kind.LATER),
        (500, 1, Kind.LATER),
        (503, 2, Kind.LATER),
    ],
)
def test_each_answer_has_its_meaning(status: int, count: int, kind: Kind) -> None:
    found = judge(status, {}, b"", count, NOW)
    assert (found.kind, found.status) == (kind, status)
    assert bool(found.why) == (kind in (Kind.LATER, Kind.REFUSED))


def test_a_store_may_say_when() -> None:
    found = judge(429, {"retry-after": "120"}, b"", 1, NOW)
    assert found.retry_after == dt.timedelta(minutes=2)


@settings(deadline=None, max_examples=60)
@given(st.integers(100, 999), st.binary(max_size=3_000), st.integers(1, 50))
def test_every_answer_has_a_meaning_that_can_be_shown(status: int, body: bytes, count: int) -> None:
    found = judge(status, {}, body, count, NOW)
    assert found.why.isprintable()
    assert len(found.why) <= 500
    assert (found.kind is Kind.DELIVERED) <= (status < 300 or status == 409)


def test_a_store_of_1_0_is_not_told_that_it_was_2_0() -> None:
    own = statement(version="2.0.0", stored="2026-03-02T10:00:00Z", authority={"mbox": "x"})
    assert set(own) - set(prepared(own, "1.0.3")) == {"version", "stored", "authority"}
    assert prepared(own, "2.0.0")["version"] == "2.0.0"
    assert prepared({**own, "version": "1.0.2"}, "1.0.3")["version"] == "1.0.2"
