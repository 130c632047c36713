"""Answers of SCORM 1.2, for people."""

import pytest

from scorm.cmi.readable import readable


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("true-false", "t", "true"),
        ("true-false", "0", "false"),
        ("true-false", "perhaps", "perhaps"),
        ("choice", "a,b", "a, b"),
        ("choice", "{a,b}", "a, b"),
        ("choice", "", ""),
        ("sequencing", "c,a,b", "c, a, b"),
        ("matching", "{1.a,2.b}", "1 – a; 2 – b"),
        ("matching", "1.a,odd,.", "1 – a; odd; ."),
        ("fill-in", " a, b ", "a, b"),
        ("numeric", "7.5", "7.5"),
        ("", "{open", "{open"),
    ],
)
def test_in_words(kind: str, value: str, shown: str) -> None:
    assert readable(kind, value) == shown
