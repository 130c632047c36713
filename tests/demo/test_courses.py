"""The packages of the sample courses: complete, repeatable, and honest about what they are."""

import json
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from demo.courses import answers, build, catalogue
from scorm.manifest import Item, Manifest, read_manifest
from xapi.cmi5.reading import read_course_structure

KEYS = {
    "first-responder-scene": ("quiz-key.js", "quiz.html", answers.QUIZ),
    "victim-first-contact": ("key.js", "index.html", answers.CHECKS),
    "messages-and-accounts": ("check-key.js", "check.html", answers.ACCOUNTS_CHECK),
}
# IRIs of xAPI name things; nothing is asked for there.
ADDRESSES_THAT_ARE_NAMES = re.compile(rb"https?://(w3id\.org/xapi/cmi5|adlnet\.gov/expapi)/")
INVENTED = "Invented sample course. No real agency's material, no endorsement."


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The built zips by slug."""
    built = build.build_all(tmp_path_factory.mktemp("packages"))
    return {path.stem: path for path in built}


def contents(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def manifest_of(package: Path) -> Manifest:
    files = contents(package)
    return read_manifest(files["imsmanifest.xml"], frozenset(files))


def items_of(package: Path) -> dict[str, Item]:
    manifest = manifest_of(package)
    chosen = next(o for o in manifest.organizations if o.identifier == manifest.default)
    return {item.identifier: item for item in chosen.walk()}


def key_of(package: Path, name: str) -> Mapping[str, Mapping[str, object]]:
    text = contents(package)[name].decode()
    key: Mapping[str, Mapping[str, object]] = json.loads(text.partition("=")[2].rstrip("; \n"))
    return key


def test_the_same_sources_give_the_same_bytes(
    packages: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = build.build_all(tmp_path / "not" / "there" / "yet")
    assert {path.stem: path.read_bytes() for path in again} == {
        slug: path.read_bytes() for slug, path in packages.items()
    }
    assert "first-responder-scene: " in capsys.readouterr().out


def test_entries_are_sorted_plain_and_without_a_clock(packages: dict[str, Path]) -> None:
    for package in packages.values():
        with zipfile.ZipFile(package) as archive:
            entries = archive.infolist()
        assert [entry.filename for entry in entries] == sorted(e.filename for e in entries)
        assert {entry.date_time for entry in entries} == {build.FIXED_TIME}
        assert {entry.external_attr for entry in entries} == {build.REGULAR_FILE}
        assert max(Counter(entry.filename for entry in entries).values()) == 1


@pytest.mark.parametrize("slug", build.SLUGS)
def test_every_source_is_in_the_package(slug: str, packages: dict[str, Path]) -> None:
    own = {path.name for path in (build.SOURCES / slug).iterdir()}
    shared = {f"shared/{path.name}" for path in (build.SOURCES / "shared").iterdir()}
    # What speaks SCORM is no part of a cmi5 course.
    unused = {"shared/scorm.js"} if slug in build.CMI5_SLUGS else set()
    assert set(contents(packages[slug])) == own | shared - unused


def test_our_reader_takes_the_cmi5_course_without_a_warning(packages: dict[str, Path]) -> None:
    files = contents(packages["messages-and-accounts"])
    course = read_course_structure(files["cmi5.xml"], frozenset(files))
    assert course.warnings == ()
    aus = [(au.path, au.move_on, au.launch_method) for au in course.all_aus()]
    assert aus == [
        ("messages.html", "Completed", "AnyWindow"),
        ("accounts.html", "CompletedOrPassed", "AnyWindow"),
        ("check.html", "Passed", "OwnWindow"),
    ]
    assert [len(block.aus()) for block in course.all_blocks()] == [2]
    assert [str(au.mastery_score) for au in course.all_aus()] == ["None", "None", "0.8"]
    listed = next(each for each in catalogue.COURSES if each.slug == "messages-and-accounts")
    assert (listed.title, listed.description) == (course.title["en"], course.description["en"])
    assert INVENTED in listed.description
    blocks, units = course.all_blocks(), course.all_aus()
    titles = [course.title, *(one.title for one in blocks), *(one.title for one in units)]
    assert all(list(title) == ["en", "fr", "ar"] for title in titles)


@pytest.mark.parametrize("slug", build.SCORM_SLUGS)
def test_our_reader_takes_the_manifest_without_a_warning(
    slug: str, packages: dict[str, Path]
) -> None:
    manifest = manifest_of(packages[slug])
    assert manifest.warnings == ()
    assert (manifest.standard, manifest.schema_version) == ("scorm12", "1.2")
    assert INVENTED.removesuffix(".").lower().split(". ")[0] in manifest.description.lower()
    listed = next(course for course in catalogue.COURSES if course.slug == slug)
    assert manifest.title == listed.title
    assert listed.module.package == packages[slug].name
    assert listed.description.startswith(manifest.description.partition(" Invented")[0])


def test_the_quiz_waits_for_the_lessons(packages: dict[str, Path]) -> None:
    items = items_of(packages["first-responder-scene"])
    assert list(items) == ["lessons", "lesson1", "lesson2", "lesson3", "quiz"]
    assert [child.identifier for child in items["lessons"].children] == [
        "lesson1",
        "lesson2",
        "lesson3",
    ]
    assert items["quiz"].prerequisites == "lesson1&lesson2&lesson3"
    assert items["quiz"].mastery_score == "70"
    launched = {name: item.href for name, item in items.items() if item.kind == "sco"}
    assert launched == {
        "lesson1": "lesson1.html",
        "lesson2": "lesson2.html",
        "lesson3": "lesson3.html",
        "quiz": "quiz.html",
    }


def test_the_victim_module_judges_by_itself(packages: dict[str, Path]) -> None:
    items = items_of(packages["victim-first-contact"])
    assert list(items) == ["module"]
    assert (items["module"].kind, items["module"].href) == ("sco", "index.html")
    assert (items["module"].prerequisites, items["module"].mastery_score) == ("", "")


@pytest.mark.parametrize("slug", build.SLUGS)
def test_pages_ask_for_nothing_outside_the_package(slug: str, packages: dict[str, Path]) -> None:
    files = contents(packages[slug])
    pages = [name for name in files if name.endswith(".html")]
    assert pages
    for name in pages:
        html = files[name].decode()
        asked = set(re.findall(r'(?:src|href)="([^"]+)"', html)) - {"data:,"}
        assert asked <= set(files), name
        assert not re.search(r"<[^>]+\son\w+\s*=", html), f"{name} has an inline event handler"
        assert " style=" not in html
        assert INVENTED in html
        assert html.count("<h1>") == 1
    for name, data in files.items():
        if PurePosixPath(name).suffix in {".css", ".js"}:
            without = ADDRESSES_THAT_ARE_NAMES.sub(b"", data)
            assert not re.search(rb"https?://|@import|url\(", without), name


@pytest.mark.parametrize("slug", build.SLUGS)
def test_the_key_and_the_published_answers_agree(slug: str, packages: dict[str, Path]) -> None:
    key_name, page_name, published = KEYS[slug]
    key = key_of(packages[slug], key_name)
    page = contents(packages[slug])[page_name].decode()
    offered = set(re.findall(r'data-testid="(q\d+-[a-z])"', page))
    assert {name: tuple(entry["right"]) for name, entry in key.items()} == dict(published)  # type: ignore[arg-type]
    assert {f"{name}-{letter}" for name in published for letter in published[name]} <= offered
    assert "data-correct" not in page


def test_page_ids_are_published(packages: dict[str, Path]) -> None:
    for package in packages.values():
        for name, data in contents(package).items():
            found = tuple(re.findall(r'<section class="page" id="([\w-]+)"', data.decode()))
            assert found == answers.PAGES.get(name, ())


def test_sources_stay_short() -> None:
    sources = [path for path in build.SOURCES.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    assert len(sources) > 10
    long = {
        path.name: count
        for path in sources
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_a_slug_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(build.CourseSourceError, match="There is no course 'third-course'"):
        build.build("third-course", tmp_path)
    assert list(tmp_path.iterdir()) == []


def write_manifest(sources: Path, href: str) -> None:
    folder = sources / build.SLUGS[0]
    folder.mkdir()
    (folder / "imsmanifest.xml").write_text(
        f'<manifest xmlns="{build.IMSCP}"><resources><resource><file href="{href}"/></resource>'
        "</resources></manifest>",
        encoding="utf-8",
    )


@pytest.mark.parametrize("href", ["../shared/scorm.js", "/etc/passwd", "shared/../../x"])
def test_a_manifest_that_leaves_the_package_is_refused(
    href: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_manifest(tmp_path, href)
    monkeypatch.setattr(build, "SOURCES", tmp_path)
    with pytest.raises(build.CourseSourceError, match="outside the package"):
        build.build(build.SLUGS[0], tmp_path / "out")


def test_the_command_says_which_file_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_manifest(tmp_path, "lesson9.html")
    monkeypatch.setattr(build, "SOURCES", tmp_path)
    assert build.main([str(tmp_path / "out")]) == 1
    assert "'lesson9.html'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
