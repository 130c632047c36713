"""From the bytes of a manifest to an element tree, with nothing in between to be attacked through.

No document type (so no entities and no external files), one known encoding, and bounds on
bytes, elements and depth, all before or while parsing.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

from courses.packages.manifests import ManifestRefused, line_of
from courses.packages.refusal import shown

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 100_000
# libxml2 itself stops at 256.
MAX_DEPTH = 100
# Of one element. Looking through them one by one costs the square of their number in libxml2.
MAX_ATTRIBUTES = 500
# Of all elements together.
MAX_ALL_ATTRIBUTES = 3 * MAX_ELEMENTS
ENCODINGS = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|iso-?8859-?\d{1,2}|windows-125\d|cp125\d", re.I
)
DECLARATION = re.compile(r"\A<\?xml\s[^>]{0,200}?\?>")
DECLARED_ENCODING = re.compile(
    rb"\A(?:\xef\xbb\xbf)?<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']"
)
# XML 1.0, 2.8: before the root element stand only comments, processing instructions and space,
# and the document type. Every branch starts with another character, so this cannot backtrack.
PROLOG = re.compile(r"(?:[ \t\r\n]|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
SAVE_AS_UTF8 = "Save the manifest as UTF-8, make the package again and upload it."
EXPORT_AGAIN = "Export the package again from your authoring tool."


def parse_document(xml: bytes) -> etree._Element:
    """The root element; raises ManifestRefused."""
    if len(xml) > MAX_BYTES:
        raise _too_large(f"has {len(xml):,} bytes", f"At most {MAX_BYTES:,} are read.")
    text = DECLARATION.sub(_blank, _decoded(xml), count=1)
    if text.startswith("<!", PROLOG.match(text).end()):  # type: ignore[union-attr]
        raise _document_type()
    # An upper bound that needs no parser: every element has at least one "<".
    if text.count("<") > 4 * MAX_ELEMENTS:
        raise _too_large("has too many elements", f"At most {MAX_ELEMENTS:,} are read.")
    root = _parsed(text)
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise _document_type()
    _check_shape(root)
    return root


def _blank(declaration: re.Match[str]) -> str:
    """The XML declaration has done its work; its line breaks stay, so that lines still count."""
    return "\n" * declaration[0].count("\n")


def _decoded(xml: bytes) -> str:
    encoding = _encoding(xml)
    try:
        return xml.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise ManifestRefused(
            "bad-encoding",
            f"The manifest is not valid {encoding}.",
            "Letters in it would be wrong or missing.",
            SAVE_AS_UTF8,
        ) from None


def _encoding(xml: bytes) -> str:
    """XML 1.0, appendix F: a byte order mark, the look of the first bytes, the declaration."""
    if xml.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"\0\0\0<", b"<\0\0\0")):
        raise _unknown_encoding("UTF-32")
    if xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if xml.startswith(b"<\0"):
        return "utf-16-le"
    if xml.startswith(b"\0<"):
        return "utf-16-be"
    declared = DECLARED_ENCODING.search(xml[:400])
    name = declared[1].decode("ascii", "replace") if declared else "utf-8"
    if not ENCODINGS.fullmatch(name):
        raise _unknown_encoding(name)
    # Eight-bit text that calls itself UTF-16 was written by a program that kept it in memory so.
    if xml.startswith(codecs.BOM_UTF8) or name.lower().startswith(("utf-16", "utf16")):
        return "utf-8"
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise _unknown_encoding(name) from None


def _parsed(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        details: Any = error
        if details.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise _too_deep(line or 0) from None
        raise ManifestRefused(
            "bad-xml",
            f"The manifest is not well-formed XML at line {line}, column {column}.",
            "A program can only read it when every tag is closed and every sign is allowed.",
            EXPORT_AGAIN,
            "",
            line or 0,
        ) from None
    except UnicodeEncodeError:
        raise ManifestRefused(
            "bad-encoding",
            "The manifest has half a character in it.",
            "Letters in it would be wrong or missing.",
            SAVE_AS_UTF8,
        ) from None


def _check_shape(root: etree._Element) -> None:
    depth = count = attributes = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        if not isinstance(element.tag, str):
            raise _entity(element)
        depth += 1
        count += 1
        if depth > MAX_DEPTH:
            raise _too_deep(line_of(element))
        if count > MAX_ELEMENTS:
            raise _too_large("has too many elements", f"At most {MAX_ELEMENTS:,} are read.")
        attributes += len(element.attrib)
        if attributes > MAX_ALL_ATTRIBUTES:
            raise _too_large("has too many attributes", f"At most {MAX_ALL_ATTRIBUTES:,} are read.")
        if len(element.attrib) > MAX_ATTRIBUTES:
            what = f"has an element with too many attributes in line {line_of(element)}"
            raise _too_large(what, f"At most {MAX_ATTRIBUTES:,} are read of one.")


def _entity(element: etree._Element) -> ManifestRefused:
    """An entity that survived parsing: without a document type there is none to refer to."""
    return ManifestRefused(
        "bad-xml",
        "The manifest refers to an entity.",
        "Only the five of XML itself can be read.",
        EXPORT_AGAIN,
        "",
        line_of(element),
    )


def _document_type() -> ManifestRefused:
    return ManifestRefused(
        "document-type",
        "The manifest has a document type (<!DOCTYPE …>).",
        "It can make a small file enormous or draw in files of the server; "
        "no standard for courses uses it (XML 1.0, 2.8).",
        "Remove the <!DOCTYPE …> at the top of the manifest.",
    )


def _unknown_encoding(name: str) -> ManifestRefused:
    return ManifestRefused(
        "unknown-encoding",
        f"The manifest is written in {shown(name)}.",
        "Only UTF-8, UTF-16, ISO 8859 and Windows 125x can be read.",
        SAVE_AS_UTF8,
    )


def _too_large(what: str, why: str) -> ManifestRefused:
    return ManifestRefused("manifest-too-large", f"The manifest {what}.", why, EXPORT_AGAIN)


def _too_deep(line: int) -> ManifestRefused:
    return ManifestRefused(
        "too-deep",
        "The elements of the manifest are nested too deeply.",
        f"At most {MAX_DEPTH} levels are read.",
        EXPORT_AGAIN,
        "",
        line,
    )
