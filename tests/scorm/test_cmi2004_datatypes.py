"""Values of the 2004 data model: right, of another type, or out of range."""

import pytest

from scorm.cmi2004 import datatypes as t
from scorm.cmi2004.errors import NO_ERROR, OUT_OF_RANGE, TYPE_MISMATCH


@pytest.mark.parametrize(
    ("value", "code"),
    [("0.5", NO_ERROR), ("-1", NO_ERROR), ("1.0000001", OUT_OF_RANGE), ("-2", OUT_OF_RANGE),
     ("half", TYPE_MISMATCH), ("", TYPE_MISMATCH), ("1e3", TYPE_MISMATCH), ("٣", TYPE_MISMATCH),
     ("9" * 5_000, TYPE_MISMATCH)],
)  # fmt: skip
def test_measures(value: str, code: int) -> None:
    assert t.real(-1, 1)(value) == code


def test_numbers_without_a_bound() -> None:
    assert t.real()("-123456.5") == NO_ERROR
    assert t.real(0)("-1") == OUT_OF_RANGE
    assert t.integer(0, 3)("4") == OUT_OF_RANGE
    assert t.integer(0, 3)("1.0") == TYPE_MISMATCH
    assert t.integer(0, 3)("3") == NO_ERROR


@pytest.mark.parametrize(
    ("value", "right"),
    [("", True), ("de", True), ("de-CH-1996", True), ("sgn-BE-fr", True), ("i-klingon", True),
     ("x-own", True), ("xx", False), ("german", False), ("de_CH", False), ("i", False)],
)  # fmt: skip
def test_languages(value: str, right: bool) -> None:
    assert (t.language(value) == NO_ERROR) is right


@pytest.mark.parametrize(
    ("value", "right"),
    [("plain", True), ("{lang=fr}bonjour", True), ("{lang=}x", False), ("{lang=frl}x", False),
     ("{other}x", True), ("", True)],
)  # fmt: skip
def test_texts_in_a_language(value: str, right: bool) -> None:
    assert (t.localized(value) == NO_ERROR) is right


@pytest.mark.parametrize(
    ("value", "right"),
    [("OBJ-1", True), ("urn:adl:interaction-1", True), ("http://x.invalid/1", True), ("", False),
     ("urn:", False), ("urn:x:", False), ("two words", False), ("tab\t", False)],
)  # fmt: skip
def test_identifiers(value: str, right: bool) -> None:
    assert (t.long_identifier(value) == NO_ERROR) is right
    assert (t.short_identifier(value) == NO_ERROR) is right


def test_brackets_are_for_the_parts_of_a_response() -> None:
    assert t.short_identifier("a[b]") == TYPE_MISMATCH
    assert t.long_identifier("a[b]") == NO_ERROR


def test_a_text_is_no_file_store() -> None:
    assert t.text("x" * t.TEXT_LIMIT) == NO_ERROR
    assert t.text("x" * (t.TEXT_LIMIT + 1)) == TYPE_MISMATCH
    assert t.text("nul\0") == TYPE_MISMATCH


@pytest.mark.parametrize(
    ("value", "right"),
    [("continue", True), ("_none_", True), ("{target=a.b}choice", True), ("{target=a}jump", True),
     ("{target=}choice", False), ("choice", False), ("start", False), ("Continue", False),
     ("{target=nul\0}choice", False)],
)  # fmt: skip
def test_requests(value: str, right: bool) -> None:
    assert (t.navigation(value) == NO_ERROR) is right


def test_results() -> None:
    assert [t.result(one) for one in ("correct", "0.75", "wrong")] == [0, 0, TYPE_MISMATCH]
