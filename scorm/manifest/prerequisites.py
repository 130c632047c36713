"""aicc_script, the language of ``adlcp:prerequisites`` (SCORM 1.2 CAM 2.3, taken from AICC CMI).

::

    expression = conjunction *( "|" conjunction )
    conjunction = term *( "&" term )
    term        = "~" term | "(" expression ")" | set | comparison
    set         = [ number "*" ] "{" expression *( "," expression ) "}"
    comparison  = item [ ( "=" | "<>" ) ( status | item ) ]

A bare item is true when its status is passed or completed. A set is true when ``number`` of its
members are, without a number when all are. A status is one of the six words of
cmi.core.lesson_status, in quotes or not, or its first letter in quotes; capitals do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec

MAX_LENGTH: Final = 4_096
MAX_DEPTH: Final = 50
NOT_ATTEMPTED: Final = "not attempted"
SATISFIED: Final = ("passed", "completed")
# AICC: the first letter of a status tells which.
STATUSES: Final = {
    word[0]: word
    for word in ("passed", "completed", "failed", "incomplete", "browsed", NOT_ATTEMPTED)
}
TOKEN: Final = re.compile(
    r"""(?P<quoted>"[^"]*"|'[^']*')
      | (?P<sign><>|[&|~=(){},*])
      | (?P<status>not\s+attempted(?![^\s&|~=<>(){},*"']))
      | (?P<word>[^\s&|~=<>(){},*"']+)""",
    re.VERBOSE | re.IGNORECASE,
)
SPACE: Final = re.compile(r"\s*")


class PrerequisiteError(ValueError):
    """The text is not aicc_script; ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position + 1}).")
        self.position = position


class Satisfied(msgspec.Struct, frozen=True, tag=True):
    """True when the item is passed or completed."""

    identifier: str


class Compared(msgspec.Struct, frozen=True, tag=True):
    """True when the status of ``identifier`` equals, or does not, ``other``: the word of a
    status, or with ``other_is_item`` the status of another item."""

    identifier: str
    equal: bool
    other: str
    other_is_item: bool = False


class Negated(msgspec.Struct, frozen=True, tag=True):
    """True when ``inner`` is not."""

    inner: Expression


class AtLeast(msgspec.Struct, frozen=True, tag=True):
    """True when ``count`` or more of ``members`` are: "&" is all of them, "|" is one."""

    count: int
    members: tuple[Expression, ...]


Expression = Satisfied | Compared | Negated | AtLeast


def parse(text: str) -> Expression:
    """Read an expression; raises PrerequisiteError, also on an empty, long or deep one."""
    if len(text) > MAX_LENGTH:
        raise PrerequisiteError(f"Longer than {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(_tokens(text))
    expression = parser.expression()
    parser.expect("end", "")
    return expression


def met(expression: Expression, statuses: Mapping[str, str]) -> bool:
    """Evaluate over cmi.core.lesson_status by item; an item without one is not attempted."""
    match expression:
        case Satisfied(identifier):
            return _status(identifier, statuses) in SATISFIED
        case Compared(identifier, equal, other, other_is_item):
            wanted = _status(other, statuses) if other_is_item else other
            return (_status(identifier, statuses) == wanted) is equal
        case Negated(inner):
            return not met(inner, statuses)
        case AtLeast(count, members):
            return sum(met(member, statuses) for member in members) >= count


def identifiers(expression: Expression) -> frozenset[str]:
    """Every item an expression asks about."""
    match expression:
        case Satisfied(identifier):
            return frozenset((identifier,))
        case Compared(identifier, _, other, other_is_item):
            return frozenset((identifier, other) if other_is_item else (identifier,))
        case Negated(inner):
            return identifiers(inner)
        case AtLeast(_, members):
            return frozenset().union(*(identifiers(member) for member in members))


def _status(identifier: str, statuses: Mapping[str, str]) -> str:
    return statuses.get(identifier) or NOT_ATTEMPTED


class _Token(msgspec.Struct, frozen=True):
    kind: Literal["quoted", "sign", "status", "word", "end"]
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    tokens = []
    position = _after_space(text, 0)
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise PrerequisiteError(f"{text[position]!r} does not belong here", position)
        tokens.append(_token(match))
        position = _after_space(text, match.end())
    return [*tokens, _Token("end", "", len(text))]


def _token(match: re.Match[str]) -> _Token:
    for kind in ("quoted", "sign", "status"):
        if match[kind]:
            return _Token(kind, match[0], match.start())
    return _Token("word", match[0], match.start())


def _after_space(text: str, position: int) -> int:
    match = SPACE.match(text, position)
    return match.end() if match else position


class _Parser:
    """Recursive descent; ``_depth`` bounds the recursion."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def expect(self, kind: str, text: str) -> _Token:
        token = self._tokens[self._place]
        if (token.kind, token.text) != (kind, text):
            wanted = repr(text) if text else "the end"
            found = repr(token.text) if token.text else "the end"
            raise PrerequisiteError(f"{found} found where {wanted} belongs", token.position)
        self._place += 1
        return token

    def expression(self) -> Expression:
        members = self._separated(self._conjunction, "|")
        return members[0] if len(members) == 1 else AtLeast(1, members)

    def _conjunction(self) -> Expression:
        members = self._separated(self._term, "&")
        return members[0] if len(members) == 1 else AtLeast(len(members), members)

    def _separated(self, part: Callable[[], Expression], sign: str) -> tuple[Expression, ...]:
        parts = [part()]
        while self._accept(sign):
            parts.append(part())
        return tuple(parts)

    def _accept(self, sign: str) -> bool:
        token = self._tokens[self._place]
        if (token.kind, token.text) != ("sign", sign):
            return False
        self._place += 1
        return True

    def _term(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            position = self._tokens[self._place].position
            raise PrerequisiteError(f"Nested deeper than {MAX_DEPTH}", position)
        term = self._one_term()
        self._depth -= 1
        return term

    def _one_term(self) -> Expression:
        if self._accept("~"):
            return Negated(self._term())
        if self._accept("("):
            inner = self.expression()
            self.expect("sign", ")")
            return inner
        if self._accept("{"):
            members = self._members()
            return AtLeast(len(members), members)
        if self._tokens[self._place + 1 : self._place + 2] and self._is_count():
            return self._counted_set()
        return self._comparison()

    def _is_count(self) -> bool:
        token, following = self._tokens[self._place : self._place + 2]
        return token.kind == "word" and (following.kind, following.text) == ("sign", "*")

    def _counted_set(self) -> Expression:
        token = self._tokens[self._place]
        if not re.fullmatch("[0-9]{1,4}", token.text) or int(token.text) < 1:
            raise PrerequisiteError(f"{token.text!r} is no number of items", token.position)
        self._place += 1
        self.expect("sign", "*")
        self.expect("sign", "{")
        members = self._members()
        if int(token.text) > len(members):
            raise PrerequisiteError("More items asked for than there are", token.position)
        return AtLeast(int(token.text), members)

    def _members(self) -> tuple[Expression, ...]:
        members = self._separated(self.expression, ",")
        self.expect("sign", "}")
        return members

    def _comparison(self) -> Expression:
        identifier = self._item()
        if self._accept("="):
            return self._compared(identifier, equal=True)
        if self._accept("<>"):
            return self._compared(identifier, equal=False)
        return Satisfied(identifier)

    def _item(self) -> str:
        token = self._tokens[self._place]
        identifier = token.text.strip("\"'").strip()
        if token.kind not in ("word", "quoted") or not identifier:
            found = repr(token.text) if token.text else "The end"
            raise PrerequisiteError(f"{found} found where an item belongs", token.position)
        self._place += 1
        return identifier

    def _compared(self, identifier: str, *, equal: bool) -> Expression:
        token = self._tokens[self._place]
        word = " ".join(token.text.strip("\"'").lower().split())
        is_letter = token.kind == "quoted" and word in STATUSES
        if is_letter or word in STATUSES.values():
            self._place += 1
            return Compared(identifier, equal, STATUSES[word[0]])
        if token.kind == "quoted":
            raise PrerequisiteError(f"{token.text} is no status", token.position)
        return Compared(identifier, equal, self._item(), other_is_item=True)
