"""From the url of an AU to the file in the package, or to the address elsewhere.

cmi5 13.1.4 (url), 8.1 (parameters of the launch), 14.1 and 14.2 (which may be relative); RFC 1738.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes

from courses.packages.files import PackageFiles

# Above what any course has; without it a list of a thousand long ones costs their product.
LONGEST = 4_000
LAUNCH_PARAMETERS: Final = ("endpoint", "fetch", "actor", "registration", "activityId")
# RFC 1738 2.2: what may stand unencoded, with the reserved signs, "#" before a fragment, and "~",
# which RFC 3986 set free.
_SIGNS = re.compile(r"(?:[A-Za-z0-9$\-_.+!*'(),;/?:@=&#~]|%[0-9A-Fa-f]{2})*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
# RFC 1738 3.1 and 3.3: a name or an IPv4 address, perhaps a port, and neither user nor password.
_HTTP_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}"
    r"[A-Za-z0-9])?\.?(?::[0-9]{1,5})?"
)
# Not an application's protocol but the browser's own: these would run or read on our pages.
# fmt: off
_BROWSERS_OWN: Final = frozenset(
    {
        "about", "blob", "chrome", "chrome-extension", "data", "file", "filesystem", "ftp",
        "intent", "jar", "javascript", "livescript", "moz-extension", "ms-browser-extension",
        "resource", "vbscript", "view-source", "ws", "wss",
    }
)
# fmt: on


class UrlRefused(ValueError):
    """A url that cannot be launched: `code` is stable, `why` and `to_do` are sentences."""

    def __init__(self, code: str, why: str, to_do: str) -> None:
        super().__init__(code, why, to_do)
        self.code = code
        self.why = why
        self.to_do = to_do


@dataclass(frozen=True, slots=True)
class Location:
    """`path`: the file in the package, decoded, "" when the url is fully qualified. `suffix`: what
    follows the path ("" or with its "?" or "#", encoded). `scheme`: in lower case, "" when
    relative. `case_differs`: the package has the file under a name in another case only."""

    path: str = ""
    suffix: str = ""
    scheme: str = ""
    case_differs: bool = False


def locate(
    url: str, files: PackageFiles | None, parameters: Sequence[str] = LAUNCH_PARAMETERS
) -> Location:
    """What a url names; without files (a cmi5.xml alone) it must be fully qualified (14.2).

    `parameters`: the names that the launch itself adds to the query. Raises UrlRefused.
    """
    _check_signs(url)
    _check_parameters(url, parameters)
    scheme = _SCHEME.match(url)
    if scheme:
        return _elsewhere(url, scheme[1].lower())
    if url.startswith("/"):
        raise UrlRefused(
            "absolute-path",
            "It begins at the root of a server, and does not say of which (cmi5 14.1).",
            "Write the path relative to cmi5.xml, or the whole address with https://.",
        )
    if files is None:
        raise UrlRefused(
            "relative-url",
            "It is relative, and without a zip there is nothing that it could be relative to "
            "(cmi5 14.2).",
            "Upload the zip of the course, or write the whole address with https://.",
        )
    return _in_package(url, files)


def _check_signs(url: str) -> None:
    if len(url) > LONGEST:
        raise UrlRefused(
            "url-too-long", f"It is longer than {LONGEST:,} characters.", "Make it shorter."
        )
    if not _SIGNS.fullmatch(url) or url.count("#") > 1:
        raise UrlRefused(
            "invalid-url",
            "It has signs that a URL may not have unencoded (RFC 1738 2.2; cmi5 13.1.4).",
            "Write spaces as %20 and other signs percent-encoded in UTF-8.",
        )


def _check_parameters(url: str, parameters: Sequence[str]) -> None:
    """8.1: the names of the url's own query must not be those of the launch."""
    query = url.partition("#")[0].partition("?")[2]
    taken = {name for name, _value in parse_qsl(query, keep_blank_values=True)}
    for name in parameters:
        if name in taken:
            raise UrlRefused(
                "launch-parameter",
                f"Its query has “{name}”, which is a parameter of the launch itself (cmi5 8.1).",
                "Give the parameter another name.",
            )


def _elsewhere(url: str, scheme: str) -> Location:
    rest = url[len(scheme) + 1 :]
    if scheme in _BROWSERS_OWN:
        raise UrlRefused(
            "unsafe-scheme",
            f"“{scheme}:” is not the address of a course but an order to the browser.",
            "Write an address that starts with https://.",
        )
    if not rest.startswith("//") or len(rest) == len("//"):
        raise UrlRefused(
            "invalid-url",
            "Behind its scheme there has to be “//” and an address (cmi5 13.1.4; RFC 1738 3.1).",
            "Write an address that starts with https://.",
        )
    if scheme in ("http", "https") and not _is_host(re.split(r"[/?#]", rest[2:])[0]):
        raise UrlRefused(
            "invalid-url",
            "It does not name a server, or names a user as well (RFC 1738 3.3).",
            "Write https://, the name of the server and the path.",
        )
    return Location(scheme=scheme)


def _is_host(host: str) -> bool:
    port = host.partition(":")[2]
    return bool(_HTTP_HOST.fullmatch(host)) and int(port or 1) in range(1, 65_536)


def _in_package(url: str, files: PackageFiles) -> Location:
    ends = min(url.find(sign) if sign in url else len(url) for sign in "?#")
    raw_path, suffix = url[:ends], url[ends:]
    path = _normalised(raw_path)
    found = files.find(path) if path else None
    if found is None:
        raise UrlRefused(
            "missing-file",
            "There is no such file in the package (cmi5 14.1).",
            "Check the spelling, or put the file into the package.",
        )
    return Location(found, suffix, case_differs=found != path)


def _normalised(raw_path: str) -> str:
    """Decoded, without dot segments (RFC 3986 5.2.4), in NFC; "" for what can be no file."""
    try:
        decoded = unquote_to_bytes(raw_path).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    segments: list[str] = []
    for segment in decoded.split("/"):
        if segment == "..":
            if not segments:
                return ""
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "" if decoded.endswith("/") else unicodedata.normalize("NFC", "/".join(segments))
