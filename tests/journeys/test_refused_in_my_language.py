"""An academy whose agreement has ended: a plain page, in the language the launch asks for."""

import ast
import datetime as dt
import re
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils import translation

from academies.models import Academy
from tests.academies.vetting import TODAY
from tests.architecture.source import PROJECT
from tests.launch_attempts import Scene
from tests.launching import Page, refusal_code

SOURCES = [
    "lti_provider/refusals.py",
    "lti_provider/views/launch.py",
    "scorm/services/admission.py",
    "scorm/views/bearer.py",
    "academies/services/expiry_warnings.py",
]
TEMPLATES = [
    "lti_provider/templates/lti_provider/refused.html",
    "scorm/templates/scorm/refused.html",
]
ENDED = {
    "en": "Your academy has no valid agreement for these courses at the moment.",
    "fr": "Votre académie n’a actuellement pas de convention valide pour ces cours.",
    "ar": "ليس لدى أكاديميتك حاليًا اتفاقية سارية لهذه الدورات.",
}


def said_in(source: str) -> set[str]:
    """The strings of a Python file that are marked for translation."""
    nodes = ast.walk(ast.parse((PROJECT / source).read_text("utf-8")))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "_"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def catalogue(language: str) -> Catalog:
    place = PROJECT / "config" / "locale" / language / "LC_MESSAGES" / "django.po"
    with place.open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_word_of_a_refusal_is_translated(language: str) -> None:
    wanted = set().union(*(said_in(source) for source in SOURCES))
    for template in TEMPLATES:
        wanted |= set(re.findall(r'{% translate "([^"]+)"', (PROJECT / template).read_text()))
    assert len(wanted) > 25, "the strings were not found"
    known = {str(message.id): message for message in catalogue(language) if message.string}
    assert wanted - set(known) == set()
    for message in known.values():
        assert not message.fuzzy
        variables = [
            sorted(re.findall(r"%\(\w+\)s", str(text))) for text in (message.id, message.string)
        ]
        assert variables[0] == variables[1]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_translations_are_compiled(language: str) -> None:
    """By `make setup`, or as docs/operating.md says."""
    place = PROJECT / "config" / "locale" / language / "LC_MESSAGES"
    compiled = place / "django.mo"
    assert compiled.exists(), "run `make setup`"
    with compiled.open("rb") as file:
        spoken = GNUTranslations(file)
    stale = [m.id for m in catalogue(language) if m.id and spoken.gettext(str(m.id)) != m.string]
    assert stale == [], "run `make setup`"


@pytest.fixture
def expired(scene: Scene) -> Scene:
    Academy.objects.update(agreement_expires_on=TODAY - dt.timedelta(days=1))
    return scene


def refused(scene: Scene, locale: str) -> Page:
    presentation = scene.claims["https://purl.imsglobal.org/spec/lti/claim/launch_presentation"]
    return scene.send_claims(launch_presentation={**presentation, "locale": locale})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("fr", "fr"),
        ("fr-BE", "fr"),
        ("ar", "ar"),
        ("en", "en"),
        ("tlh", "en"),
        ("../../etc", "en"),
        ("", "en"),
    ],
)
def test_it_says_so_in_the_language_of_the_launch(
    expired: Scene, locale: str, language: str
) -> None:
    answer = refused(expired, locale)
    page = answer.content.decode()
    assert refusal_code(answer) == "agreement_not_valid"
    assert answer.status_code == 403
    assert ENDED[language] in page
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "lti_errormsg=" in page, "the way back carries the reason"


@pytest.mark.django_db
def test_without_a_locale_the_academy_s_language_is_spoken(expired: Scene) -> None:
    Academy.objects.update(language="fr")
    assert ENDED["fr"] in refused(expired, "").content.decode()


@pytest.mark.django_db
def test_the_language_of_one_page_is_not_that_of_the_next(expired: Scene) -> None:
    before = translation.get_language()
    refused(expired, "ar")
    assert translation.get_language() == before


@pytest.mark.django_db
def test_the_last_day_of_an_agreement_is_covered(scene: Scene) -> None:
    Academy.objects.update(agreement_expires_on=TODAY)
    assert refusal_code(scene.send_claims()) == ""
