"""From an href in a manifest to the file in the package, and the query that goes with it.

RFC 3986 for the reference, IMS Content Packaging 1.1.2 for xml:base, SCORM CAM for the
``parameters`` of an item.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote_to_bytes

from courses.packages.files import PackageFiles

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Above what any package has; without it a long xml:base costs its length for every file.
LONGEST_REFERENCE = 4_000
DRIVE_LETTER = re.compile(r"[A-Za-z]:")
# What may stand in a query or fragment unencoded (RFC 3986 3.4), and "%" of what is encoded.
QUERY_SAFE = "!$&'()*+,;=:@/?-._~%[]"

Problem = Literal["external", "unsafe-scheme", "absolute", "climbing", "missing", "empty"]


@dataclass(frozen=True, slots=True)
class Reference:
    """An href taken apart. ``path`` is decoded and has "/" between segments; ``query`` and
    ``fragment`` are encoded and without their sign. ``problem`` tells why there is no path."""

    path: str = ""
    query: str = ""
    fragment: str = ""
    problem: Problem | None = None
    remarks: tuple[str, ...] = ()


def resolve(href: str, bases: tuple[str, ...], files: PackageFiles) -> Reference:
    """Find what ``href`` means below the xml:base values ``bases``, outermost first.

    ``remarks`` are codes of warnings: "backslash", "wrong-case", "base-without-slash".
    """
    if len(href) + sum(map(len, bases)) > LONGEST_REFERENCE:
        return Reference(problem="missing")
    remarks: list[str] = []
    if "\\" in href or any("\\" in base for base in bases):
        remarks.append("backslash")
        href = href.replace("\\", "/")
        bases = tuple(base.replace("\\", "/") for base in bases)
    whole, base_remark = _joined(href, bases)
    if base_remark:
        remarks.append(base_remark)
    problem = _outside(whole)
    if problem:
        return Reference(problem=problem, remarks=tuple(remarks))
    before_fragment, _, fragment = whole.partition("#")
    raw_path, _, query = before_fragment.partition("?")
    if not raw_path or raw_path.endswith("/"):
        return Reference(problem="empty", remarks=tuple(remarks))
    path, problem, is_exact = _found(raw_path, files)
    if problem:
        return Reference(problem=problem, remarks=tuple(remarks))
    if not is_exact:
        remarks.append("wrong-case")
    return Reference(path, _encoded(query), _encoded(fragment), None, tuple(remarks))


def launch_query(reference: Reference, parameters: str) -> str:
    """Query and fragment of a launch, with an item's ``parameters`` added.

    The steps of IMS Content Packaging and SCORM CAM: leading "?" and "&" of the parameters go;
    parameters that are a fragment are used unless the href has one; others are joined to the
    query. They come before a fragment of the href, where RFC 3986 has the query.
    """
    query, fragment = reference.query, reference.fragment
    parameters = parameters.strip().lstrip("?&")
    if parameters.startswith("#"):
        fragment = fragment or _encoded(parameters[1:])
    elif parameters:
        added, _, added_fragment = parameters.partition("#")
        query = f"{query}&{_encoded(added)}" if query else _encoded(added)
        fragment = fragment or _encoded(added_fragment)
    return (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _joined(href: str, bases: tuple[str, ...]) -> tuple[str, str]:
    whole = ""
    remark = ""
    for base in bases:
        if not base:
            continue
        if not base.endswith("/"):
            remark = "base-without-slash"
            base = f"{base}/"
        whole = base if _outside(base) else whole + base
    return (href if _outside(href) else whole + href), remark


def _outside(reference: str) -> Problem | None:
    if DRIVE_LETTER.match(reference) and reference[2:3] in ("", "/"):
        return "absolute"
    if reference.startswith("//"):
        return "external"
    if reference.startswith("/"):
        return "absolute"
    scheme = SCHEME.match(reference)
    if scheme is None:
        return None
    return "external" if scheme[0].lower() in ("http:", "https:") else "unsafe-scheme"


def _found(raw_path: str, files: PackageFiles) -> tuple[str, Problem | None, bool]:
    """The stored path, and whether it is written so: the decoded reading first, then the one of
    authors who do not encode."""
    decoded = _normalised(_decoded(raw_path))
    if decoded is None:
        return "", "climbing", False
    found = files.find(decoded) if decoded else None
    if found == decoded and found:
        return found, None, True
    literal = _normalised(raw_path)
    found = found or (files.find(literal) if literal else None)
    return (found, None, found == literal) if found else ("", "missing", False)


def _decoded(raw_path: str) -> str:
    return unquote_to_bytes(raw_path).decode("utf-8", "replace").replace("\\", "/")


def _normalised(path: str) -> str | None:
    """Without dot segments (RFC 3986 5.2.4) and in NFC; None when it climbs out."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if not segments:
                return None
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return unicodedata.normalize("NFC", "/".join(segments))


def _encoded(text: str) -> str:
    return quote(text, safe=QUERY_SAFE)


def describe(problem: Problem) -> tuple[str, str]:
    """Why a reference with this problem cannot be launched, and what to do about it."""
    return _DESCRIPTIONS[problem]


_INSIDE = "Put the file into the package and write its path relative to imsmanifest.xml."
_DESCRIPTIONS: Mapping[Problem, tuple[str, str]] = {
    "external": ("It lies on another server, where the course cannot report from.", _INSIDE),
    "unsafe-scheme": ("It is not a file but an address of another kind.", _INSIDE),
    "absolute": ("It starts at the root of a disk or server.", _INSIDE),
    "climbing": ("It leads out of the package.", _INSIDE),
    "missing": (
        "There is no such file in the package.",
        "Check the spelling, or put the file into the package.",
    ),
    "empty": ("It names no file.", "Name the page that starts the course."),
}
