"""What a part has said of its objectives (SCORM 1.2 RTE 3.4.4; SCORM 2004 RTE 4.2.17)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from courses.explaining import ObjectiveReport
from courses.outcomes import Completion, Success
from scorm.cmi.verdict import scaled_score
from scorm.models import ScoState

_ELEMENT = re.compile(r"cmi\.objectives\.([0-9]{1,5})\.([a-z_.]{1,40})")
_COMPLETIONS = {
    "completed": Completion.COMPLETED,
    "passed": Completion.COMPLETED,
    "failed": Completion.COMPLETED,
    "browsed": Completion.COMPLETED,
    "incomplete": Completion.INCOMPLETE,
}
_SUCCESSES = {"passed": Success.PASSED, "failed": Success.FAILED}


def objectives_of(
    state: ScoState, titles: Mapping[str, str], plain: Callable[[str], str]
) -> Iterator[ObjectiveReport]:
    """In the order of their records. `plain`: takes the mark of its language off a text."""
    records: dict[int, dict[str, str]] = {}
    for element, value in state.cmi.items():
        match = _ELEMENT.fullmatch(element)
        if match:
            records.setdefault(int(match[1]), {})[match[2]] = value
    for _index, values in sorted(records.items()):
        status = values.get("status", "")
        yield ObjectiveReport(
            part=titles.get(state.sco, state.sco),
            objective=values.get("id", ""),
            description=plain(values.get("description", "")),
            completion=_COMPLETIONS.get(
                values.get("completion_status", status), Completion.UNKNOWN
            ),
            success=_SUCCESSES.get(values.get("success_status", status), Success.UNKNOWN),
            score=_score(values),
        )


def _score(values: Mapping[str, str]) -> Decimal | None:
    scaled = values.get("score.scaled")
    if scaled:
        return Decimal(scaled)
    parts = {f"cmi.core.score.{part}": values.get(f"score.{part}", "") for part in _PARTS}
    return scaled_score(parts)


_PARTS = ("raw", "min", "max")
