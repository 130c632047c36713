"""A file as a response, whole or the one range that is asked for (RFC 9110, 14).

Django's FileResponse ignores Range; without it no browser can jump within a video.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from courses.store import StoredFile

CHUNK: Final = 64 * 1024
_RANGE: Final = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.ASCII)


def file_response(
    request: HttpRequest, file: StoredFile, content_type: str, etag: str
) -> HttpResponseBase:
    """200 with the whole file, 206 with a range of it, or 416 for one that lies beyond it.

    More than one range, or another unit, gets the whole file, as RFC 9110 14.2 allows.
    """
    size = file.size
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if_range = request.headers.get("If-Range")
    if asked is None or request.method != "GET" or if_range not in (None, etag):
        response = _whole(request, file, size, content_type)
    elif (bounds := _bounds(asked, size)) is None:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = _partial(file, bounds, size, content_type)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int] | None:
    """First and last byte, both included; None when the range lies outside the file."""
    first, last, suffix = asked.groups()
    if suffix is not None:
        start, end = max(size - int(suffix), 0), size - 1
        return (start, end) if int(suffix) and size else None
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _whole(
    request: HttpRequest, file: StoredFile, size: int, content_type: str
) -> HttpResponseBase:
    """Who asks for the headers only has nothing opened."""
    length = {"Content-Length": str(size)}
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=length)
    response = FileResponse(file.open(), content_type=content_type, headers=length)
    # Django names the file after the one on the disk. Its address names it, as everywhere else.
    response.headers.pop("Content-Disposition", None)
    return response


def _partial(
    file: StoredFile, bounds: tuple[int, int], size: int, content_type: str
) -> StreamingHttpResponse:
    start, end = bounds
    length = end - start + 1
    response = StreamingHttpResponse(
        _read(file, start, length), status=206, content_type=content_type
    )
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Length"] = str(length)
    return response


def _read(stored: StoredFile, start: int, length: int) -> Iterator[bytes]:
    with stored.open(start, length) as file:
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
