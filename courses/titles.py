"""What a module is called in several languages, and which title a reader is shown. Pure Python.

The titles are kept as the owner may edit them: one a line, the language (BCP 47) before a colon.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_TITLE = 200
MOST_TITLES = 50
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_TAG = 35


@dataclass(frozen=True, slots=True)
class LocalTitle:
    """A title and the language (BCP 47) that it is in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def read_titles(lines: str) -> dict[str, str]:
    """Language to title. Of a language that comes twice the first counts.

    Raises ValueError with the line that is not "language: title" (or is too long) as its argument.
    """
    found: dict[str, str] = {}
    for line in filter(str.strip, lines.splitlines()):
        tag, colon, title = (part.strip() for part in line.partition(":"))
        if not colon or not title or not is_language(tag) or len(title) > LONGEST_TITLE:
            raise ValueError(line.strip())
        found.setdefault(tag, title)
    return found


def write_titles(titles: Mapping[str, str]) -> str:
    """The reverse of `read_titles`; what it would not take is left out, and the lines beyond 50."""
    lines = [
        f"{tag}: {title}"
        for tag, title in titles.items()
        if is_language(tag) and 0 < len(title) <= LONGEST_TITLE
    ]
    return "\n".join(lines[:MOST_TITLES])


def is_language(tag: str) -> bool:
    return len(tag) <= _LONGEST_TAG and _TAG.fullmatch(tag) is not None


def local_title(own: LocalTitle, others: str, reader: str) -> LocalTitle:
    """`own`, or the one of the `others` (lines) that is in the reader's language.

    A title in exactly that variety comes before the own one in another variety, and that before
    another one in another variety: for "fr-BE" first "fr-BE", then "fr" or "fr-CA".
    """
    titles = read_titles(others)
    for tag, title in titles.items():
        if tag.lower() == reader.lower() != own.language.lower():
            return LocalTitle(title, tag)
    if _primary(own.language) == _primary(reader):
        return own
    for tag, title in titles.items():
        if _primary(tag) == _primary(reader):
            return LocalTitle(title, tag)
    return own


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
