"""Reading cmi5.xml: what the specification lets in, and what an LMS must reject (3, 13, 14)."""

from __future__ import annotations

import contextlib
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.packages.manifests import ManifestRefused
from tests.xapi.cmi5_courses import (
    FILES,
    MIXED,
    PLACE,
    au,
    block,
    course,
    course_xml,
    objective,
    references,
    texts,
)
from tests.xapi.refused_courses import RefusedCourse, refused_courses
from xapi.cmi5.reading import read_course_structure
from xapi.cmi5.schema import XSI
from xapi.cmi5.structure import AU, CourseStructure, decode_structure, encode_structure

CORPUS = list(refused_courses())
VENDOR = '<k:word xmlns:k="https://words.example/{}" k:weight="2"><k:inner>a</k:inner></k:word>'


def read(xml: str, files: frozenset[str] | None = FILES) -> CourseStructure:
    return read_course_structure(xml.encode(), files)


def the_au(xml: str) -> AU:
    return read(xml).all_aus()[0]


def codes(structure: CourseStructure) -> list[str]:
    return [warning.code for warning in structure.warnings]


@pytest.mark.parametrize("refused", CORPUS, ids=[case.name for case in CORPUS])
def test_what_an_lms_must_reject_is_refused_with_its_place(refused: RefusedCourse) -> None:
    with pytest.raises(ManifestRefused) as refusal:
        read(refused.xml, refused.files)
    said = refusal.value
    assert (said.code, said.element) == (refused.code, refused.element)
    assert said.line > 0 or not refused.element
    assert all(sentence.endswith(".") for sentence in (said.what, said.why, said.to_do))
    assert str(said).isprintable()


def test_the_corpus_names_every_requirement_it_shows() -> None:
    assert len({case.name for case in CORPUS}) == len(CORPUS)
    assert {case.requirement for case in CORPUS} >= {
        "3.0.0.0-1",
        "8.1.0.0-6",
        "13.1.2.0-1",
        "13.1.3.0-1",
        "13.1.4.0-1",
        "13.1.4.0-2",
        "13.1.5.0-1",
        "13.1.5.0-2",
        "13.2.0.0-1",
        "14.1.0.0-4",
        "14.2.0.0-1",
    }


def test_a_course_says_all_that_its_document_says() -> None:
    more = "<launchParameters>start=1</launchParameters><entitlementKey>key-1</entitlementKey>"
    unit = au(
        "quiz",
        "parts/two.html?part=2&amp;a=b#top",
        more,
        moveOn="CompletedAndPassed",
        masteryScore="0.85",
        launchMethod="OwnWindow",
        activityType="http://adlnet.gov/expapi/activities/assessment",
    ).replace("<url>", references("care") + "<url>")
    structure = course(
        block("evidence", unit, objectives=references("care", "haste")),
        objectives=f"<objectives>{objective('care')}{objective('haste')}</objectives>",
    )
    assert (structure.id, structure.title, structure.language) == (PLACE, {"en": "A scene"}, "en")
    assert [found.id for found in structure.objectives] == [
        f"{PLACE}/objective/care",
        f"{PLACE}/objective/haste",
    ]
    assert structure.all_blocks()[0].objectives == tuple(found.id for found in structure.objectives)
    assert structure.all_aus() == (
        AU(
            id=f"{PLACE}/au/quiz",
            index=0,
            title={"en": "quiz"},
            description={"en": "An invented text."},
            url="parts/two.html?part=2&a=b#top",
            path="parts/two.html",
            suffix="?part=2&a=b#top",
            launch_method="OwnWindow",
            move_on="CompletedAndPassed",
            mastery_score=Decimal("0.85"),
            activity_type="http://adlnet.gov/expapi/activities/assessment",
            launch_parameters="start=1",
            entitlement_key="key-1",
            objectives=(f"{PLACE}/objective/care",),
        ),
    )
    assert structure.warnings == ()


