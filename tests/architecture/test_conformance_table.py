"""docs/conformance.md names a test for every requirement: the tests are there."""

import re

from tests.architecture.source import PROJECT

NAMED = re.compile(r"`([a-z0-9_/]+\.py)::(test_\w+)`")
REQUIREMENT = re.compile(r"^\| (\d+(?:\.\d+){3}-\d+)")


def rows() -> list[str]:
    page = (PROJECT / "docs" / "conformance.md").read_text(encoding="utf-8")
    return [line for line in page.splitlines() if REQUIREMENT.match(line)]


def test_every_requirement_in_the_table_is_shown_by_a_test_that_is_there() -> None:
    unshown = [row for row in rows() if not NAMED.search(row)]
    gone = [
        f"{file}::{name}"
        for file, name in {found for row in rows() for found in NAMED.findall(row)}
        if f"def {name}(" not in (PROJECT / "tests" / file).read_text(encoding="utf-8")
    ]
    assert rows()
    assert unshown == []
    assert gone == []
