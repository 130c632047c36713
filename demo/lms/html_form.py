"""Reads the hidden form of a self-posting page, as a browser would before it submits it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class HtmlForm:
    """Where a form posts to, and its named fields."""

    action: str = ""
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(HtmlForm(values.get("action", ""), values.get("name", "")))
        elif tag == "input" and "name" in values and self.forms:
            self.forms[-1].fields[values["name"]] = values.get("value", "")


def read_forms(html: str) -> list[HtmlForm]:
    """All forms of a page, in order; for each only its <input> fields."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
