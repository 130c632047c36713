"""Invented course structures of cmi5, as text that a test can bend."""

from __future__ import annotations

from xapi.cmi5.reading import read_course_structure
from xapi.cmi5.schema import NAMESPACE
from xapi.cmi5.structure import CourseStructure

PLACE = "https://academy.example/courses/scene"
FILES = frozenset({"cmi5.xml", "index.html", "parts/two.html", "parts/Über uns.html"})


def texts(title: str = "A scene", description: str = "An invented text.") -> str:
    return (
        f'<title><langstring lang="en">{title}</langstring></title>'
        f'<description><langstring lang="en">{description}</langstring></description>'
    )


def au(name: str, url: str = "index.html", more: str = "", **attributes: str) -> str:
    """`more`: launchParameters and what may follow."""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<au id="{PLACE}/au/{name}"{given}>{texts(name)}<url>{url}</url>{more}</au>'


def block(name: str, *children: str, objectives: str = "") -> str:
    return f'<block id="{PLACE}/block/{name}">{texts(name)}{objectives}{"".join(children)}</block>'


def objective(name: str) -> str:
    return f'<objective id="{PLACE}/objective/{name}">{texts(name)}</objective>'


def references(*names: str) -> str:
    found = "".join(f'<objective idref="{PLACE}/objective/{name}"/>' for name in names)
    return f"<objectives>{found}</objectives>"


def course_xml(*children: str, objectives: str = "", attributes: str = "", end: str = "") -> str:
    """A sound course of one AU, unless told otherwise."""
    inside = "".join(children) or au("one")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<courseStructure xmlns="{NAMESPACE}"{attributes}>'
        f'<course id="{PLACE}">{texts()}</course>{objectives}{inside}{end}</courseStructure>'
    )


def course(*children: str, objectives: str = "") -> CourseStructure:
    return read_course_structure(course_xml(*children, objectives=objectives).encode(), FILES)


# A block with a lesson and a quiz, one more lesson, and something to look up.
MIXED = (
    block(
        "evidence",
        au("lesson", moveOn="Completed"),
        au("quiz", moveOn="Passed", masteryScore="0.8"),
    ),
    au("report", moveOn="CompletedOrPassed"),
    au("glossary"),
)
