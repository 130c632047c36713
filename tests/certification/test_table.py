"""The table is whole: its tests are there, all of ours are in it, and the page shows it."""

import ast
from pathlib import Path

from tests.certification.cases import CASES, SECTIONS
from tests.certification.table import FAILED, PAGE, as_text, row

TESTS = Path(__file__).parents[1]


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {name for name in named if name.startswith("test_")}


def test_every_case_has_a_test_that_is_there() -> None:
    gone = [case.test for case in CASES if not _is_there(case.test)]
    assert gone == []


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return name in names_in(TESTS / file)


def test_every_test_here_is_a_case() -> None:
    here = {
        f"certification/{file.name}::{name}"
        for file in TESTS.glob("certification/test_*.py")
        if file.name != Path(__file__).name
        for name in names_in(file)
    }
    assert here - {case.test for case in CASES} == set()


def test_the_guides_nine_launches_are_nine() -> None:
    count = {s: sum(c.section == s and c.is_guide for c in CASES) for s in SECTIONS}
    assert count == {"6.1.1": 12, "6.1.2": 9, "6.1.3": 9, "6.2": 7, "6.3": 5, "6.4": 1}


def test_the_page_shows_every_case_and_no_other() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    shown = [line for line in lines if "::test_" in line]
    assert [line.rpartition("` |")[0] + "` |" for line in shown] == [row(case) for case in CASES]
    assert [line for line in shown if FAILED in line] == []


def test_a_case_that_did_not_run_has_not_passed() -> None:
    ran = {case.test: True for case in CASES[1:]}
    assert as_text(ran).startswith(FAILED)
