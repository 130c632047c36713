"""cmi5LearnerPreferences (11): what a learner prefers, kept with the agent."""

from typing import Any, Final

from xapi.cmi5.terms import Broken
from xapi.spec import strict_json
from xapi.spec.refused import Refused
from xapi.spec.types import LANGUAGE

# No list of languages that somebody reads is longer.
_LONGEST: Final = 500
Json = dict[str, Any]


def default_preferences(*languages: str) -> Json:
    """Of a learner who has chosen nothing yet: the first of these that is a language tag."""
    known = next((tag for tag in languages if LANGUAGE.match(tag)), "en")
    return {"languagePreference": known, "audioPreference": "on"}


def check_preferences(content_type: str, body: bytes) -> None:
    """Refuse what is no document of 11. Raises Broken, which names the property."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Broken("11", "the learner preferences are application/json")
    try:
        value = strict_json.read(body)
    except Refused as wrong:
        raise Broken("11", wrong.why) from wrong
    if not isinstance(value, dict):
        raise Broken("11", "the learner preferences are a JSON object")
    for name in ("languagePreference", "audioPreference"):
        if not isinstance(value.get(name), str):
            raise Broken("11", "this property is required, as text", f"$.{name}")
    _check_languages(value["languagePreference"])
    if value["audioPreference"] not in ("on", "off"):
        raise Broken("11.2", "neither on nor off", "$.audioPreference")


def _check_languages(given: str) -> None:
    if len(given) > _LONGEST or not all(LANGUAGE.match(tag) for tag in given.split(",")):
        why = "not a list of language tags with commas between, such as en-US,fr-FR"
        raise Broken("11.1", why, "$.languagePreference")
