"""Run every case of the certification guide and print the table.

python -m tests.certification            print it; the exit status is 1 when a case fails
python -m tests.certification --write    and write it into docs/certification.md
"""

import sys

import pytest

from tests.certification.cases import CASES
from tests.certification.table import PAGE, as_page, as_text


class Results:
    """What became of each test, by node; a test with several parameters passes as a whole."""

    def __init__(self) -> None:
        self.by_test: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.partition("[")[0].removeprefix("tests/")
        passed = report.passed or (report.when != "call" and not report.failed)
        ran = self.by_test.get(test, True)
        self.by_test[test] = ran and passed and not report.skipped


def main(arguments: list[str]) -> int:
    results = Results()
    tests = sorted({f"tests/{case.test}" for case in CASES})
    pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *tests], plugins=[results])
    print(as_text(results.by_test))
    if "--write" in arguments:
        PAGE.write_text(as_page(results.by_test), encoding="utf-8")
    return 0 if all(results.by_test.get(case.test) for case in CASES) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
