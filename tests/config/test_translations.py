"""Everything that a learner, a trainer or an applicant reads exists in French and in Arabic."""

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.template import Engine
from django.template.base import Node, NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import timezone

from courses.models import Course, Module
from lti_provider.verdicts import judge
from tests.architecture.source import PROJECT, relative, tracked_files

LANGUAGES = ["fr", "ar"]
# The pages of the staff are in English, and so are the words that only they read.
PYTHON = [
    "academies/services/expiry_warnings.py",
    "academies/views/",
    "courses/admission.py",
    "courses/sentences.py",
    "courses/services/attempts.py",
    "courses/views/attempt_words.py",
    "courses/views/bearer.py",
    "courses/views/player_page.py",
    "lti_provider/refusals.py",
    "lti_provider/services/launching.py",
    "lti_provider/services/picking.py",
    "lti_provider/services/registration_refusals.py",
    "lti_provider/services/reviewing.py",
    "lti_provider/views/",
    "reports/",
    "scorm/services/",
    "scorm/views/",
    "xapi/services/cmi5/",
    "xapi/views/cmi5",
]
TEMPLATES = [
    "academies/templates/academies/",
    "courses/templates/courses/",
    "lti_provider/templates/lti_provider/",
    "reports/templates/reports/",
    "scorm/templates/scorm/",
    "xapi/templates/xapi/",
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# Shown as they are: a state's word of a standard nobody knows, a tool's name for the browser's tab.
UNTRANSLATED = {"scorm/templates/scorm/shim.html": "Module"}
# Plural forms of a single number may leave that number out, such as the Arabic dual.
SINGLE: dict[str, set[int]] = {"fr": set(), "ar": {0, 1, 2}}
Key = tuple[str | None, str]
_COUNTED: Any = Module._meta.get_field("counted_attempt").choices


def sources(places: list[str], ending: str) -> list[Path]:
    return [
        place
        for place in tracked_files()
        if place.suffix == ending and relative(place).startswith(tuple(places))
    ]


def said_in_python(place: Path) -> Iterator[Key]:
    with place.open("rb") as file:
        for _line, found, _comments, context in extract("python", file, KEYWORDS):
            yield context, found if isinstance(found, str) else str(found[0])


def said_in_template(place: Path) -> Iterator[Key]:
    text = place.read_text("utf-8")
    nodes = Engine.get_default().from_string(text).nodelist
    for node in nodes_of(nodes, TranslateNode):
        literal = node.filter_expression.var.literal
        if literal is not None:
            yield resolved(node.message_context), str(literal)
    for block in nodes_of(nodes, BlockTranslateNode):
        yield resolved(block.message_context), block.render_token_list(block.singular)[0]
    for found in re.findall(r'_\("([^"]+)"\)', text):
        yield None, found


def nodes_of(nodes: NodeList, kind: type[Node]) -> list[Any]:
    return list(nodes.get_nodes_by_type(kind))


def resolved(context: object) -> str | None:
    return None if context is None else str(getattr(context, "var", context))


def wanted() -> set[Key]:
    found = {key for place in sources(PYTHON, ".py") for key in said_in_python(place)}
    found |= {key for place in sources(TEMPLATES, ".html") for key in said_in_template(place)}
    labels = [*Course.Level.labels, *(label for _value, label in _COUNTED)]
    return found | {(None, str(label)) for label in labels}


def catalogue(language: str) -> Catalog:
    place = PROJECT / "config" / "locale" / language / "LC_MESSAGES" / "django.po"
    with place.open("rb") as file:
        return read_po(file, locale=language)


def texts(message: Message) -> tuple[list[str], list[str]]:
    """The English forms and the translated ones."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return ids, strings


def variables(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%%", text))


def test_the_words_are_found() -> None:
    found = wanted()
    assert len(found) > 230
    assert {
        (None, "Back to your course"),
        (None, "not kept"),
        (None, "%(done)d of %(total)d part done"),
        (None, "%(minutes)s min"),
        ("delivery", "Failed"),
    } <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    spoken = catalogue(language)
    missing = []
    for context, text in sorted(wanted(), key=str):
        message = spoken.get(text, context)
        if message is None or message.fuzzy or not all(texts(message)[1]):
            missing.append((context, text))
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_original(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        ids, strings = texts(message)
        for form, text in enumerate(strings):
            if len(ids) > 1 and form in SINGLE[language]:
                assert set(variables(text)) <= set(variables(ids[0])), text
            else:
                assert variables(text) == variables(ids[-1]), text
            assert text.count("<bdi") == text.count("</bdi>") == ids[0].count("</bdi>"), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_form_for_every_number(language: str) -> None:
    spoken = catalogue(language)
    forms = {"fr": 2, "ar": 6}[language]
    plural = [message for message in spoken if not isinstance(message.id, str)]
    assert len(plural) >= 5
    assert spoken.num_plurals == forms
    assert all(len(texts(message)[1]) == forms for message in plural)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_translations_are_compiled(language: str) -> None:
    """By `make setup`, or as docs/operating.md says."""
    compiled = PROJECT / "config" / "locale" / language / "LC_MESSAGES" / "django.mo"
    assert compiled.exists(), "run `make setup`"
    with compiled.open("rb") as file:
        spoken = GNUTranslations(file)
    stale = [m.id for m in catalogue(language) if m.id and not is_compiled(spoken, m)]
    assert stale == [], "run `make setup`"


def is_compiled(spoken: GNUTranslations, message: Message) -> bool:
    ids, strings = texts(message)
    if message.context:
        return spoken.pgettext(message.context, ids[0]) == strings[0]
    if len(ids) > 1:
        said = {spoken.ngettext(ids[0], ids[1], number) for number in range(120)}
        return said <= set(strings)
    return spoken.gettext(ids[0]) == strings[0]


@pytest.mark.parametrize("place", sources(TEMPLATES, ".html"), ids=relative)
def test_a_page_says_nothing_unmarked(place: Path) -> None:
    text = place.read_text("utf-8")
    text = re.sub(r"{% block body_class %}\w*{% endblock %}", "", text)
    text = re.sub(r"{% blocktranslate.*?endblocktranslate %}", "", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
    text = re.sub(r"<svg.*?</svg>|<[^>]*>", "", text, flags=re.S)
    left = "".join(re.findall(r"[^\W\d_]+", text))
    assert left == UNTRANSLATED.get(relative(place), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_platform_answered_is_translated_when_it_is_shown(language: str) -> None:
    """It is stored in English with the grade or the class list; a status number stays in it."""
    now = timezone.now()
    answers = [judge(status, {}, b"<html>", now).why for status in range(200, 600)]
    constant = {why for why in answers if why and not re.search(r"\d", why)}
    tree = ast.parse((PROJECT / "lti_provider" / "nrps.py").read_text("utf-8"))
    pieces = {
        id(piece)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }
    constant |= {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("The platform")
        and id(node) not in pieces
    }
    assert len(constant) > 14
    spoken = catalogue(language)
    assert [why for why in sorted(constant) if spoken.get(why) is None] == []
