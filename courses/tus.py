"""The headers of the resumable upload protocol, as values (tus 1.0.0, https://tus.io/protocols/).

Implemented are the core and the extensions creation, termination and expiration.
"""

import base64
import binascii
import datetime as dt
import email.utils
import re

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
BODY_TYPE = "application/offset+octet-stream"
LONGEST_METADATA = 4096
_NUMBER = re.compile(r"[0-9]{1,15}")
# Printable ASCII without space and comma (Upload-Metadata).
_KEY = re.compile(r"[!-+\--~]+")


class TusRefused(Exception):
    """The request cannot be done. `status` is HTTP (4xx, 5xx), `str()` says why in a sentence."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def check_version(given: str | None) -> None:
    """Tus-Resumable. Raises TusRefused (412) unless it is our version."""
    if given != VERSION:
        raise TusRefused(412, f"Tus-Resumable has to be {VERSION}.")


def check_body_type(given: str) -> None:
    """Content-Type of a PATCH. Raises TusRefused (415)."""
    if given.partition(";")[0].strip().lower() != BODY_TYPE:
        raise TusRefused(415, f"Content-Type has to be {BODY_TYPE}.")


def read_length(given: str | None, most: int) -> int:
    """Upload-Length in bytes, from 1 to `most`. Raises TusRefused."""
    length = _number("Upload-Length", given)
    if length == 0:
        raise TusRefused(400, "The file is empty.")
    if length > most:
        raise TusRefused(413, f"The file has {length} bytes; at most {most} are taken.")
    return length


def read_offset(given: str | None) -> int:
    """Upload-Offset in bytes. Raises TusRefused."""
    return _number("Upload-Offset", given)


def read_size(given: str | None) -> int:
    """Content-Length of a PATCH in bytes. Raises TusRefused (411) when it is not given."""
    if not given:
        raise TusRefused(411, "Content-Length is needed.")
    return _number("Content-Length", given)


def read_metadata(given: str) -> dict[str, str]:
    """Upload-Metadata: keys with their values as text; values that are no UTF-8 become "".

    Raises TusRefused when it is not written as the protocol says.
    """
    if len(given) > LONGEST_METADATA or not given.isascii():
        raise TusRefused(400, f"Upload-Metadata has at most {LONGEST_METADATA} ASCII characters.")
    found: dict[str, str] = {}
    for pair in given.split(",") if given.strip() else []:
        key, _space, encoded = pair.strip(" ").partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise TusRefused(400, "Upload-Metadata has a key that is empty, odd or given twice.")
        found[key] = _text(encoded)
    return found


def http_date(moment: dt.datetime) -> str:
    """Upload-Expires (RFC 9110, 5.6.7)."""
    return email.utils.format_datetime(moment.astimezone(dt.UTC), usegmt=True)


def _number(name: str, given: str | None) -> int:
    if given is None or not _NUMBER.fullmatch(given):
        raise TusRefused(400, f"{name} has to be a whole number.")
    return int(given)


def _text(encoded: str) -> str:
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise TusRefused(400, "Upload-Metadata has a value that is no Base64.") from None
    return raw.decode("utf-8", errors="ignore")
