"""Manifests that must be refused, built by code, each with the code of the refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.scorm import amplifying_xml
from tests.scorm.manifests import (
    FILES,
    ITEM,
    RESOURCE,
    asset,
    manifest_xml,
    sco,
)


@dataclass(frozen=True)
class HostileXml:
    name: str
    code: str
    data: bytes = field(repr=False)
    files: frozenset[str] = field(default=FILES, repr=False)


LAUGHS = """<!DOCTYPE manifest [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>"""
OUTSIDE = '<!DOCTYPE manifest [<!ENTITY passwords SYSTEM "file:///etc/passwd">]>'


def hostile_xml() -> Iterator[HostileXml]:
    yield from _document_types()
    yield from _documents()
    yield from _structures()
    yield from _hrefs()


def _document_types() -> Iterator[HostileXml]:
    laughing = manifest_xml(items=ITEM.replace("First steps", "&d;"))
    laughing_attribute = manifest_xml(items=ITEM.replace("<title>", '<title lang="&d;">'))
    reading = manifest_xml(items=ITEM.replace("First steps", "&passwords;"))
    doctypes = (
        ("a billion laughs", LAUGHS + laughing),
        ("laughs in an attribute", LAUGHS + laughing_attribute),
        ("a file of the server", OUTSIDE + reading),
        ("a file of another server", '<!DOCTYPE manifest SYSTEM "http://127.0.0.1/x.dtd">'),
        ("an empty one", "<!DOCTYPE manifest>" + manifest_xml()),
        ("behind declaration, comment and instruction", _behind("<!-- a > b -->\n<?a b?>\n")),
        ("an instruction that looks like its end", _behind("<?a <!-- ?>")),
    )
    for name, text in doctypes:
        yield HostileXml(f"document type: {name}", "document-type", text.encode())
    text = LAUGHS + laughing
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        yield HostileXml(f"document type in {encoding}", "document-type", text.encode(encoding))
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + text
    yield HostileXml("document type in ISO 8859-1", "document-type", latin.encode("latin-1"))


def _behind(prolog: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{prolog}{OUTSIDE}{manifest_xml()}'


def _documents() -> Iterator[HostileXml]:
    yield HostileXml("nothing", "bad-xml", b"")
    yield HostileXml("a text", "bad-xml", b"This is a letter.")
    yield HostileXml("not closed", "bad-xml", manifest_xml().encode()[:-5])
    yield HostileXml("an entity of nobody", "bad-xml", b"<manifest>&secret;</manifest>")
    yield HostileXml("a NUL", "bad-xml", b"<manifest>\0</manifest>")
    yield HostileXml("a page", "not-a-manifest", b"<html><body/></html>")
    yield HostileXml("UTF-32", "unknown-encoding", manifest_xml().encode("utf-32"))
    for encoding in ("IBM037", "UTF-7", "made-up"):
        declared = f'<?xml version="1.0" encoding="{encoding}"?>' + manifest_xml()
        yield HostileXml(f"calls itself {encoding}", "unknown-encoding", declared.encode())
    not_utf8 = manifest_xml(items=ITEM.replace("First", "Première")).encode("latin-1")
    yield HostileXml("letters of another encoding", "bad-encoding", not_utf8)
    yield HostileXml("half a character", "bad-encoding", b"\xff\xfe<\0a\0\0\xd8/\0>\0")
    yield HostileXml("six megabytes", "manifest-too-large", b" " * 6_000_000)
    yield HostileXml("a name of nobody", "bad-xml", b"<manifest><stranger:item/></manifest>")
    yield HostileXml("an attribute twice", "bad-xml", b'<manifest a="1" a="2"/>')
    yield HostileXml("a NUL in other words", "bad-xml", b"<manifest>&#0;</manifest>")
    yield HostileXml("two roots", "bad-xml", manifest_xml().encode() * 2)
    yield HostileXml("a name without end", "bad-xml", f"<{'a' * 60_000}/>".encode())
    yield HostileXml("a text section without end", "bad-xml", b"<manifest><![CDATA[<a/>")
    yield HostileXml("an overlong sign", "bad-encoding", b"<manifest>\xc0\xbc</manifest>")
    yield HostileXml("cut within a character", "bad-encoding", b"<manifest>\xe2\x82")
    attributes = " ".join(f'a{number}=""' for number in range(200_000))
    yield HostileXml("attributes without end", "manifest-too-large", f"<a {attributes}/>".encode())
    yield HostileXml("comments without end", "manifest-too-large", b"<!-- -->" * 500_000)
    many = "<file/>" * 450_000
    yield HostileXml("too many signs", "manifest-too-large", f"<manifest>{many}".encode())
    elements = f"<manifest>{'<a/>' * 100_001}</manifest>"
    yield HostileXml("too many elements", "manifest-too-large", elements.encode())
    for depth in (150, 400):
        deep = "<a>" * depth + "</a>" * depth
        yield HostileXml(f"{depth} levels", "too-deep", deep.encode())


def _structures() -> Iterator[HostileXml]:
    two_items = ITEM + ITEM
    nested = "".join(f'<item identifier="n{n}">' for n in range(40)) + ITEM + "</item>" * 40
    many = "".join(f'<item identifier="n{n}"/>' for n in range(6_000))
    cases = (
        ("items of one name", "duplicate-identifier", manifest_xml(items=two_items)),
        (
            "resources of one name",
            "duplicate-identifier",
            manifest_xml(resources=RESOURCE + RESOURCE),
        ),
        ("an item without a name", "bad-identifier", manifest_xml(items="<item/>")),
        (
            "an item with a long name",
            "bad-identifier",
            manifest_xml(items=ITEM.replace("i1", "i" * 256)),
        ),
        ("items 40 deep", "too-many-items", manifest_xml(items=nested)),
        ("6,000 items", "too-many-items", manifest_xml(items=many)),
        (
            "an organization with a long name",
            "bad-identifier",
            manifest_xml().replace('"o1"', f'"{"o" * 256}"'),
        ),
        ("an item that is only space", "bad-identifier", manifest_xml(items=_named("i1", "  "))),
        ("an item that refers to its own manifest", "missing-resource", _named_manifest("m1")),
        ("refers to nothing", "missing-resource", manifest_xml(items=ITEM.replace("r1", "r9"))),
        ("no organizations", "no-organization", manifest_xml(organizations="")),
        (
            "empty organizations",
            "no-organization",
            manifest_xml(organizations="<organizations/>"),
        ),
        ("two organizations of one name", "duplicate-identifier", _two_organizations()),
        (
            "nothing to start",
            "nothing-to-launch",
            manifest_xml(items='<item identifier="i1"><title>Empty</title></item>'),
        ),
        (
            "another format",
            "not-scorm",
            manifest_xml(metadata="<metadata><schema>IMS Common Cartridge</schema></metadata>"),
        ),
        ("an inner manifest that means itself", "missing-resource", _with_inner("m2", "i1")),
        ("an inner manifest used twice", "duplicate-identifier", _with_inner("r1", "i1", "i2")),
    )
    for name, code, text in (*cases, *amplifying_xml.refused()):
        yield HostileXml(name, code, text.encode())


def _named(name: str, other: str) -> str:
    return ITEM.replace(f'"{name}"', f'"{other}"')


def _named_manifest(wanted: str) -> str:
    return manifest_xml(items=_named("r1", wanted))


def _two_organizations() -> str:
    organization = f'<organization identifier="o1"><title>T</title>{ITEM}</organization>'
    return manifest_xml(
        organizations=f'<organizations default="o1">{organization}{organization}</organizations>'
    )


def _with_inner(wanted: str, *outer: str) -> str:
    """A manifest within, whose one item refers to ``wanted``; ``outer`` items refer to it."""
    inner = manifest_xml(items=ITEM.replace("i1", "x").replace("r1", wanted))
    items = "".join(
        f'<item identifier="{name}" identifierref="m2"><title>Outer</title></item>'
        for name in outer
    )
    return manifest_xml(items=items, extra=inner.replace('identifier="m1"', 'identifier="m2"'))


def _hrefs() -> Iterator[HostileXml]:
    cases = (
        ("climbing-href", "../../etc/passwd"),
        ("climbing-href", "content/../../index.html"),
        ("climbing-href", "%2e%2e/index.html"),
        ("climbing-href", "..%2findex.html"),
        ("climbing-href", "..\\index.html"),
        ("climbing-href", "..%5cindex.html"),
        ("absolute-href", "/etc/passwd"),
        ("absolute-href", "C:/course/index.html"),
        ("absolute-href", "C:\\course\\index.html"),
        ("external-href", "https://example.org/index.html"),
        ("external-href", "HTTP://example.org/index.html"),
        ("external-href", "//example.org/index.html"),
        ("external-href", "\\\\example.org\\index.html"),
        ("unsafe-href", "javascript:alert(1)"),
        ("unsafe-href", "data:text/html,x"),
        ("unsafe-href", "file:///etc/passwd"),
        ("file-missing", "nowhere.html"),
        ("file-missing", "index.html%00.png"),
        ("sco-without-href", ""),
        ("sco-without-href", "?a=1"),
        ("sco-without-href", "content/"),
    )
    for code, href in cases:
        data = manifest_xml(resources=sco(href)).encode()
        yield HostileXml(f"href {href}", code, data)
    based = manifest_xml(resources=sco("index.html", attributes='xml:base="https://a.example/"'))
    yield HostileXml("base on another server", "external-href", based.encode())
    climbing = manifest_xml(resources=sco("index.html"), resources_attributes='xml:base="../"')
    yield HostileXml("base that climbs", "climbing-href", climbing.encode())
    missing = manifest_xml(resources=asset("nowhere.html")).encode()
    yield HostileXml("missing asset", "file-missing", missing)
