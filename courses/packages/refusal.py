"""What the reader of packages says when it refuses one, or when it takes one with a remark."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_SHOWN_NAME = 120

REPACK = (
    "Make the zip again with an ordinary tool (the export of your authoring tool, or the "
    "compress command of your computer) and upload it again."
)


class PackageRefused(Exception):
    """A package that is not taken in.

    ``code`` is a stable word in kebab case for tests and translations, ``what`` says what was
    found, ``why`` why that stops the package, ``to_do`` what its author can do. All four are
    safe to show: names out of the package are cut and have no control characters.
    """

    def __init__(self, code: str, what: str, why: str, to_do: str) -> None:
        super().__init__(code, what, why, to_do)
        self.code = code
        self.what = what
        self.why = why
        self.to_do = to_do

    def __str__(self) -> str:
        return f"{self.what} {self.why} {self.to_do}"


@dataclass(frozen=True, slots=True)
class PackageWarning:
    """Something unusual that does not stop the package; ``code`` is as in `PackageRefused`."""

    code: str
    message: str


def shown(name: str | bytes) -> str:
    """A name out of a package, quoted, cut and without control characters, fit for a message."""
    text = name.decode("utf-8", "backslashreplace") if isinstance(name, bytes) else name
    printable = "".join(
        character if character.isprintable() else f"\\u{ord(character):04x}"
        for character in text[:LONGEST_SHOWN_NAME]
    )
    return f"“{printable}…”" if len(text) > LONGEST_SHOWN_NAME else f"“{printable}”"
