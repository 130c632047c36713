"""multipart/mixed with statements first and attachments after (Communication 1.5.2)."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from xapi.spec.refused import Refused

_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,70})\"|([^\s;\"]{1,70}))", re.I)
MOST_PARTS = 200


@dataclass(frozen=True)
class Part:
    """One part: header names in lower case, and its bytes."""

    headers: dict[str, str]
    body: bytes


def boundary_of(content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise Refused("the Content-Type names no boundary")
    try:
        return (found[1] or found[2]).encode("ascii")
    except UnicodeEncodeError as broken:
        raise Refused("the boundary is not ASCII") from broken


def parts(content_type: str, body: bytes) -> list[Part]:
    """Take a body apart (RFC 2046 5.1). Raises Refused."""
    delimiter = b"\r\n--" + boundary_of(content_type)
    pieces = (b"\r\n" + body).split(delimiter, MOST_PARTS + 2)
    if len(pieces) > MOST_PARTS + 2:
        raise Refused(f"it has more than {MOST_PARTS} parts")
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise Refused("it does not end with its closing boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    padding, newline, rest = piece.partition(b"\r\n")
    # RFC 2046 5.1.1: a boundary is a line. A longer one, or the end, begins no part.
    if padding.strip(b" \t"):
        raise Refused("a boundary is followed by something else than the end of its line")
    # A part without headers begins with the empty line at once.
    head, empty, body = (b"\r\n" + rest).partition(b"\r\n\r\n")
    if not newline or not empty:
        raise Refused("a part has no empty line between its headers and its body")
    headers: dict[str, str] = {}
    for line in head.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if not colon:
            if line:
                raise Refused("a header of a part has no colon")
            continue
        text = value.decode("latin-1").strip()
        if not text.isprintable():
            raise Refused("a header of a part contains a control character")
        headers[name.decode("latin-1").strip().lower()] = text
    return Part(headers, body)


@dataclass(frozen=True)
class Attached:
    """An attachment to be written: `size` bytes, which `load` brings when their turn comes."""

    content_type: str
    sha2: str
    size: int
    load: Callable[[], bytes]


@dataclass(frozen=True)
class Whole:
    """A body that is never in memory as a whole: its pieces, and how many bytes they make."""

    content_type: str
    size: int
    pieces: Iterator[bytes]


def streamed(first: bytes, attachments: Sequence[Attached]) -> Whole:
    """Statements as JSON, and the attachments behind them, one after the other."""
    boundary = secrets.token_hex(20)
    before = f"--{boundary}\r\nContent-Type: application/json\r\n\r\n".encode() + first
    heads = [_head(boundary, each) for each in attachments]
    end = f"\r\n--{boundary}--\r\n".encode()

    def pieces() -> Iterator[bytes]:
        yield before
        for head, each in zip(heads, attachments, strict=True):
            yield head
            yield each.load()
        yield end

    size = len(before) + len(end) + sum(map(len, heads)) + sum(each.size for each in attachments)
    return Whole(f'multipart/mixed; boundary="{boundary}"', size, pieces())


def _head(boundary: str, attached: Attached) -> bytes:
    return (
        f"\r\n--{boundary}\r\nContent-Type: {attached.content_type}\r\n"
        f"Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {attached.sha2}\r\n\r\n"
    ).encode()


def written(first: bytes, attachments: Iterable[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    """(Content-Type, body) for statements as JSON and (media type, sha2, bytes) each."""
    attached = [
        Attached(media_type, sha2, len(content), partial(bytes, content))
        for media_type, sha2, content in attachments
    ]
    whole = streamed(first, attached)
    return whole.content_type, b"".join(whole.pieces)
