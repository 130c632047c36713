"""An academy whose agreement has ended: a plain page, in the language the launch asks for."""

import datetime as dt

import pytest
from django.utils import translation

from academies.models import Academy
from tests.academies.vetting import TODAY
from tests.launch_attempts import Scene
from tests.launching import Page, refusal_code

ENDED = {
    "en": "Your academy has no valid agreement for these courses at the moment.",
    "fr": "Votre académie n’a actuellement pas de convention valide pour ces cours.",
    "ar": "ليس لدى أكاديميتك حاليًا اتفاقية سارية لهذه الدورات.",
}


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