def test_what_is_not_said_has_the_defaults_of_the_specification() -> None:
    unit = the_au(course_xml())
    assert (unit.launch_method, unit.move_on, unit.mastery_score) == (
        "AnyWindow",
        "NotApplicable",
        None,
    )
    assert (unit.activity_type, unit.launch_parameters, unit.entitlement_key) == (None, None, None)


def test_white_space_around_every_value_is_dropped() -> None:
    """13.1: of all data elements; CDATA and comments are no part of a value."""
    unit = au(
        "one",
        "\n <![CDATA[ index.html?a=1&b=2 ]]>\n<!-- here -->",
        "<launchParameters>\n  fast=on, slow=off\n</launchParameters>"
        "<entitlementKey> key </entitlementKey>",
        moveOn=" Passed\n",
        masteryScore=" 0.5 ",
        launchMethod="\tOwnWindow",
        activityType=" urn:x ",
    ).replace('/au/one"', '/au/one  "')
    found = the_au(course_xml(unit.replace(">one<", ">\n one \n<").replace('"en"', '" en "')))
    assert (found.id, found.title, found.url) == (
        f"{PLACE}/au/one",
        {"en": "one"},
        "index.html?a=1&b=2",
    )
    assert (found.launch_parameters, found.entitlement_key) == ("fast=on, slow=off", "key")
    assert (found.move_on, found.mastery_score, found.launch_method, found.activity_type) == (
        "Passed",
        Decimal("0.5"),
        "OwnWindow",
        "urn:x",
    )


def test_texts_are_kept_in_every_language_and_in_order() -> None:
    title = (
        '<langstring lang="fr">Lieu</langstring><langstring lang="en">Scene</langstring>'
        '<langstring lang="fr">Encore</langstring><langstring>Ort</langstring>'
        '<langstring lang="c">?</langstring>'
    )
    xml = course_xml().replace('<langstring lang="en">A scene</langstring>', title)
    structure = read(xml)
    assert structure.title == {"fr": "Lieu", "en": "Scene", "und": "Ort"}
    assert structure.language == "fr"
    assert {"language-twice", "language-missing", "language-unknown"} <= set(codes(structure))
    assert "empty-text" in codes(read(course_xml().replace("A scene", " ")))


@pytest.mark.parametrize(
    ("url", "path", "suffix"),
    [
        ("./parts/../index.html", "index.html", ""),
        ("parts/%C3%9Cber%20uns.html", "parts/Über uns.html", ""),
        ("parts/U%CC%88ber%20uns.html#a", "parts/Über uns.html", "#a"),
        ("index.html?endpoints=1#/go?fetch=no", "index.html", "?endpoints=1#/go?fetch=no"),
        ("INDEX.html", "index.html", ""),
    ],
)
def test_a_relative_url_is_found_in_the_package(url: str, path: str, suffix: str) -> None:
    structure = course(au("one", url))
    unit = structure.all_aus()[0]
    assert (unit.path, unit.suffix, unit.in_package) == (path, suffix, True)
    assert ("wrong-case" in codes(structure)) == (url == "INDEX.html")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://content.example:8443/a/b;c=1/?x=%20(1)#~top", None),
        ("http://127.0.0.1/one.html", "plain-http"),
        ("trainer://content.example/one", "application-url"),
    ],
)
def test_a_fully_qualified_url_is_taken_with_and_without_a_zip(url: str, code: str | None) -> None:
    for files in (None, FILES):
        structure = read(course_xml(au("one", url, moveOn="Passed")), files)
        assert (structure.all_aus()[0].url, structure.all_aus()[0].in_package) == (url, False)
        assert codes(structure) == ([code] if code else [])
        # What no page with https could frame opens in a window of its own.
        assert structure.all_aus()[0].window == ("OwnWindow" if code else "AnyWindow")


def test_a_package_may_mix_files_of_its_own_and_addresses_elsewhere() -> None:
    structure = course(au("one"), au("two", "https://content.example/two.html"))
    assert [unit.in_package for unit in structure.all_aus()] == [True, False]


