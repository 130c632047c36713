"""Whatever Oscar writes into an answer, no spreadsheet runs it."""

import csv
import io

import pytest

from academies.spreadsheets import line


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"]
)
def test_no_cell_begins_a_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(line([text, "b"]), newline=""))

    assert row == [f"'{text}", "b"]


def test_numbers_gaps_quotes_and_line_ends_survive() -> None:
    (row,) = csv.reader(io.StringIO(line([3, -2.5, None, "", 'a "b"\nc, d']), newline=""))

    assert row == ["3", "-2.5", "", "", 'a "b"\nc, d']
    assert line(["a"]) == "a\r\n"
