"""Course structures that no LMS may take, each with the clause, the refusal's code and element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.xapi.cmi5_courses import (
    FILES,
    PLACE,
    au,
    block,
    course_xml,
    objective,
    references,
    texts,
)
from xapi.cmi5.schema import NAMESPACE


@dataclass(frozen=True)
class RefusedCourse:
    """`requirement`: as CATAPULT numbers them; `files` None: a cmi5.xml alone."""

    name: str
    requirement: str
    code: str
    element: str
    xml: str = field(repr=False)
    files: frozenset[str] | None = field(default=FILES, repr=False)


GOOD = course_xml()
ELSEWHERE = "https://content.example/one.html"


def refused_courses() -> Iterator[RefusedCourse]:
    yield from _iris()
    yield from _urls()
    yield from _ids()
    yield from _values()
    yield from _vendors()
    yield from _schema()
    yield from _documents()


def _iris() -> Iterator[RefusedCourse]:
    """3.0: every IRI is fully qualified."""
    relative = (
        ("course", GOOD.replace(f'<course id="{PLACE}"', '<course id="academy.example/scene"')),
        ("block", course_xml(block("b", au("one"))).replace(f"{PLACE}/block/b", "block/b")),
        ("au", GOOD.replace(f"{PLACE}/au/one", "au-1")),
        ("au", course_xml(au("one", activityType="lesson"))),
        ("objective", _with_objective(objective("o").replace(f"{PLACE}/objective/o", "#o"))),
        ("course", GOOD.replace(f'<course id="{PLACE}"', '<course id="  "')),
    )
    for number, (element, xml) in enumerate(relative):
        yield RefusedCourse(f"IRI {number}, {element}", "3.0.0.0-1", "relative-iri", element, xml)


def _with_objective(*written: str) -> str:
    return course_xml(objectives=f"<objectives>{''.join(written)}</objectives>")


def _urls() -> Iterator[RefusedCourse]:
    for name, requirement, code, url in (
        ("a space", "13.1.4.0-2", "invalid-url", "http://example.com index.html"),
        ("a letter outside ASCII", "13.1.4.0-2", "invalid-url", "parts/Über%20uns.html"),
        ("half an escape", "13.1.4.0-2", "invalid-url", "index.html?a=%2"),
        ("two fragments", "13.1.4.0-2", "invalid-url", "index.html#a#b"),
        ("a backslash", "13.1.4.0-2", "invalid-url", "parts\\two.html"),
        ("no server", "13.1.4.0-2", "invalid-url", "https:///one.html"),
        ("a user", "13.1.4.0-2", "invalid-url", "https://tomas:secret@content.example/"),
        ("a port that is none", "13.1.4.0-2", "invalid-url", "https://content.example:99999/"),
        ("a scheme and no address", "13.1.4.0-2", "invalid-url", "mailto:tomas@academy.example"),
        ("a drive", "13.1.4.0-2", "invalid-url", "C:/course/index.html"),
        ("a script", "13.1.4.0-2", "unsafe-scheme", "javascript://x/%0aalert(1)"),
        ("data", "13.1.4.0-2", "unsafe-scheme", "data:text/html,hello"),
        ("a file of the learner", "13.1.4.0-2", "unsafe-scheme", "file:///etc/passwd"),
        ("too long", "13.1.4.0-2", "url-too-long", "index.html?" + "a" * 4_000),
        ("a name of the launch", "8.1.0.0-6", "launch-parameter", "index.html?fetch=1"),
        ("the name encoded", "8.1.0.0-6", "launch-parameter", f"{ELSEWHERE}?end%70oint"),
        ("another", "8.1.0.0-6", "launch-parameter", "index.html?a=1&amp;activityId="),
        ("no such file", "14.1.0.0-4", "missing-file", "lesson.html"),
        ("a folder", "14.1.0.0-4", "missing-file", "parts/"),
        ("out of the package", "14.1.0.0-4", "missing-file", "../index.html"),
        ("only a query", "14.1.0.0-4", "missing-file", "?part=2"),
        ("no UTF-8", "14.1.0.0-4", "missing-file", "parts/%fc.html"),
        ("the root of a server", "14.1.0.0-4", "absolute-path", "/index.html"),
        ("another server, no scheme", "14.1.0.0-4", "absolute-path", "//content.example/one"),
    ):
        yield RefusedCourse(f"url: {name}", requirement, code, "url", course_xml(au("one", url)))
    for url in ("index.html", "parts/two.html?a=b", "two.html#c"):
        xml = course_xml(au("one", ELSEWHERE), au("two", url))
        yield RefusedCourse(f"no zip: {url}", "14.2.0.0-1", "relative-url", "url", xml, None)


def _ids() -> Iterator[RefusedCourse]:
    twice = (
        ("block", "13.1.2.0-1", course_xml(block("b", au("one")), block("b", au("two")))),
        ("block", "13.1.2.0-1", course_xml(block("b", block("b", au("one"))))),
        ("objective", "13.1.3.0-1", _with_objective(objective("o"), objective("o"))),
        ("au", "13.1.4.0-1", course_xml(au("one"), block("b", au("one")))),
        ("au", "13.1.4.0-1", course_xml(block("b", au("one").replace("/au/one", "/block/b")))),
        ("au", "13.1.4.0-1", course_xml(au("one"), au("two").replace("/au/two", "/au/one  "))),
    )
    for number, (element, requirement, xml) in enumerate(twice):
        yield RefusedCourse(f"id {number}, {element}", requirement, "duplicate-id", element, xml)
    referring = GOOD.replace("<url>", references("o") + "<url>")
    yield RefusedCourse(
        "objective nobody has", "13.1.3.0-1", "unknown-objective", "objective", referring
    )


def _values() -> Iterator[RefusedCourse]:
    for score in ("80", "1.01", "-0.1", "0,8", "high", "", "NaN", "1e-1", "0." + "1" * 60):
        xml = course_xml(au("one", masteryScore=score))
        yield RefusedCourse(f"mastery {score}", "13.2.0.0-1", "mastery-score", "au", xml)
    for name, word in (
        ("moveOn", "passed"),
        ("moveOn", ""),
        ("moveOn", "CompletedOrFailed"),
        ("launchMethod", "NewWindow"),
    ):
        xml = course_xml(au("one", **{name: word}))
        yield RefusedCourse(f"{name} {word}", "13.2.0.0-1", "unknown-word", "au", xml)
    xml = GOOD.replace('lang="en"', 'lang="in English"', 1)
    yield RefusedCourse("a language", "13.2.0.0-1", "invalid-language", "langstring", xml)


def _vendors() -> Iterator[RefusedCourse]:
    """13.1.5: elements of others come with their schema, and where the schema lets them stand."""
    foreign = '<k:word xmlns:k="https://words.example/{}">evidence</k:word>'
    nowhere, somewhere = foreign.format("1"), foreign.format("1.xsd")
    for name, requirement, code, element, xml in (
        ("of unknown schema", "1", "vendor-schema-missing", "word", course_xml(end=nowhere)),
        (
            "first",
            "2",
            "unexpected-element",
            "title",
            GOOD.replace("<title>", somewhere + "<title>"),
        ),
        ("between", "2", "unexpected-element", "url", _before("<url>", somewhere)),
        ("in a text", "2", "unexpected-element", "word", GOOD.replace("A scene", somewhere, 1)),
        ("in a url", "2", "unexpected-element", "word", GOOD.replace("index.html", somewhere)),
        (
            "in an objective",
            "2",
            "unexpected-element",
            "word",
            _with_objective(objective("o").replace("</objective>", somewhere + "</objective>")),
        ),
        ("of no namespace", "2", "unexpected-element", "word", course_xml(end='<word xmlns=""/>')),
    ):
        yield RefusedCourse(f"vendor: {name}", f"13.1.5.0-{requirement}", code, element, xml)


def _before(place: str, added: str) -> str:
    return GOOD.replace(place, added + place)


def _schema() -> Iterator[RefusedCourse]:
    """13.2: what CourseStructure.xsd says of elements, attributes and their order."""
    url, described = "<url>index.html</url>", texts("one")
    head = f'<course id="{PLACE}">{texts()}</course>'
    for name, code, element, xml in (
        ("another root", "not-a-course-structure", "manifest", "<manifest/>"),
        ("no namespace", "wrong-namespace", "courseStructure", GOOD.replace(NAMESPACE, "")),
        ("a draft", "wrong-namespace", "courseStructure", GOOD.replace("/v1/", "/v0/")),
        (
            "no course",
            "missing-element",
            "au",
            _without(head),
        ),
        ("no AU", "missing-element", "courseStructure", _without(au("one"))),
        ("an empty block", "missing-element", "block", course_xml(block("b"))),
        ("no url", "missing-element", "au", _without(url)),
        ("a url before the title", "missing-element", "url", _in_au(url + described)),
        ("no title", "missing-element", "description", _in_au(described.partition("</title>")[2])),
        ("a title without a text", "missing-element", "title", _before("<title>", "<title/>")),
        ("two urls", "unexpected-element", "url", _in_au(described + url + url)),
        ("two courses", "unexpected-element", "course", course_xml(end="<course/>")),
        (
            "objectives at the end",
            "unexpected-element",
            "objectives",
            course_xml(end="<objectives/>"),
        ),
        (
            "an AU in the course",
            "unexpected-element",
            "au",
            _before("</course>", "<au/>"),
        ),
        ("no objective", "missing-element", "objectives", _with_objective()),
        (
            "an objective of two titles",
            "missing-element",
            "objective",
            _with_objective(objective("o").replace("<title>", "<title/><title>")),
        ),
        (
            "text in a block",
            "unexpected-text",
            "block",
            course_xml(block("b", "Go on.", au("one"))),
        ),
        ("text behind an AU", "unexpected-text", "courseStructure", course_xml(au("one") + "End")),
        ("no id", "missing-attribute", "au", GOOD.replace(f' id="{PLACE}/au/one"', "")),
        ("an attribute", "unexpected-attribute", "au", course_xml(au("one", prerequisite="x"))),
        (
            "an attribute of another on a url",
            "unexpected-attribute",
            "url",
            GOOD.replace("<url>", '<url xml:lang="en">'),
        ),
    ):
        yield RefusedCourse(f"schema: {name}", "13.2.0.0-1", code, element, xml)


def _without(part: str) -> str:
    assert part in GOOD
    return GOOD.replace(part, "")


def _in_au(inside: str) -> str:
    return course_xml(f'<au id="{PLACE}/au/one">{inside}</au>')


def _documents() -> Iterator[RefusedCourse]:
    """What no XML of a package may be; the corpus of SCORM's manifests has the rest."""
    doctype = '<!DOCTYPE courseStructure [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for name, code, xml in (
        ("a document type", "document-type", doctype + GOOD.partition("\n")[2]),
        ("nested deeply", "too-deep", course_xml("<block>" * 120 + "</block>" * 120)),
        ("not closed", "bad-xml", GOOD[:-5]),
        ("too large", "manifest-too-large", GOOD + " " * (5 * 1024 * 1024)),
    ):
        yield RefusedCourse(f"document: {name}", "13.2.0.0-1", code, "", xml)
