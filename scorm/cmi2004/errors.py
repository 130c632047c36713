"""Error codes of the SCORM 2004 API (RTE 3.1.7, IEEE 1484.11.2)."""

from __future__ import annotations

from typing import Final

from scorm.cmi.refusals import ElementRefused

NO_ERROR: Final = 0
GENERAL_EXCEPTION: Final = 101
ALREADY_INITIALIZED: Final = 103
CONTENT_INSTANCE_TERMINATED: Final = 104
TERMINATION_BEFORE_INITIALIZATION: Final = 112
TERMINATION_AFTER_TERMINATION: Final = 113
GET_BEFORE_INITIALIZATION: Final = 122
GET_AFTER_TERMINATION: Final = 123
SET_BEFORE_INITIALIZATION: Final = 132
SET_AFTER_TERMINATION: Final = 133
COMMIT_BEFORE_INITIALIZATION: Final = 142
COMMIT_AFTER_TERMINATION: Final = 143
ARGUMENT_ERROR: Final = 201
GET_FAILURE: Final = 301
SET_FAILURE: Final = 351
UNDEFINED_ELEMENT: Final = 401
NOT_INITIALIZED: Final = 403
READ_ONLY: Final = 404
WRITE_ONLY: Final = 405
TYPE_MISMATCH: Final = 406
OUT_OF_RANGE: Final = 407
DEPENDENCY: Final = 408

ERROR_STRINGS: Final[dict[int, str]] = {
    NO_ERROR: "No Error",
    GENERAL_EXCEPTION: "General Exception",
    102: "General Initialization Failure",
    ALREADY_INITIALIZED: "Already Initialized",
    CONTENT_INSTANCE_TERMINATED: "Content Instance Terminated",
    111: "General Termination Failure",
    TERMINATION_BEFORE_INITIALIZATION: "Termination Before Initialization",
    TERMINATION_AFTER_TERMINATION: "Termination After Termination",
    GET_BEFORE_INITIALIZATION: "Retrieve Data Before Initialization",
    GET_AFTER_TERMINATION: "Retrieve Data After Termination",
    SET_BEFORE_INITIALIZATION: "Store Data Before Initialization",
    SET_AFTER_TERMINATION: "Store Data After Termination",
    COMMIT_BEFORE_INITIALIZATION: "Commit Before Initialization",
    COMMIT_AFTER_TERMINATION: "Commit After Termination",
    ARGUMENT_ERROR: "General Argument Error",
    GET_FAILURE: "General Get Failure",
    SET_FAILURE: "General Set Failure",
    391: "General Commit Failure",
    UNDEFINED_ELEMENT: "Undefined Data Model Element",
    402: "Unimplemented Data Model Element",
    NOT_INITIALIZED: "Data Model Element Value Not Initialized",
    READ_ONLY: "Data Model Element Is Read Only",
    WRITE_ONLY: "Data Model Element Is Write Only",
    TYPE_MISMATCH: "Data Model Element Type Mismatch",
    OUT_OF_RANGE: "Data Model Element Value Out Of Range",
    DEPENDENCY: "Data Model Dependency Not Established",
}


class CmiError(ElementRefused):
    """An `ElementRefused` with a SCORM 2004 error code."""

    words = ERROR_STRINGS
