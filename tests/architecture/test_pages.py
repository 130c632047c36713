"""Templates carry no code of their own and ask nobody else for anything."""

import re

import pytest

from tests.architecture.source import files, relative

TEMPLATES = [place for place in files(".html") if "templates" in place.parts]
SCRIPTS = [f for f in files(".js", ".css") if "static" in f.parts]
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")", re.I)
EXTERNAL = re.compile(r"(?:src|href|action|srcset|poster)\s*=\s*[\"']\s*(?:https?:)?//", re.I)
EVENT_ATTRIBUTE = re.compile(r"<[^>]+\son[a-z]+\s*=", re.I)
EXTERNAL_IN_CODE = re.compile(r"(?:url\(|@import|import\s|fetch\()\s*[\"']?(?:https?:)?//", re.I)


def without_comments(text: str) -> str:
    text = re.sub(r"\{#.*?#\}", "", text)
    text = re.sub(r"\{% comment.*?endcomment %\}", "", text, flags=re.S)
    return re.sub(r"<!--.*?-->", "", text, flags=re.S)


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline script", INLINE_SCRIPT),
        ("an inline style sheet", re.compile(r"<style\b", re.I)),
        ("a style attribute", re.compile(r"<[^>]+\sstyle\s*=", re.I)),
        ("an event attribute", EVENT_ATTRIBUTE),
        ("an address elsewhere", EXTERNAL),
    ],
)
def test_no_template_contains(what: str, pattern: re.Pattern[str]) -> None:
    offenders = [
        relative(place)
        for place in TEMPLATES
        if pattern.search(without_comments(place.read_text(encoding="utf-8")))
    ]
    assert offenders == [], f"{what} in {offenders}"


def test_no_script_or_style_sheet_loads_from_elsewhere() -> None:
    offenders = [
        relative(f) for f in SCRIPTS if EXTERNAL_IN_CODE.search(f.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert INLINE_SCRIPT.search("<script>alert(1)</script>")
    assert INLINE_SCRIPT.search('<script type="module">go()</script>')
    assert not INLINE_SCRIPT.search('<script src="/static/a.js" defer></script>')
    assert EXTERNAL.search('<link href="//cdn.example/a.css">')
    assert EXTERNAL.search("<img src='https://cdn.example/a.png'>")
    assert not EXTERNAL.search('<a href="{% url "x" %}">')
    assert EVENT_ATTRIBUTE.search('<button onclick="go()">')
    assert not EVENT_ATTRIBUTE.search('<button data-on="x" class="on">')
    assert EXTERNAL_IN_CODE.search("@import url(https://fonts.example/x.css)")
    assert EXTERNAL_IN_CODE.search('fetch("https://elsewhere.example")')
