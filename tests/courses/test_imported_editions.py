"""The names that a package brings along become titles and slugs of the catalogue."""

import dataclasses
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.importers import Imported
from courses.models import Edition, ImportJob
from courses.services.imported_editions import LONGEST_SLUG, LONGEST_TITLE, add_edition

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
    titles = ("Fraude, en ligne", "الاحتيال", "Fraude en ligne", "x" * 150, "y" * 199, "z" * 199)
    package = dataclasses.replace(imported("Online fraud"), other_titles=titles)
    edition, _warnings = add_edition(ImportJob(), package)
    keywords = edition.module.course.keywords
    assert keywords.startswith(f"Fraude en ligne, الاحتيال, {'x' * 150}, yyy")
    assert len(keywords) <= 500
    assert "z" not in keywords


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
