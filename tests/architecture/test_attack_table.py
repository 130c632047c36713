"""docs/security.md names a test for every attack: the tests are there."""

import re

from tests.architecture.source import PROJECT

NAMED = re.compile(r"`([a-z0-9_/]+\.py)::(test_\w+)`")


def test_every_attack_in_the_table_is_tried_by_a_test_that_is_there() -> None:
    page = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
    table = page.partition("| attack | what stands against it | tried by |\n")[2]
    _rule, *attacks = table.partition("\n\n")[0].splitlines()
    untried = [row for row in attacks if not NAMED.search(row)]
    gone = [
        f"{file}::{name}"
        for file, name in NAMED.findall(page)
        if f"def {name}(" not in (PROJECT / "tests" / file).read_text(encoding="utf-8")
    ]
    assert attacks
    assert untried == []
    assert gone == []
