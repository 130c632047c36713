"""Error codes of the SCORM 1.2 API adapter (RTE 3.3.3, table of LMSGetLastError codes)."""

from __future__ import annotations

from typing import Final

from scorm.cmi.refusals import ElementRefused

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


class CmiError(ElementRefused):
    """An `ElementRefused` with a SCORM 1.2 error code."""

    words = ERROR_STRINGS
