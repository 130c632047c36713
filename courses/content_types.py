"""Which content type a file of a package is served with, decided by its name alone.

Browsers are told not to guess (``X-Content-Type-Options: nosniff``), so a type that is missing
here cannot run: it is downloaded. Text types carry no charset: a page or style sheet names its
own, and old packages are not all UTF-8.
"""

from __future__ import annotations

from dataclasses import dataclass

# The name at which the player's own page stands beside the files of every package.
SHIM = "_shim.html"


@dataclass(frozen=True, slots=True)
class ContentType:
    """``value`` for the Content-Type header; without ``inline`` the file is an attachment."""

    value: str
    inline: bool


UNKNOWN = ContentType("application/octet-stream", inline=False)

# IANA's media types; RFC 9239 for JavaScript.
SHOWN = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "xht": "application/xhtml+xml",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "map": "application/json",
    "webmanifest": "application/manifest+json",
    "xml": "text/xml",
    "xsd": "text/xml",
    "xsl": "text/xml",
    "xslt": "text/xml",
    "dtd": "application/xml-dtd",
    "txt": "text/plain",
    "csv": "text/csv",
    "md": "text/markdown",
    "vtt": "text/vtt",
    "srt": "text/plain",
    "wasm": "application/wasm",
    "png": "image/png",
    "apng": "image/apng",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "ico": "image/vnd.microsoft.icon",
    "cur": "image/vnd.microsoft.icon",
    "svg": "image/svg+xml",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "weba": "audio/webm",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "mov": "video/quicktime",
    "pdf": "application/pdf",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
}

# What a learner may take home; no browser shows it. Flash (swf) is dead: bytes, not a film.
DOWNLOADED = {
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "swf": "application/octet-stream",
}


def content_type_for(path: str) -> ContentType:
    """The content type of a file by its last suffix in any case; unknown ones are attachments."""
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem:
        return UNKNOWN
    suffix = suffix.lower()
    if suffix in SHOWN:
        return ContentType(SHOWN[suffix], inline=True)
    if suffix in DOWNLOADED:
        return ContentType(DOWNLOADED[suffix], inline=False)
    return UNKNOWN
