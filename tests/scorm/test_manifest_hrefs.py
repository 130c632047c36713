"""From an href to a file and its query."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.packages.files import PackageFiles
from scorm.manifest.hrefs import launch_query, resolve

FILES = PackageFiles(
    frozenset({"index.html", "a/b/page one.html", "a/100%25.html", "a/é.html", "a/c#.html"})
)


@pytest.mark.parametrize(
    ("href", "bases", "path"),
    [
        ("index.html", (), "index.html"),
        ("./index.html", (), "index.html"),
        ("a/../index.html", (), "index.html"),
        ("a/b/page%20one.html", (), "a/b/page one.html"),
        ("a/b/page one.html", (), "a/b/page one.html"),
        ("page%20one.html", ("", "a/", "b/"), "a/b/page one.html"),
        ("../../index.html", ("a/", "b/"), "index.html"),
        ("index.html", ("", "", ""), "index.html"),
        ("a/100%2525.html", (), "a/100%25.html"),
        ("a/100%25.html", (), "a/100%25.html"),
        ("a/%C3%A9.html", (), "a/é.html"),
        ("a/e\u0301.html", (), "a/é.html"),
        ("a/c%23.html", (), "a/c#.html"),
    ],
)
def test_an_href_finds_its_file_without_a_remark(
    href: str, bases: tuple[str, ...], path: str
) -> None:
    reference = resolve(href, bases, FILES)
    assert (reference.path, reference.problem, reference.remarks) == (path, None, ())


@pytest.mark.parametrize(
    ("href", "parameters", "query"),
    [
        ("index.html", "", ""),
        ("index.html", "a=1", "?a=1"),
        ("index.html", "?a=1", "?a=1"),
        ("index.html", "&a=1", "?a=1"),
        ("index.html", "?&?a=1&b=2", "?a=1&b=2"),
        ("index.html?x=0", "", "?x=0"),
        ("index.html?x=0", "?a=1", "?x=0&a=1"),
        ("index.html#top", "", "#top"),
        ("index.html#top", "a=1", "?a=1#top"),
        ("index.html#top", "#end", "#top"),
        ("index.html", "#end", "#end"),
        ("index.html?x=0", "a=1#end", "?x=0&a=1#end"),
        ("index.html", "name=Lena Lund", "?name=Lena%20Lund"),
        ("index.html", "name=%C3%A9", "?name=%C3%A9"),
        ("index.html", 'a="><script>', "?a=%22%3E%3Cscript%3E"),
        ("index.html", "?", ""),
    ],
)
def test_parameters_join_the_query_as_the_standard_says(
    href: str, parameters: str, query: str
) -> None:
    assert launch_query(resolve(href, (), FILES), parameters) == query


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_an_encoded_path_always_finds_its_file(segments: list[str]) -> None:
    path = "/".join(segments)
    if any(segment in (".", "..") or "/" in segment or "\\" in segment for segment in segments):
        return
    stored = PackageFiles(frozenset({path}))
    reference = resolve(quote(path), (), stored)
    # The package stores NFC, so only such names can be found.
    if reference.problem:
        assert reference.problem == "missing"
        assert not path.isascii()
    else:
        assert reference.path == path


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_query_is_plain_ascii_and_starts_with_its_sign(href: str, parameters: str) -> None:
    query = launch_query(resolve(f"index.html?{href}", (), FILES), parameters)
    assert query == "" or query[0] in "?#"
    assert query.isascii()
    assert not set(query) & set(" <>\"'\\^`{|}\n") - {"'"}
