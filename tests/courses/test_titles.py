"""A module is called in the reader's language what it is called there, else by its own title."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Module
from courses.titles import LocalTitle, local_title, read_titles, write_titles
from tests import cast

OWN = LocalTitle("Phones", "en")
OTHERS = "fr: Les téléphones\nfr-CA: Les cellulaires\nar: الهواتف\nen-US: Cell phones"


@pytest.mark.parametrize(
    ("reader", "text", "language"),
    [
        ("fr", "Les téléphones", "fr"),
        ("fr-CA", "Les cellulaires", "fr-CA"),
        ("FR-ca", "Les cellulaires", "fr-CA"),
        ("fr-BE", "Les téléphones", "fr"),
        ("ar", "الهواتف", "ar"),
        ("en", "Phones", "en"),
        ("en-us", "Cell phones", "en-US"),
        ("en-GB", "Phones", "en"),
        ("nl", "Phones", "en"),
        ("", "Phones", "en"),
    ],
)
def test_the_title_in_the_readers_language_or_the_nearest(
    reader: str, text: str, language: str
) -> None:
    assert local_title(OWN, OTHERS, reader) == LocalTitle(text, language)


@pytest.mark.parametrize(
    "line", ["Les téléphones", "fr:", ": Phones", "français: Phones", "fr: " + "x" * 201]
)
def test_a_line_that_is_no_title_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"^" + line[:4]):
        read_titles(f"ar: الهواتف\n{line}\n")


@given(st.dictionaries(st.text(max_size=6), st.text(max_size=20), max_size=5))
def test_whatever_a_package_says_can_be_read_back(titles: dict[str, str]) -> None:
    cleaned = {tag: " ".join(title.split()) for tag, title in titles.items() if title.isprintable()}
    kept = read_titles(write_titles(cleaned))
    assert kept.items() <= cleaned.items()


def test_the_first_of_a_language_counts() -> None:
    assert read_titles("fr: Un\n\nfr: Deux: trois\nar: ا: ب") == {"fr": "Un", "ar": "ا: ب"}


@pytest.mark.django_db
def test_a_module_speaks_the_active_language_and_refuses_what_is_no_title() -> None:
    module: Module = cast.make_module("Phones", other_titles=OTHERS)
    with translation.override("fr"):
        assert module.local_title == LocalTitle("Les téléphones", "fr")
    with translation.override("en"):
        assert str(module.local_title) == "Phones"
    module.other_titles = "fr Les téléphones"
    with pytest.raises(ValidationError, match="“fr Les téléphones”"):
        module.full_clean()
