"""What a gradebook is said to hold, and what is no result."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider.results import Result, read_results


@pytest.mark.parametrize(
    ("item", "result"),
    [
        ({"userId": "4", "resultScore": 45, "resultMaximum": 50}, Result(Decimal(45), Decimal(50))),
        ({"userId": "4", "resultScore": 0.5}, Result(Decimal("0.5"), Decimal(1))),
        ({"userId": 4, "resultScore": 0, "resultMaximum": 9.5}, Result(Decimal(0), Decimal("9.5"))),
        ({"userId": "4", "resultMaximum": 50}, Result(None, Decimal(50))),
        ({"userId": "4", "resultScore": None, "resultMaximum": 0}, Result(None, Decimal(1))),
        ({"userId": "4", "resultScore": "45"}, Result(None, Decimal(1))),
        ({"userId": "4", "resultScore": True}, Result(None, Decimal(1))),
        ({"userId": "4", "resultScore": float("nan")}, Result(None, Decimal(1))),
        ({"userId": "4", "resultScore": 1e300}, Result(None, Decimal(1))),
        ({"userId": "4", "resultScore": 10**400}, Result(None, Decimal(1))),
    ],
)
def test_one_result(item: dict[str, Any], result: Result) -> None:
    assert read_results([item]) == {"4": result}


@pytest.mark.parametrize("item", [None, 7, "4", [], {}, {"userId": None}, {"userId": True}])
def test_what_is_no_result_is_passed_over(item: Any) -> None:
    assert read_results([item]) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=15), inner),
    max_leaves=10,
)
NAMES = st.sampled_from(["userId", "resultScore", "resultMaximum", "comment"])


@given(st.lists(JSON | st.dictionaries(NAMES, JSON), max_size=6))
def test_whatever_a_platform_answers_fits_our_columns(items: list[Any]) -> None:
    for user, result in read_results(items).items():
        assert 0 < len(user) <= 256
        assert 0 < result.maximum <= 99_999
        assert result.score is None or abs(result.score) <= 99_999
