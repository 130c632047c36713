"""ADL's SCORM 2004 4th Edition cases, replayed against the data model and the sequencing engine.

The cases are data of ADL's test suite and are not part of this repository. ADL_SCORM_2004 names
the folder that has `cases/` and `manifests/` in it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.cases import PLACE, names
from tests.conformance.replay import replay

PASSING = (Path(__file__).parent / "passing.txt").read_text(encoding="utf-8").split()
CASES = names()

pytestmark = pytest.mark.skipif(
    not CASES, reason=f"ADL's cases are not in {PLACE}: set ADL_SCORM_2004 to their folder"
)


def test_every_pinned_case_is_there() -> None:
    """`passing.txt` is the list of what passes; a case that is gone is no longer checked."""
    assert set(PASSING) - set(CASES) == set()


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    replay(name)