@pytest.mark.parametrize(
    ("score", "read_as", "code"),
    [("1", "1", None), ("+.25", "0.25", None), ("0.10000", "0.1", None), ("-0", "0", None),
     ("0.12345", "0.12345", "mastery-score-digits")],
)  # fmt: skip
def test_a_mastery_score_is_a_decimal_from_0_to_1(
    score: str, read_as: str, code: str | None
) -> None:
    structure = course(au("one", masteryScore=score, moveOn="Passed"))
    assert str(structure.all_aus()[0].mastery_score) == read_as
    assert codes(structure) == ([code] if code else [])


@pytest.mark.parametrize(
    ("namespace", "attributes", "files"),
    [
        ("words.xsd", "", FILES),
        ("words", "", FILES | {"schema/words.XSD"}),
        (
            "words",
            f' xmlns:xsi="{XSI}" xsi:schemaLocation="https://words.example/words words.xsd"',
            FILES,
        ),
    ],
)
def test_elements_of_others_keep_the_course_valid(
    namespace: str, attributes: str, files: frozenset[str]
) -> None:
    """13.1.5: with their schema, behind cmi5's own, on every level."""
    word = VENDOR.format(namespace)
    unit = au("one", more=word, moveOn="Passed")
    xml = course_xml(
        block("b", unit, word),
        objectives=f"<objectives>{objective('o')}{word}</objectives>",
        attributes=attributes,
        end=word,
    ).replace("</title>", f"{word}</title>", 1)
    structure = read(xml, files)
    assert codes(structure) == ["vendor-elements"]
    assert structure.all_aus()[0].title == {"en": "one"}


def test_a_course_that_asks_for_nothing_is_said_to_be_completed_at_once() -> None:
    assert codes(course(au("one"), au("two"))) == ["nothing-asked"]
    assert codes(course(*MIXED)) == []
    same = course_xml(*MIXED).replace(f'<course id="{PLACE}"', f'<course id="{PLACE}/au/quiz"')
    assert codes(read(same)) == ["id-of-course"]


def test_more_than_a_thousand_aus_are_read_in_no_time() -> None:
    """6.1: the LMS supports course structures of more than 1000 AUs."""
    xml = course_xml(*(block(f"b{i}", *(au(f"{i}-{j}") for j in range(40))) for i in range(30)))
    before = time.process_time()
    structure = read(xml)
    assert time.process_time() - before < 2
    assert [unit.index for unit in structure.all_aus()] == list(range(1_200))


GOOD = course_xml(*MIXED, objectives=f"<objectives>{objective('o')}</objectives>").encode()
CHANGES = st.lists(
    st.tuples(st.integers(0, len(GOOD) - 1), st.sampled_from(list(b'<>&"/ ax\0\xff')))
)


@given(CHANGES)
def test_a_course_with_changed_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for position, value in changes:
        damaged[position] = value
    with contextlib.suppress(ManifestRefused):
        structure = read_course_structure(bytes(damaged), FILES)
        assert decode_structure(encode_structure(structure)) == structure


PARTS = [
    *(texts(), "<title/>", "<description>", "</description>", "<url>index.html</url>", "<url/>"),
    *(au("one"), au("two"), block("b", au("three")), "<block>", "</block>", references("o")),
    *("<objectives/>", '<x xmlns="urn:x.xsd"/>', "text", "<course/>", "<launchParameters/>"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=8))
def test_parts_in_any_order_are_read_or_refused(parts: list[str]) -> None:
    with contextlib.suppress(ManifestRefused):
        structure = read(course_xml("".join(parts)))
        assert structure.all_aus()


@given(st.text(max_size=40), st.sampled_from(["", "https://", "//", "javascript:", "%2e%2e/"]))
def test_any_url_is_found_or_refused(rest: str, start: str) -> None:
    url = (start + rest).replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "")
    with contextlib.suppress(ManifestRefused):
        unit = the_au(course_xml(au("one", url)))
        assert unit.path in FILES or "://" in unit.url
