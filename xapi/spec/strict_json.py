"""JSON, read strictly: every doubt is a refusal (Data 2.2, RFC 8259)."""

import json
import math
from typing import Any

from xapi.spec.refused import Refused

# Deeper than any extension in use, and far from the recursion limit of whoever reads it next.
DEEPEST = 64
# Of a thousand long statements. In memory each value takes many times the two characters that it
# may be written in.
MOST_VALUES = 500_000


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                raise Refused(f"the property {key[:80]!r} is there twice")
            seen.add(key)
    return found


def _no_constant(name: str) -> Any:
    raise Refused(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Refused("a number is too large")
    return number


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise Refused(f"it is nested deeper than {DEEPEST} levels")
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(item.values())
            elif isinstance(item, list):
                deeper.extend(item)
        level = deeper


def _check_text(text: str) -> None:
    """Refuse what no database keeps: NUL, and halves of surrogate pairs, as `\\u` escapes too."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as broken:
        raise Refused("it contains half of a surrogate pair") from broken
    if "\0" in text:
        raise Refused("it contains the character NUL")


# Told anything, json.loads makes a new one of these each time.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite
)


def read(body: bytes | str) -> Any:
    """Parse `body`. Raises Refused: not UTF-8, not JSON, a key twice, NaN, too deep, too much."""
    try:
        text = body if isinstance(body, str) else body.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise Refused("it is not UTF-8") from broken
    # Before each value but the first stands one of these; inside texts they count as well.
    if sum(map(text.count, ",[{")) > MOST_VALUES:
        raise Refused(f"it holds more than {MOST_VALUES:,} values")
    try:
        value = _DECODER.decode(text)
    except RecursionError as broken:
        raise Refused(f"it is nested deeper than {DEEPEST} levels") from broken
    except Refused:
        raise
    except ValueError as broken:  # JSONDecodeError, and integers of thousands of digits
        raise Refused(f"it is not JSON ({str(broken)[:80]})") from broken
    _check_depth(value)
    if "\\u" in text or "\0" in text:
        _check_text(write(value))
        if _holds_nul(value):
            raise Refused("it contains the character NUL")
    return value


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_holds_nul(item) for item in value)


# What is written was read before, so nothing in it contains itself.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
)


def write(value: Any) -> str:
    """JSON text of `value`, compact, in UTF-8's own characters."""
    return _ENCODER.encode(value)
