"""The names that a package brings along become titles and slugs of the catalogue."""

import dataclasses
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.importers import Imported
from courses.models import Edition, ImportJob, Module
from courses.services.imported_editions import LONGEST_SLUG, add_edition
from courses.titles import LONGEST_TITLE
from tests import cast

DIGEST = "0" * 64


def imported(title: str, language: str = "en") -> Imported:
    return Imported(
        standard=Edition.Standard.SCORM_12,
        title=title,
        description="",
        language=language,
        content_digest=DIGEST,
        warnings=[],
        found={},
        save=lambda edition: None,
    )


@pytest.mark.django_db
def test_courses_of_one_title_have_slugs_of_their_own() -> None:
    slugs = []
    for _ in range(3):
        edition, _warnings = add_edition(ImportJob(), imported("Online fraud"))
        slugs.append(edition.module.course.slug)
    assert slugs == ["online-fraud", "online-fraud-2", "online-fraud-3"]


@pytest.mark.django_db
def test_trainers_find_a_course_by_its_title_in_their_language() -> None:
    titles = {
        "fr": "Fraude, en ligne",
        "ar": "الاحتيال",
        "fr-CA": "Fraude en ligne",
        "de": "x" * 150,
        "nl": "y" * 199,
        "it": "z" * 199,
    }
    package = dataclasses.replace(imported("Online fraud"), other_titles=titles)
    edition, _warnings = add_edition(ImportJob(), package)
    keywords = edition.module.course.keywords
    assert keywords.startswith(f"Fraude en ligne, الاحتيال, {'x' * 150}, yyy")
    assert len(keywords) <= 500
    assert "z" not in keywords


@pytest.mark.django_db
def test_a_module_keeps_what_its_package_is_called_in_other_languages() -> None:
    french = dataclasses.replace(imported("Fraud"), other_titles={"fr": " Fraude\nen ligne "})
    edition, _warnings = add_edition(ImportJob(), french)
    assert edition.module.other_titles == "fr: Fraude en ligne"

    # The owner has changed it; the next edition brings one more and changes nothing.
    Module.objects.update(other_titles="fr: L'escroquerie")
    titles = {"fr": "Fraude en ligne", "ar": "الاحتيال", "?": "Betrug"}
    following = dataclasses.replace(imported("Fraud"), other_titles=titles)
    again, _warnings = add_edition(ImportJob(module=edition.module), following)
    assert again.module.other_titles == "fr: L'escroquerie\nar: الاحتيال"


@pytest.mark.django_db
def test_a_module_with_a_name_of_its_own_takes_no_titles_of_the_package() -> None:
    module = cast.make_module("The first call")
    titled = dataclasses.replace(imported("Fraud"), other_titles={"fr": "Fraude en ligne"})
    edition, _warnings = add_edition(ImportJob(module=module), titled)
    assert edition.module.other_titles == ""


@pytest.mark.django_db
def test_a_title_in_arabic_still_gives_a_course() -> None:
    edition, _warnings = add_edition(ImportJob(), imported("الأدلة الرقمية", "ar"))
    assert (edition.title, edition.language) == ("الأدلة الرقمية", "ar")
    assert edition.module.course.slug == "course"


@pytest.mark.django_db
def test_without_a_title_the_name_of_the_file_is_taken() -> None:
    edition, _warnings = add_edition(ImportJob(original_name="fraud.zip"), imported(" \n\t"))
    assert edition.title == "fraud.zip"


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=st.text(max_size=600), language=st.text(max_size=60))
def test_any_title_fits_the_catalogue(title: str, language: str) -> None:
    edition, _warnings = add_edition(ImportJob(), imported(title, language))
    edition.full_clean()
    assert 0 < len(edition.title) <= LONGEST_TITLE
    assert all(unicodedata.category(character)[0] != "C" for character in edition.title)
    slug = edition.module.course.slug
    assert re.fullmatch(r"[-a-z0-9_]+", slug)
    assert len(slug) <= LONGEST_SLUG
