"""The table of the certification guide's cases, as text and as docs/certification.md."""

from collections.abc import Mapping
from pathlib import Path

from tests.certification.cases import CASES, SECTIONS, Case

PAGE = Path(__file__).parents[2] / "docs" / "certification.md"
PASSED, FAILED = "passed", "FAILED"
_HEAD = """# Certification

The cases that 1EdTech's [certification guide](https://www.imsglobal.org/spec/lti/v1p3/cert/) for
LTI Advantage has for tools (its section 6), run against the pretend LMS. They are **our own test
of ourselves**: this product is not certified, and 1EdTech has not looked at it. Its suite runs on
its own servers, for members.

`.venv/bin/python -m tests.certification` runs them and prints this table; with `--write` it writes
this page. Cases marked "our reading" are not in the guide, which leaves them to the tool.

An instructor with an unknown role or with none comes in as a learner: nobody gets rights over a
class by a role that nobody knows. The guide's user claim is `sub`, its role claim `roles`.
"""


def row(case: Case) -> str:
    """A line of the page without its result."""
    source = "guide" if case.is_guide else "our reading"
    return f"| {case.name} | {source} | `{case.test}` |"


def result(case: Case, results: Mapping[str, bool]) -> str:
    """A case whose test did not run has failed."""
    return PASSED if results.get(case.test) else FAILED


def as_page(results: Mapping[str, bool]) -> str:
    lines = [_HEAD]
    for section, title in SECTIONS.items():
        lines += [f"## {section} {title}", "", "| case | source | test | result |"]
        lines += ["| --- | --- | --- | --- |"]
        cases = [case for case in CASES if case.section == section]
        lines += [f"{row(case)} {result(case, results)} |" for case in cases]
        lines += [""]
    return "\n".join(lines)


def as_text(results: Mapping[str, bool]) -> str:
    lines = [f"{result(case, results):8} {case.section:6} {case.name}" for case in CASES]
    passed = sum(result(case, results) == PASSED for case in CASES)
    return "\n".join([*lines, f"{passed} of {len(CASES)} cases passed"])
