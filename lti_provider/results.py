"""What the result service says a gradebook holds (AGS 2.0, 3.3). Pure Python.

Nothing in it is trusted: what is no result is passed over.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_LARGEST = 99_999
_POINTS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Result:
    """One person's grade, in points of `maximum`. score None: the gradebook holds none."""

    score: Decimal | None
    maximum: Decimal


def read_results(items: Iterable[Any]) -> dict[str, Result]:
    """Results by user id. The last one counts where a platform names somebody twice."""
    found = {}
    for item in items:
        user = _user_id(item)
        if user:
            # AGS 3.3.4: without resultMaximum it is 1.
            maximum = _points(item.get("resultMaximum"))
            found[user] = Result(
                score=_points(item.get("resultScore")),
                maximum=maximum if maximum is not None and maximum > 0 else Decimal(1),
            )
    return found


def _user_id(item: Any) -> str:
    """A text by the specification; some platforms write their own number."""
    user = item.get("userId") if isinstance(item, dict) else None
    is_id = isinstance(user, str | int) and not isinstance(user, bool)
    return str(user)[:256] if is_id else ""


def _points(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return Decimal(str(value)).quantize(_POINTS) if abs(value) <= _LARGEST else None
