"""The language of a launch, and the way back with a message."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider.presentation import language, return_address


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (("fr",), "fr"),
        (("fr-BE",), "fr"),
        (("fr_be",), "fr"),
        (("ar_SA.UTF-8",), "ar"),
        (("de", "fr"), "fr"),
        (("", "ar"), "ar"),
        (("sv", ""), "en"),
        ((), "en"),
        (("../../etc", "fr\n"), "en"),
    ],
)
def test_the_first_language_that_there_is(wanted: tuple[str, ...], chosen: str) -> None:
    assert language(*wanted) == chosen


@given(locale=st.text(max_size=40))
def test_no_locale_breaks_a_page(locale: str) -> None:
    assert language(locale) in {"en", "fr", "ar"}


def test_the_platforms_own_parameters_stay_as_they_are() -> None:
    address = return_address("https://lms.example/r?course=2&x=a%2Fb#end", lti_msg="Saved & well")

    assert address.startswith("https://lms.example/r?course=2&x=a%2Fb&lti_msg=")
    assert dict(parse_qsl(urlsplit(address).query))["lti_msg"] == "Saved & well"
    assert address.endswith("#end")


def test_without_a_way_back_there_is_none_and_without_a_message_it_is_bare() -> None:
    assert return_address("", lti_msg="Saved") == ""
    assert return_address("https://lms.example/r") == "https://lms.example/r"
    assert return_address("https://lms.example/r", lti_msg="") == "https://lms.example/r"


def test_a_long_message_is_cut() -> None:
    assert len(return_address("https://lms.example/", lti_msg="x" * 5000)) < 600
