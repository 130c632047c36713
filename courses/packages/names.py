"""Names inside a package: what is a safe path, and which names would meet on a disk."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterable

from courses.packages.directory import Record
from courses.packages.limits import Limits
from courses.packages.refusal import PackageRefused, shown

LONGEST_SEGMENT_BYTES = 255
DRIVE_LETTER = re.compile(r"[A-Za-z]:")
# These turn the reading direction of what follows, so that "gpj.exe" reads as "exe.jpg".
DIRECTION_CONTROLS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff{DIRECTION_CONTROLS}]")
RENAME = "Give it an ordinary name (letters, digits, “-”, “_”, “.”) and make the zip again."


def checked_path(record: Record, limits: Limits) -> tuple[str, bool]:
    """The path of an entry ("/" between segments, Unicode NFC) and whether it is a folder.

    Backslashes between segments, which some Windows tools write against APPNOTE.TXT 4.4.17.1,
    become slashes before anything is checked. Nothing else is mended: raises PackageRefused.
    """
    name = unicodedata.normalize("NFC", record.name.replace("\\", "/"))
    is_folder = name.endswith("/")
    path = name.removesuffix("/")
    problem = path_problem(path)
    if problem:
        raise PackageRefused(problem[0], f"{shown(record.name)} {problem[1]}.", problem[2], RENAME)
    _check_length(path, limits)
    if stat.S_ISDIR(record.mode) and not is_folder:
        raise _conflict(path)
    if is_folder and record.size:
        raise PackageRefused(
            "folder-with-content",
            f"The folder {shown(path)} has content as if it were a file.",
            "A name can be a folder or a file, not both.",
            RENAME,
        )
    return path, is_folder


def path_problem(path: str) -> tuple[str, str, str] | None:
    """Why a relative path is not safe as (code, what, why), or None when it is."""
    if CONTROL.search(path):
        return ("control-character", "has an invisible control character", "It may mislead.")
    if not path:
        return ("empty-name", "is no name at all", "A file needs a name.")
    if path.startswith("/"):
        return ("absolute-path", "starts at the root of a disk", "It leads out of the package.")
    if DRIVE_LETTER.match(path):
        return ("drive-letter", "starts with a drive letter", "It leads out of the package.")
    segments = path.split("/")
    if ".." in segments:
        return ("climbing-path", "climbs out of its folder", "It leads out of the package.")
    if not all(segment.strip(". ") for segment in segments):
        return (
            "unusual-path",
            "has a folder without a name",
            "Different computers would put the file into different places.",
        )
    return None


def check_conflicts(files: Iterable[str], folders: Iterable[str]) -> None:
    """Refuse two files that are one on a disk that ignores case, or a file that is a folder."""
    seen: dict[str, str] = {}
    for path in files:
        key = folded(path)
        if key in seen:
            raise PackageRefused(
                "duplicate-name",
                f"{shown(path)} and {shown(seen[key])} are the same name.",
                "On many computers one would overwrite the other.",
                "Rename or remove one of them and make the zip again.",
            )
        seen[key] = path
    for path in seen.values():
        for parent in _parents(path):
            if folded(parent) in seen:
                raise _conflict(parent)
    for folder in folders:
        if folded(folder) in seen or any(folded(parent) in seen for parent in _parents(folder)):
            raise _conflict(folder)


def folded(path: str) -> str:
    """A path as a disk that ignores case and composition sees it."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _parents(path: str) -> Iterable[str]:
    position = path.find("/")
    while position != -1:
        yield path[:position]
        position = path.find("/", position + 1)


def _check_length(path: str, limits: Limits) -> None:
    segments = path.split("/")
    if len(path) > limits.max_path_characters or any(
        len(segment.encode("utf-8")) > LONGEST_SEGMENT_BYTES for segment in segments
    ):
        raise PackageRefused(
            "path-too-long",
            f"The name {shown(path)} is too long.",
            f"At most {limits.max_path_characters} characters in all and "
            f"{LONGEST_SEGMENT_BYTES} bytes for each folder or file can be stored.",
            "Shorten the names and make the zip again.",
        )
    if len(segments) > limits.max_depth:
        raise PackageRefused(
            "too-deep",
            f"{shown(path)} lies {len(segments)} folders deep.",
            f"At most {limits.max_depth} are taken.",
            "Move the files up and make the zip again.",
        )


def _conflict(path: str) -> PackageRefused:
    return PackageRefused(
        "file-and-folder",
        f"{shown(path)} is a file and a folder at once.",
        "A name can be a folder or a file, not both.",
        "Rename one of them and make the zip again.",
    )
