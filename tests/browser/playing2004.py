"""The player of SCORM 2004 in a real Chromium."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from courses.models import Attempt
from tests.browser.playing import Player
from tests.scorm.playing import ticket_for


class Player2004(Player):
    """The same window with the other player in it."""

    def launch(self, attempt: Attempt, **ticket: Any) -> Page:
        return self.arrive(ticket_for(attempt, **ticket), "/scorm/player2004/")

    def call(self, name: str, function: str, *arguments: str) -> str:
        """The content of part `name` calls API_1484_11 (RTE 3.1)."""
        answer: str = self.part(name).evaluate(
            "([name, given]) => window.parent.API_1484_11[name](...given)", [function, arguments]
        )
        return answer

    def begin(self, name: str) -> None:
        assert self.call(name, "Initialize", "") == "true"

    def set(self, name: str, **values: str) -> None:
        """SetValue for each value; `adl__nav__request` stands for its own name."""
        for element, value in values.items():
            named = element.replace("__", ".")
            named = named if named.startswith("adl.") else f"cmi.{named}"
            assert self.call(name, "SetValue", named, value) == "true", named

    def get(self, name: str, element: str) -> str:
        return self.call(name, "GetValue", element)
