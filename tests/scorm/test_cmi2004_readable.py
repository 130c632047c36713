"""Answers of SCORM 2004, for people."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorm.cmi2004.readable import plain, readable
from scorm.cmi2004.responses import TYPES


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("true-false", "true", "true"),
        ("choice", "a[,]b", "a, b"),
        ("choice", "", ""),
        ("sequencing", "c[,]a", "c, a"),
        ("matching", "1[.]a[,]2[.]b", "1 – a; 2 – b"),
        ("fill-in", "{case_matters=true}{order_matters=false}{lang=en}car[,]van", "car, van"),
        ("long-fill-in", "{lang=fr-CA}Il a dit, {lang=x}", "Il a dit, {lang=x}"),
        ("performance", "{order_matters=true}open[.]1[:]3[,][.]x", "open – 1 … 3; x"),
        ("numeric", "1[:]5", "1 … 5"),
        ("numeric", "[:]5", "≤ 5"),
        ("numeric", "1[:]", "≥ 1"),
        ("numeric", "5[:]5", "5"),
        ("numeric", "7", "7"),
        ("likert", "urn:agree", "urn:agree"),
        ("other", "what {case_matters=true} is it", "what {case_matters=true} is it"),
    ],
)
def test_in_words(kind: str, value: str, shown: str) -> None:
    assert readable(kind, value) == shown


def test_a_text_without_the_mark_of_its_language() -> None:
    assert plain("{lang=en}What now?") == "What now?"
    assert plain("What {lang=en} now?") == "What {lang=en} now?"


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["", *TYPES]), st.text(alphabet="{}[],.:=abt1 \n", max_size=40))
def test_no_text_is_too_odd(kind: str, value: str) -> None:
    assert isinstance(readable(kind, value), str)
