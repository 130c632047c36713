"""cmi5LearnerPreferences: what an AU may write there."""

import json
from typing import Any

import pytest

from xapi.cmi5.preferences import check_preferences, default_preferences
from xapi.cmi5.terms import Broken

GOOD = {"languagePreference": "fr-BE,en-US,ar", "audioPreference": "off"}


def check(value: Any, content_type: str = "application/json") -> None:
    check_preferences(content_type, json.dumps(value).encode())


def test_a_good_document_is_taken() -> None:
    check(GOOD)
    check({**GOOD, "ofTheAU": 1}, "application/json; charset=utf-8")
    for languages in ((), ("fr",), ("not a tag", "", "ar")):
        value = default_preferences(*languages)
        check(value)
        assert value["languagePreference"] == (languages[-1] if languages else "en")


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ([], "$"),
        ({"languagePreference": "en"}, "$.audioPreference"),
        ({"audioPreference": "on"}, "$.languagePreference"),
        ({**GOOD, "audioPreference": "loud"}, "$.audioPreference"),
        ({**GOOD, "audioPreference": True}, "$.audioPreference"),
        ({**GOOD, "languagePreference": "en; fr"}, "$.languagePreference"),
        ({**GOOD, "languagePreference": "en,"}, "$.languagePreference"),
        ({**GOOD, "languagePreference": ""}, "$.languagePreference"),
        ({**GOOD, "languagePreference": ",".join(["en"] * 400)}, "$.languagePreference"),
    ],
)
def test_what_is_no_preference_is_refused(value: Any, path: str) -> None:
    with pytest.raises(Broken) as refused:
        check(value)
    assert refused.value.path == path


def test_it_is_json_and_says_so() -> None:
    with pytest.raises(Broken):
        check(GOOD, "text/plain")
    with pytest.raises(Broken):
        check_preferences("application/json", b"{")
