"""Lines of a CSV file (RFC 4180) that a spreadsheet shows as what they are, and runs as nothing."""

import csv
import io
from collections.abc import Iterable

# So that a spreadsheet program takes the file for UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection);
# in some languages also where the sign is a wide one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def line(cells: Iterable[object]) -> str:
    """One line, with its end. None and "" are empty cells; texts begin no formula."""
    out = io.StringIO()
    csv.writer(out).writerow([_cell(value) for value in cells])
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
