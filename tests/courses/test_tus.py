"""The headers of an upload, as a client writes them and as nobody should."""

import base64
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.tus import (
    LONGEST_METADATA,
    TusRefused,
    check_body_type,
    check_version,
    http_date,
    read_length,
    read_metadata,
    read_offset,
    read_size,
)

KEYS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=","),
    min_size=1,
    max_size=20,
)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def status_of(read: object, *arguments: object) -> int:
    with pytest.raises(TusRefused) as refused:
        read(*arguments)  # type: ignore[operator]
    assert str(refused.value).endswith(".")
    return refused.value.status


def test_numbers_are_plain_decimals() -> None:
    assert (read_offset("0"), read_offset("10"), read_length("7", 7), read_size("5")) == (
        0,
        10,
        7,
        5,
    )


@pytest.mark.parametrize("wrong", [None, "", "-1", "+1", "1.0", "0x10", "1e3", " 1", "٣", "9" * 16])
def test_what_is_no_number_is_refused(wrong: str | None) -> None:
    assert status_of(read_offset, wrong) == 400
    assert status_of(read_length, wrong, 10) == 400


def test_a_length_has_its_limits() -> None:
    assert status_of(read_length, "0", 10) == 400
    assert status_of(read_length, "11", 10) == 413
    assert status_of(read_size, None) == 411


def test_version_and_type_are_asked_for() -> None:
    check_version("1.0.0")
    check_body_type("Application/Offset+Octet-Stream; charset=x")
    assert status_of(check_version, None) == status_of(check_version, "0.2.2") == 412
    assert status_of(check_body_type, "application/octet-stream") == 415


def test_metadata_of_a_browser() -> None:
    name = "Cours : hameçonnage.zip"
    given = f"filename {encoded(name)},filetype {encoded('application/zip')},is_confidential"
    assert read_metadata(given) == {
        "filename": name,
        "filetype": "application/zip",
        "is_confidential": "",
    }
    assert read_metadata("") == {}


@pytest.mark.parametrize(
    "wrong",
    [
        ",", "a YQ==,", "a YQ==,a YQ==", " ,a", "a not-base64!", "a YQ", "né YQ==",
        "a " + "YWFh" * (LONGEST_METADATA // 4),
    ],
)  # fmt: skip
def test_metadata_that_is_not_written_so_is_refused(wrong: str) -> None:
    assert status_of(read_metadata, wrong) == 400


def test_a_value_that_is_no_text_is_left_out() -> None:
    assert read_metadata("filename " + base64.b64encode(b"\xff\xfe\x00a").decode()) == {
        "filename": "\0a"
    }


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(KEYS, st.text(max_size=30), max_size=5))
def test_what_is_written_is_read(pairs: dict[str, str]) -> None:
    pairs = {key: value.encode("utf-8", "ignore").decode() for key, value in pairs.items()}
    assert (
        read_metadata(",".join(f"{key} {encoded(value)}" for key, value in pairs.items())) == pairs
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_whatever_comes_is_read_or_refused(header: str) -> None:
    for read in (read_offset, read_size, read_metadata, check_version, check_body_type):
        try:
            read(header)
        except TusRefused as refused:
            assert 400 <= refused.status < 500  # noqa: PT017 - either way is right


def test_a_date_as_http_writes_it() -> None:
    moment = dt.datetime(2026, 11, 24, 9, 5, tzinfo=dt.UTC)
    assert http_date(moment) == "Tue, 24 Nov 2026 09:05:00 GMT"
