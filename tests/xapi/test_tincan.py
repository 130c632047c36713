"""Reading tincan.xml as authoring tools write it, which no standard binds."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.packages.manifests import ManifestRefused
from xapi.tincan.reading import read_tincan
from xapi.tincan.structure import TinCanPackage, decode_package, encode_package

FILES = frozenset({"tincan.xml", "story.html", "pages/Première page.html"})
PLACE = "https://academy.example/xapi/scene"
COURSE = (
    f'<activity id="{PLACE}" type="http://adlnet.gov/expapi/activities/course">'
    '<name lang="en-US">A scene</name><name lang="fr">Un lieu</name>'
    '<description lang="en-US">Invented.</description>'
    '<launch lang="en-us">story.html?tincan=true</launch></activity>'
)
QUIZ = f'<activity id="{PLACE}/quiz"><name>Final check</name></activity>'


def tincan_xml(*activities: str, namespace: str = "http://projecttincan.com/tincan.xsd") -> str:
    inside = "".join(activities)
    return f'<tincan xmlns="{namespace}"><activities>{inside}</activities></tincan>'


def read(xml: str) -> TinCanPackage:
    return read_tincan(xml.encode(), FILES)


def codes(package: TinCanPackage) -> list[str]:
    return [warning.code for warning in package.warnings]


def test_the_course_its_names_and_what_launches_it() -> None:
    package = read(tincan_xml(QUIZ, COURSE))
    course = package.course
    assert (course.id, course.type) == (PLACE, "http://adlnet.gov/expapi/activities/course")
    assert course.name == {"en-US": "A scene", "fr": "Un lieu"}
    assert course.description == {"en-US": "Invented."}
    assert (course.path, course.suffix) == ("story.html", "?tincan=true")
    quiz = package.activities[0]
    assert (quiz.name, quiz.url) == ({"und": "Final check"}, "")
    assert codes(package) == []
    assert decode_package(json.loads(json.dumps(encode_package(package)))) == package


def test_the_namespace_is_not_looked_at() -> None:
    assert read(tincan_xml(COURSE, namespace="")).course.id == PLACE


@pytest.mark.parametrize(
    ("launch", "path", "suffix"),
    [
        ("pages\\Première page.html#2", "pages/Première page.html", "#2"),
        ("pages/Premi%C3%A8re%20page.html", "pages/Première page.html", ""),
        ("STORY.html", "story.html", ""),
        ("https://content.example/story.html?a=b", "", ""),
    ],
)
def test_a_launch_as_people_write_it_is_found(launch: str, path: str, suffix: str) -> None:
    course = read(tincan_xml(COURSE.replace("story.html?tincan=true", launch))).course
    assert (course.path, course.suffix) == (path, suffix)


def test_what_is_odd_is_warned_of() -> None:
    second = COURSE.replace(f'id="{PLACE}"', f'id="{PLACE}/second"')
    package = read(
        tincan_xml(
            COURSE.replace("http://adlnet.gov/expapi/activities/course", "course"),
            COURSE,
            QUIZ.replace(f"{PLACE}/quiz", "articles"),
            second,
        )
    )
    assert codes(package) == ["unknown-type", "duplicate-id", "relative-iri", "second-launch"]
    assert [each.id for each in package.launchable()] == [PLACE, f"{PLACE}/second"]


@pytest.mark.parametrize(
    ("code", "xml"),
    [
        ("not-tincan", "<manifest/>"),
        ("nothing-to-launch", tincan_xml(QUIZ)),
        ("nothing-to-launch", "<tincan/>"),
        ("nothing-to-launch", tincan_xml(COURSE.replace("story.html?tincan=true", " "))),
        ("missing-file", tincan_xml(COURSE.replace("story", "other"))),
        ("missing-file", tincan_xml(COURSE.replace("story", "../story"))),
        ("unsafe-scheme", tincan_xml(COURSE.replace("story.html", "javascript:alert(1)"))),
        ("launch-parameter", tincan_xml(COURSE.replace("tincan=true", "auth=mine"))),
        ("relative-iri", tincan_xml(COURSE.replace(PLACE, "scene"))),
        ("document-type", "<!DOCTYPE tincan>" + tincan_xml(COURSE)),
        ("bad-xml", tincan_xml(COURSE)[:-3]),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(code: str, xml: str) -> None:
    with pytest.raises(ManifestRefused) as refusal:
        read(xml)
    assert refusal.value.code == code
    said = (refusal.value.what, refusal.value.why, refusal.value.to_do)
    assert all(sentence.endswith(".") for sentence in said)


GOOD = tincan_xml(COURSE, QUIZ).encode()


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.sampled_from(list(b'<>&"/ a\0\xff')))))
def test_a_list_with_changed_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for position, value in changes:
        damaged[position] = value
    with contextlib.suppress(ManifestRefused):
        package = read_tincan(bytes(damaged), FILES)
        assert package.course.url
        assert decode_package(encode_package(package)) == package
