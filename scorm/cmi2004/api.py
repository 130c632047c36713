"""API_1484_11 as a content object sees it (RTE 3.1): eight methods and a state of their own.

The browser has its own (static/scorm/cmi2004/), by the same rules; this one answers in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from scorm.cmi2004 import errors as e
from scorm.cmi2004.data import DataModel
from scorm.cmi2004.errors import CmiError

_BEFORE_AND_AFTER: Final = {
    "get": (e.GET_BEFORE_INITIALIZATION, e.GET_AFTER_TERMINATION),
    "set": (e.SET_BEFORE_INITIALIZATION, e.SET_AFTER_TERMINATION),
    "commit": (e.COMMIT_BEFORE_INITIALIZATION, e.COMMIT_AFTER_TERMINATION),
    "terminate": (e.TERMINATION_BEFORE_INITIALIZATION, e.TERMINATION_AFTER_TERMINATION),
}


class Api:
    """One communication session. ``commit`` is called with what was set since the last time, at
    Commit and at Terminate; ``last_error`` is the code of the last call."""

    def __init__(self, model: DataModel, commit: Callable[[dict[str, str]], None]) -> None:
        self.model = model
        self.last_error = e.NO_ERROR
        self.is_running = False
        self.is_terminated = False
        self._commit = commit

    def initialize(self, argument: str = "") -> str:
        if argument != "":
            return self._failed(e.ARGUMENT_ERROR)
        if self.is_running:
            return self._failed(e.ALREADY_INITIALIZED)
        if self.is_terminated:
            return self._failed(e.CONTENT_INSTANCE_TERMINATED)
        self.is_running = True
        return self._succeeded()

    def terminate(self, argument: str = "") -> str:
        wrong = e.ARGUMENT_ERROR if argument != "" else self._out_of_session("terminate")
        if wrong:
            return self._failed(wrong)
        self._send()
        self.is_running, self.is_terminated = False, True
        return self._succeeded()

    def commit(self, argument: str = "") -> str:
        wrong = e.ARGUMENT_ERROR if argument != "" else self._out_of_session("commit")
        if wrong:
            return self._failed(wrong)
        self._send()
        return self._succeeded()

    def get_value(self, element: str) -> str:
        wrong = self._out_of_session("get")
        if wrong:
            self.last_error = wrong
            return ""
        try:
            value = self.model.get(element)
        except CmiError as error:
            self.last_error = error.code
            return ""
        self.last_error = e.NO_ERROR
        return value

    def set_value(self, element: str, value: str) -> str:
        wrong = self._out_of_session("set")
        if wrong:
            return self._failed(wrong)
        try:
            self.model.set(element, value)
        except CmiError as error:
            return self._failed(error.code)
        return self._succeeded()

    def get_last_error(self) -> str:
        return str(self.last_error)

    def get_error_string(self, code: str) -> str:
        """The words for a code, "" for one that is not a code; leaves the last error as it is."""
        return _words_for(code)

    def get_diagnostic(self, code: str = "") -> str:
        """The same as `get_error_string`; "" asks about the last error (RTE 3.1.5.3)."""
        return _words_for(code or str(self.last_error))

    def _out_of_session(self, method: str) -> int:
        before, after = _BEFORE_AND_AFTER[method]
        if self.is_running:
            return e.NO_ERROR
        return after if self.is_terminated else before

    def _send(self) -> None:
        changed = dict(self.model.changed)
        self.model.changed.clear()
        self._commit(changed)

    def _failed(self, code: int) -> str:
        self.last_error = code
        return "false"

    def _succeeded(self) -> str:
        self.last_error = e.NO_ERROR
        return "true"


def _words_for(code: str) -> str:
    known = code.isascii() and code.isdigit() and str(int(code[:9])) == code
    return e.ERROR_STRINGS.get(int(code), "") if known else ""
