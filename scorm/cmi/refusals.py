"""Elements that may not be set so, in the words of either data model (SCORM 1.2 and 2004)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class ElementRefused(ValueError):
    """One call on one element that the data model does not allow.

    `code` is an error code of the data model's API, `words` what each of them says. `element` is
    the name as it was given (it may be hostile: escape it before showing it), `message` says what
    was wrong with it. The value itself is never part of the message: it may be personal data.
    """

    words: ClassVar[Mapping[int, str]] = {}

    def __init__(self, code: int, element: str, message: str) -> None:
        super().__init__(f"{element}: {code} {self.words[code]}: {message}")
        self.code = code
        self.element = element
        self.message = message


class DeltaRefused(ValueError):
    """A delta with at least one forged or malformed element; none of it was applied.

    `errors` lists each offending element once.
    """

    def __init__(self, errors: Sequence[ElementRefused]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors

    @property
    def elements(self) -> list[dict[str, str | int]]:
        """The offending elements as the sender is told of them."""
        return [
            {"element": error.element, "code": error.code, "message": error.message}
            for error in self.errors
        ]
