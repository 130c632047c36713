"""Error codes of the SCORM 1.2 API adapter (RTE 3.3.3, table of LMSGetLastError codes)."""

from __future__ import annotations

from typing import Final

GENERAL_EXCEPTION: Final = 101
INVALID_ARGUMENT: Final = 201
CANNOT_HAVE_CHILDREN: Final = 202
NOT_AN_ARRAY: Final = 203
NOT_INITIALIZED: Final = 301
NOT_IMPLEMENTED: Final = 401
IS_A_KEYWORD: Final = 402
READ_ONLY: Final = 403
WRITE_ONLY: Final = 404
INCORRECT_TYPE: Final = 405

ERROR_STRINGS: Final[dict[int, str]] = {
    GENERAL_EXCEPTION: "General exception",
    INVALID_ARGUMENT: "Invalid argument error",
    CANNOT_HAVE_CHILDREN: "Element cannot have children",
    NOT_AN_ARRAY: "Element not an array. Cannot have count",
    NOT_INITIALIZED: "Not initialized",
    NOT_IMPLEMENTED: "Not implemented error",
    IS_A_KEYWORD: "Invalid set value, element is a keyword",
    READ_ONLY: "Element is read only",
    WRITE_ONLY: "Element is write only",
    INCORRECT_TYPE: "Incorrect data type",
}


class CmiError(ValueError):
    """One call on one element that the data model does not allow.

    `code` is a SCORM 1.2 error code, `element` the name as it was given (it may be
    hostile: escape it before showing it), `message` says what was wrong with it.
    The value itself is never part of the message: it may be personal data.
    """

    def __init__(self, code: int, element: str, message: str) -> None:
        super().__init__(f"{element}: {code} {ERROR_STRINGS[code]}: {message}")
        self.code = code
        self.element = element
        self.message = message
