"""Correct responses and learner responses, by type of interaction."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorm.cmi2004.responses import TYPES, is_pattern, is_response


@pytest.mark.parametrize(
    ("kind", "value"),
    [("true-false", "true"), ("choice", "a[,]b"), ("choice", ""), ("fill-in", "{lang=de}ja[,]nein"),
     ("long-fill-in", "an essay"), ("likert", "agree"), ("matching", "1[.]a[,]2[.]b"),
     ("matching", ""), ("performance", "open[.]door[,]close[.]"), ("performance", "[.]2 times"),
     ("sequencing", "c[,]a[,]b"), ("sequencing", "a[,]a"), ("numeric", "3.5"), ("other", "[,]")],
)  # fmt: skip
def test_responses(kind: str, value: str) -> None:
    assert is_response(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("true-false", "yes"), ("choice", "a[,]a"), ("choice", "two words"), ("likert", ""),
     ("matching", "1"), ("matching", "1[.]"), ("performance", "[.]"), ("performance", "open"),
     ("sequencing", ""), ("numeric", "three"), ("numeric", "1[:]2"), ("fill-in", "{lang=xx}a"),
     ("other", "nul\0")],
)  # fmt: skip
def test_what_is_no_response(kind: str, value: str) -> None:
    assert not is_response(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("fill-in", "{case_matters=true}{order_matters=false}a[,]b"),
     ("fill-in", "{order_matters=false}{case_matters=true}a"),
     ("long-fill-in", "{case_matters=false}text"), ("numeric", "1[:]2"), ("numeric", "[:]2"),
     ("numeric", "[:]"), ("performance", "{order_matters=false}step[.]1[:]3[,]other[.]text")],
)  # fmt: skip
def test_patterns(kind: str, value: str) -> None:
    assert is_pattern(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("fill-in", "{case_matters=perhaps}a"),
     ("long-fill-in", "{order_matters=true}{case_matters=x}a"),
     ("numeric", "2[:]1"), ("numeric", "5"), ("numeric", "a[:]b"),
     ("performance", "step[.]3[:]1"), ("true-false", "")],
)  # fmt: skip
def test_what_is_no_pattern(kind: str, value: str) -> None:
    assert not is_pattern(kind, value)


@settings(deadline=None)
@given(st.sampled_from(TYPES), st.text(alphabet="ab{}[].,:=1 ", max_size=30))
def test_any_text_is_judged(kind: str, value: str) -> None:
    assert is_response(kind, value) in (True, False)
    assert is_pattern(kind, value) in (True, False)
