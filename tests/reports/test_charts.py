"""Bars of a page: shares that lie side by side, from where the page begins to read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import WIDTH, Segment, stacked


def test_side_by_side_and_nothing_for_nobody() -> None:
    counts = [("right", 1), ("wrong", 0), ("others", 3)]

    assert stacked(counts, 4, rtl=False) == [Segment("right", 0, 25), Segment("others", 25, 75)]
    assert stacked(counts, 4, rtl=True) == [Segment("right", 75, 25), Segment("others", 0, 75)]
    assert stacked([("right", 0)], 0, rtl=False) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=5), st.booleans())
def test_no_bar_leaves_its_frame(counts: list[int], rtl: bool) -> None:
    bar = stacked([(str(place), one) for place, one in enumerate(counts)], sum(counts), rtl=rtl)

    assert sum(segment.width for segment in bar) <= WIDTH + 0.05
    assert all(-0.05 <= segment.left <= WIDTH + 0.05 for segment in bar)
